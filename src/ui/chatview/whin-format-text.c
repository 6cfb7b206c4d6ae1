/* Format text: see the header. Runs on every bind, so it looks for rare bytes first.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-format-text.h"

#include "whin-text-scan.h"

#include <string.h>

#define FENCE "```"
#define FENCE_LEN 3
#define MAX_DIGITS 3
#define MAX_COMBINING 6 /* marks on one letter that are shown */

typedef struct {
  const char *text;
  const GArray *links;
  guint next_link;
  GArray *spans;
} Parser;

static void
add (Parser *p, WhinSpanKind kind, const char *start, const char *end)
{
  WhinSpan span = { kind, start - p->text, end - p->text };

  if (!p->spans)
    p->spans = g_array_new (FALSE, FALSE, sizeof (WhinSpan));
  if (p->spans->len < WHIN_MAX_SPANS && start < end)
    g_array_append_val (p->spans, span);
}

static gboolean
has_room (Parser *p, guint n)
{
  return !p->spans || p->spans->len + n <= WHIN_MAX_SPANS;
}

/* -- Inside a line -- */

typedef struct {
  char mark;
  const char *at;
} Opener;

static gunichar
before (Parser *p, const char *s)
{
  return s == p->text ? '\n' : g_utf8_get_char (g_utf8_prev_char (s));
}

static gboolean
is_word (gunichar c)
{
  return g_unichar_isalnum (c);
}

static gboolean
can_open (Parser *p, const char *s, const char *end)
{
  gunichar prev = before (p, s), next = s + 1 < end ? g_utf8_get_char (s + 1) : '\n';

  return !is_word (prev) && prev != (guchar) *s && next != (guchar) *s && !g_unichar_isspace (next);
}

static gboolean
can_close (Parser *p, const char *s, const char *end)
{
  gunichar prev = before (p, s), next = s + 1 < end ? g_utf8_get_char (s + 1) : '\n';

  return !g_unichar_isspace (prev) && prev != (guchar) *s && next != (guchar) *s && !is_word (next);
}

static WhinSpanKind
kind_of (char mark)
{
  return mark == '*' ? WHIN_SPAN_BOLD : mark == '_' ? WHIN_SPAN_ITALIC : WHIN_SPAN_STRIKE;
}

static void
add_marked (Parser *p, WhinSpanKind kind, const char *open, const char *close)
{
  if (!has_room (p, 3))
    return;
  add (p, WHIN_SPAN_MARK, open, open + 1);
  add (p, kind, open + 1, close);
  add (p, WHIN_SPAN_MARK, close, close + 1);
}

/* Closes the opener of the same kind, and forgets those that came after it: nothing crosses. */
static gboolean
close_mark (Parser *p, Opener *stack, guint *depth, const char *s)
{
  for (guint i = *depth; i-- > 0;) {
    if (stack[i].mark != *s)
      continue;
    if (stack[i].at + 1 == s)
      return FALSE;
    add_marked (p, kind_of (*s), stack[i].at, s);
    *depth = i;
    return TRUE;
  }
  return FALSE;
}

static gboolean
is_open (const Opener *stack, guint depth, char mark)
{
  for (guint i = 0; i < depth; i++)
    if (stack[i].mark == mark)
      return TRUE;
  return FALSE;
}

/* The end of the link that begins at or around S, or NULL. */
static const char *
past_link (Parser *p, const char *s)
{
  guint at = s - p->text;

  for (; p->links && p->next_link < p->links->len; p->next_link++) {
    const WhinLink *link = &g_array_index (p->links, WhinLink, p->next_link);

    if (at < link->start)
      return NULL;
    if (at < link->end)
      return p->text + link->end;
  }
  return NULL;
}

static const char *
code_end (const char *s, const char *end)
{
  const char *close = memchr (s + 1, '`', end - s - 1);

  return close && close > s + 1 ? close : NULL;
}

