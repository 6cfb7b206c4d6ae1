/* word-query: one reader of words for everything that looks for them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "word-query.h"

#include <string.h>

#define TERMS_MAX 16
#define WORD_BYTES 64 /* of a word that is longer the rest is left out */

/* -- Reading a text word by word. -- */

typedef struct {
  const char *start, *end; /* in the text */
  char folded[WORD_BYTES + 8];
  guint length;   /* of folded */
  gboolean alone; /* of a script without spaces */
} Word;

static gboolean
is_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

static gboolean
is_part (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_type (c) == G_UNICODE_SPACING_MARK;
}

static gboolean
stands_alone (gunichar c)
{
  if (c < 0x0e00)
    return FALSE;
  switch (g_unichar_get_script (c)) {
  case G_UNICODE_SCRIPT_HAN:
  case G_UNICODE_SCRIPT_HIRAGANA:
  case G_UNICODE_SCRIPT_KATAKANA:
  case G_UNICODE_SCRIPT_BOPOMOFO:
  case G_UNICODE_SCRIPT_THAI:
  case G_UNICODE_SCRIPT_LAO:
  case G_UNICODE_SCRIPT_KHMER:
  case G_UNICODE_SCRIPT_MYANMAR:
    return TRUE;
  default:
    return FALSE;
  }
}

static void
append_folded (Word *word, gunichar c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n;

  if (word->length >= WORD_BYTES)
    return;
  if (c < 0x80) {
    word->folded[word->length++] = g_ascii_tolower ((char) c);
    return;
  }
  n = g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < n && word->length < WORD_BYTES; i++)
    if (is_part (parts[i]))
      word->length +=
          (guint) g_unichar_to_utf8 (g_unichar_tolower (parts[i]), word->folded + word->length);
}

/* The next word from *at on; FALSE at the end. *at goes behind it. */
static gboolean
next_word (const char **at, Word *word)
{
  const char *p = *at;
  gunichar c = 0;

  while (*p && !is_part (c = g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  if (!*p)
    return FALSE;
  word->start = p;
  word->length = 0;
  word->alone = stands_alone (c);
  do {
    append_folded (word, c);
    p = g_utf8_next_char (p);
    c = g_utf8_get_char (p);
    while (*p && is_mark (c)) {
      p = g_utf8_next_char (p);
      c = g_utf8_get_char (p);
    }
  } while (*p && !word->alone && is_part (c) && !stands_alone (c));
  word->folded[word->length] = '\0';
  word->end = *at = p;
  return TRUE;
}

/* Where the first LENGTH folded bytes of the word end in the text. */
static const char *
end_of_beginning (const Word *word, guint length)
{
  Word part = { 0 };
  const char *p = word->start;

  while (p < word->end && part.length < length) {
    append_folded (&part, g_utf8_get_char (p));
    p = g_utf8_next_char (p);
    while (p < word->end && is_mark (g_utf8_get_char (p)))
      p = g_utf8_next_char (p);
  }
  return p;
}

char *
words_of (const char *text)
{
  GString *words = g_string_sized_new (strlen (text) + 1);
  Word word;

  while (next_word (&text, &word)) {
    if (words->len)
      g_string_append_c (words, ' ');
    g_string_append_len (words, word.folded, word.length);
  }
  return g_string_free (words, FALSE);
}

/* -- The query. -- */

typedef struct {
  GPtrArray *words; /* folded, side by side */
  gboolean open;    /* the last one may go on */
} Term;

struct _WordQuery {
  GPtrArray *terms;
};

static void
term_free (gpointer data)
{
  Term *term = data;

  g_ptr_array_unref (term->words);
  g_free (term);
}

static void
add_term (WordQuery *query, const char *text, gsize length, gboolean quoted)
{
  g_autofree char *part = g_strndup (text, length);
  const char *at = part;
  Term *term = g_new0 (Term, 1);
  Word word;

  term->words = g_ptr_array_new_with_free_func (g_free);
  while (term->words->len < TERMS_MAX && next_word (&at, &word)) {
    g_ptr_array_add (term->words, g_strndup (word.folded, word.length));
    term->open = !quoted && !word.alone;
  }
  if (term->words->len && query->terms->len < TERMS_MAX)
    g_ptr_array_add (query->terms, term);
  else
    term_free (term);
}

static gboolean
is_quote (gunichar c)
{
  return c == '"' || c == 0x201c || c == 0x201d || c == 0x201e || c == 0xab || c == 0xbb;
}

WordQuery *
word_query_new (const char *typed)
{
  WordQuery *query = g_new0 (WordQuery, 1);
  g_autofree char *valid = g_utf8_make_valid (typed, -1);
  const char *start = valid, *p;
  gboolean quoted = FALSE;

  query->terms = g_ptr_array_new_with_free_func (term_free);
  for (p = valid; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!is_quote (c) && (quoted || !g_unichar_isspace (c)))
      continue;
    add_term (query, start, p - start, quoted);
    if (is_quote (c))
      quoted = !quoted;
    start = g_utf8_next_char (p);
  }
  /* A quote that is still being typed is open at its end. */
  add_term (query, start, p - start, FALSE);
  return query;
}

void
word_query_free (WordQuery *query)
{
  if (!query)
    return;
  g_ptr_array_unref (query->terms);
  g_free (query);
}

gboolean
word_query_is_empty (const WordQuery *query)
{
  return query->terms->len == 0;
}

char *
word_query_match (const WordQuery *query)
{
  GString *match = g_string_new (NULL);

  for (guint i = 0; i < query->terms->len; i++) {
    const Term *term = query->terms->pdata[i];

    g_string_append (match, i ? " AND \"" : "\"");
    for (guint k = 0; k < term->words->len; k++)
      g_string_append_printf (match, k ? " %s" : "%s", (const char *) term->words->pdata[k]);
    g_string_append (match, term->open ? "\" *" : "\"");
  }
  return g_string_free (match, match->len == 0);
}

/* -- In a text. -- */

static GArray *
read_words (const char *text)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (Word));
  Word word;

  while (next_word (&text, &word))
    g_array_append_val (words, word);
  return words;
}