static void
parse_inline (Parser *p, const char *s, const char *end)
{
  Opener stack[3]; /* one of each kind */
  guint depth = 0;

  while (s < end) {
    const char *link = past_link (p, s), *close;

    if (link) {
      s = link;
    } else if (*s == '`' && (close = code_end (s, end))) {
      add_marked (p, WHIN_SPAN_CODE, s, close);
      s = close + 1;
    } else if (strchr ("*_~", *s)) {
      gboolean closed = can_close (p, s, end) && close_mark (p, stack, &depth, s);

      if (!closed && can_open (p, s, end) && !is_open (stack, depth, *s))
        stack[depth++] = (Opener) { *s, s };
      s++;
    } else {
      s = g_utf8_next_char (s);
    }
  }
}

/* -- Lines -- */

static guint
number_length (const char *s, const char *end)
{
  guint n = 0;

  while (s + n < end && n <= MAX_DIGITS && g_ascii_isdigit (s[n]))
    n++;
  return n > 0 && n <= MAX_DIGITS && s + n + 1 < end && s[n] == '.' && s[n + 1] == ' ' ? n + 2 : 0;
}

/* What a line opens with, if there is something behind it. */
static const char *
parse_opening (Parser *p, const char *s, const char *end)
{
  guint n;

  if (end - s < 3 || !has_room (p, 2))
    return s;
  if (s[0] == '>' && s[1] == ' ') {
    add (p, WHIN_SPAN_MARK, s, s + 2);
    add (p, WHIN_SPAN_QUOTE, s + 2, end);
    return s + 2;
  }
  if ((s[0] == '-' || s[0] == '*') && s[1] == ' ' && s[2] != ' ') {
    add (p, WHIN_SPAN_BULLET, s, s + 2);
    return s + 2;
  }
  if ((n = number_length (s, end))) {
    add (p, WHIN_SPAN_NUMBER, s, s + n);
    return s + n;
  }
  return s;
}

static void
parse_line (Parser *p, const char *s, const char *end, gboolean opens)
{
  parse_inline (p, opens ? parse_opening (p, s, end) : s, end);
}

static const char *
line_end (const char *s, const char *end)
{
  const char *newline = memchr (s, '\n', end - s);

  return newline ? newline : end;
}

static void
parse_lines (Parser *p, const char *s, const char *end)
{
  while (s < end) {
    const char *stop = line_end (s, end);

    parse_line (p, s, stop, s == p->text || s[-1] == '\n');
    s = stop + 1;
  }
}

static gboolean
is_blank (const char *s, const char *end)
{
  for (; s < end; s++)
    if (!g_ascii_isspace (*s))
      return FALSE;
  return TRUE;
}

/* A block has lines of its own when nothing stands beside its fences. */
static void
add_block (Parser *p, const char *open, const char *close)
{
  const char *start = open + FENCE_LEN, *end = close, *after = close + FENCE_LEN;
  gboolean own = (open == p->text || open[-1] == '\n') && (*after == '\0' || *after == '\n');

  if (!has_room (p, 3))
    return;
  if (own && *start == '\n')
    start++;
  if (own && end > start && end[-1] == '\n')
    end--;
  add (p, WHIN_SPAN_MARK, open, start);
  add (p, own ? WHIN_SPAN_BLOCK : WHIN_SPAN_CODE, start, end);
  add (p, WHIN_SPAN_MARK, end, after);
}

static gboolean
may_be_formatted (const char *text)
{
  if (strpbrk (text, "*_~`"))
    return TRUE;
  for (const char *s = text; s; s = strchr (s, '\n')) {
    s += *s == '\n';
    if (*s == '>' || *s == '-' || g_ascii_isdigit (*s))
      return TRUE;
    if (!*s)
      break;
  }
  return FALSE;
}

GArray *
whin_format_parse (const char *text, const GArray *links)
{
  Parser parser = { text, links, 0, NULL };
  const char *s = text;

  if (!text || !may_be_formatted (text))
    return NULL;
  for (;;) {
    const char *open = strstr (s, FENCE);
    const char *close = open ? strstr (open + FENCE_LEN, FENCE) : NULL;

    if (!close) {
      parse_lines (&parser, s, s + strlen (s));
      return parser.spans;
    }
    if (is_blank (open + FENCE_LEN, close)) {
      parse_lines (&parser, s, close + FENCE_LEN);
    } else {
      parse_lines (&parser, s, open);
      add_block (&parser, open, close);
    }
    s = close + FENCE_LEN;
  }
}