static gboolean
term_is_at (const Term *term, const GArray *words, guint at)
{
  guint n = term->words->len;

  if (at + n > words->len)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const char *folded = g_array_index (words, Word, at + i).folded,
               *sought = term->words->pdata[i];

    if (i + 1 == n && term->open ? !g_str_has_prefix (folded, sought) : strcmp (folded, sought))
      return FALSE;
  }
  return TRUE;
}

static void
append_range (GArray *ranges, const Term *term, const GArray *words, guint at, const char *text)
{
  const Word *first = &g_array_index (words, Word, at);
  const Word *last = &g_array_index (words, Word, at + term->words->len - 1);
  const char *sought = term->words->pdata[term->words->len - 1];
  const char *end = term->open ? end_of_beginning (last, (guint) strlen (sought)) : last->end;
  WordRange range = { (guint) (first->start - text), (guint) (end - text) };

  g_array_append_val (ranges, range);
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const WordRange *x = a, *y = b;

  return x->start != y->start ? (x->start > y->start) - (x->start < y->start)
                              : (x->end > y->end) - (x->end < y->end);
}

/* Those that touch become one. */
static void
join_ranges (GArray *ranges)
{
  guint n = 0;

  g_array_sort (ranges, compare_ranges);
  for (guint i = 0; i < ranges->len; i++) {
    WordRange range = g_array_index (ranges, WordRange, i);
    WordRange *before = n ? &g_array_index (ranges, WordRange, n - 1) : NULL;

    if (before && range.start <= before->end)
      before->end = MAX (before->end, range.end);
    else
      g_array_index (ranges, WordRange, n++) = range;
  }
  g_array_set_size (ranges, n);
}

GArray *
word_query_find (const WordQuery *query, const char *text)
{
  g_autoptr (GArray) words = NULL;
  g_autoptr (GArray) ranges = NULL;

  if (word_query_is_empty (query) || !text || !*text)
    return NULL;
  words = read_words (text);
  ranges = g_array_new (FALSE, FALSE, sizeof (WordRange));
  for (guint at = 0; at < words->len && ranges->len < WORD_RANGES_MAX; at++)
    for (guint i = 0; i < query->terms->len; i++)
      if (term_is_at (query->terms->pdata[i], words, at))
        append_range (ranges, query->terms->pdata[i], words, at, text);
  join_ranges (ranges);
  return ranges->len ? g_steal_pointer (&ranges) : NULL;
}

static gboolean
has_term (const Term *term, const GArray *words)
{
  for (guint at = 0; at < words->len; at++)
    if (term_is_at (term, words, at))
      return TRUE;
  return FALSE;
}

gboolean
word_query_matches (const WordQuery *query, const char *text)
{
  g_autoptr (GArray) words = NULL;

  if (word_query_is_empty (query))
    return FALSE;
  words = read_words (text);
  for (guint i = 0; i < query->terms->len; i++)
    if (!has_term (query->terms->pdata[i], words))
      return FALSE;
  return TRUE;
}