/* -- Reading -- */

static gboolean
is_combining (const char *s)
{
  GUnicodeType type = g_unichar_type (g_utf8_get_char (s));

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

static gboolean
has_heap (const char *text)
{
  guint heap = 0;

  for (const char *s = text; *s; s = g_utf8_next_char (s)) {
    if ((guchar) *s < 0xCC) {
      heap = 0;
      continue;
    }
    heap = is_combining (s) ? heap + 1 : 0;
    if (heap > MAX_COMBINING)
      return TRUE;
  }
  return FALSE;
}

/* Bytes of the original before, and of the result before. */
typedef struct {
  guint from, to;
} Shift;

static guint
shifted (const GArray *shifts, guint at)
{
  guint low = 0, high = shifts->len;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (g_array_index (shifts, Shift, middle).from <= at)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0)
    return at;

  const Shift *shift = &g_array_index (shifts, Shift, low - 1);
  guint next = low < shifts->len ? g_array_index (shifts, Shift, low).to : G_MAXUINT;

  return MIN (shift->to + (at - shift->from), next);
}

static void
note_shift (GArray *shifts, guint from, guint to)
{
  g_array_append_val (shifts, ((Shift) { from, to }));
}

static const WhinSpan *
next_cut (const GArray *spans, guint *i)
{
  for (; spans && *i < spans->len; ++*i) {
    const WhinSpan *span = &g_array_index (spans, WhinSpan, *i);

    if (span->kind == WHIN_SPAN_MARK || span->kind == WHIN_SPAN_BULLET)
      return span;
  }
  return NULL;
}

static int
by_start (gconstpointer a, gconstpointer b)
{
  const WhinSpan *x = a, *y = b;

  return x->start < y->start ? -1 : x->start > y->start;
}

static char *
strip (const char *text, const GArray *spans, GArray *shifts)
{
  GString *out = g_string_sized_new (strlen (text) + 8);
  const char *s = text;
  guint i = 0, heap = 0;

  for (const WhinSpan *cut = next_cut (spans, &i); *s;) {
    if (cut && s - text == (gssize) cut->start) {
      if (cut->kind == WHIN_SPAN_BULLET)
        g_string_append (out, "•\u2002");
      s = text + cut->end;
      note_shift (shifts, cut->end, out->len);
      i++;
      cut = next_cut (spans, &i);
      continue;
    }
    const char *next = g_utf8_next_char (s);

    heap = (guchar) *s >= 0xCC && is_combining (s) ? heap + 1 : 0;
    if (heap <= MAX_COMBINING)
      g_string_append_len (out, s, next - s);
    else
      note_shift (shifts, next - text, out->len);
    s = next;
  }
  return g_string_free (out, FALSE);
}

static void
move_spans (GArray *spans, const GArray *shifts)
{
  guint kept = 0;

  for (guint i = 0; i < spans->len; i++) {
    WhinSpan span = g_array_index (spans, WhinSpan, i);

    if (span.kind == WHIN_SPAN_MARK)
      continue;
    span.start = shifted (shifts, span.start);
    span.end = shifted (shifts, span.end);
    g_array_index (spans, WhinSpan, kept++) = span;
  }
  g_array_set_size (spans, kept);
}

char *
whin_format_strip (const char *text, GArray *spans, guint **moved, guint n)
{
  g_autoptr (GArray) shifts = NULL;
  char *stripped;
  guint first = 0;

  if (!text)
    return NULL;
  if (spans)
    g_array_sort (spans, by_start);
  if (!next_cut (spans, &first) && !has_heap (text))
    return NULL;
  shifts = g_array_new (FALSE, FALSE, sizeof (Shift));
  stripped = strip (text, spans, shifts);
  if (spans)
    move_spans (spans, shifts);
  for (guint i = 0; i < n; i++)
    *moved[i] = shifted (shifts, *moved[i]);
  return stripped;
}

char *
whin_format_plain (const char *text)
{
  g_autoptr (GArray) links = whin_text_find_links (text);
  g_autoptr (GArray) spans = whin_format_parse (text, links);
  char *plain = whin_format_strip (text, spans, NULL, 0);

  return plain ? plain : g_strdup (text);
}
