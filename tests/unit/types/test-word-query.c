/* test-word-query: what is typed, what the index gets, and what is marked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "word-query.h"

#include <string.h>

#define assert_text(expression, expected)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *text_ = (expression);                                                         \
    g_assert_cmpstr (text_, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static char *
match (const char *typed)
{
  g_autoptr (WordQuery) query = word_query_new (typed);

  return word_query_match (query);
}

static void
test_match (void)
{
  assert_text (match ("cafe"), "\"cafe\" *");
  assert_text (match ("  Café  AU lait "), "\"cafe\" * AND \"au\" * AND \"lait\" *");
  assert_text (match ("e-mail"), "\"e mail\" *");
  assert_text (match ("\"au lait\" cafe"), "\"au lait\" AND \"cafe\" *");
  assert_text (match ("“au lait”"), "\"au lait\"");
  assert_text (match ("\"au lai"), "\"au lai\" *");
  assert_text (match ("東京 tower"), "\"東 京\" AND \"tower\" *");
  assert_text (match ("\"*() NEAR -:^"), "\"near\" *");
  assert_text (match ("ÅNGSTRÖM"), "\"angstrom\" *");
  g_assert_null (match (""));
  g_assert_null (match (" \"\" -- ()*^"));
  /* What it cannot be is not UTF-8. */
  assert_text (match ("a\xff"
                      "b"),
               "\"a b\" *");
}

static void
test_words (void)
{
  assert_text (words_of ("Ein Café, in ZÜRICH!"), "ein cafe in zurich");
  assert_text (words_of ("cafe\xcc\x81 x"), "cafe x");
  assert_text (words_of ("私はAppleが好き"), "私 は apple か 好 き");
  assert_text (words_of ("ﬁne ½"), "fine 12");
  assert_text (words_of ("😀 …"), "");
  assert_text (words_of ("\xee\x80\x80"
                         "c12"),
               "c12");
}

/* The text with what is found in brackets. */
static char *
marked (const char *typed, const char *text)
{
  g_autoptr (WordQuery) query = word_query_new (typed);
  g_autoptr (GArray) ranges = word_query_find (query, text);
  GString *out = g_string_new (NULL);
  guint at = 0;

  for (guint i = 0; ranges && i < ranges->len; i++) {
    const WordRange *range = &g_array_index (ranges, WordRange, i);

    g_string_append_printf (out, "%.*s[%.*s]", (int) (range->start - at), text + at,
                            (int) (range->end - range->start), text + range->start);
    at = range->end;
  }
  g_string_append (out, text + at);
  return g_string_free (out, FALSE);
}

static void
test_marks (void)
{
  assert_text (marked ("caf", "Ein Café, zwei CAFÉS"), "Ein [Caf]é, zwei [CAF]ÉS");
  assert_text (marked ("cafe", "Ein Café, zwei CAFÉS"), "Ein [Café], zwei [CAFÉ]S");
  assert_text (marked ("cafe", "cafe\xcc\x81s"), "[cafe\xcc\x81]s");
  assert_text (marked ("\"cafe\"", "cafes cafe"), "cafes [cafe]");
  assert_text (marked ("\"au lait\"", "café au, lait au"), "café [au, lait] au");
  assert_text (marked ("京都", "東京都と京都"), "東[京都]と[京都]");
  assert_text (marked ("e-mail", "an E-Mails list"), "an [E-Mail]s list");
  assert_text (marked ("a ab", "abc"), "[ab]c");
  assert_text (marked ("fi", "ﬁne"), "[ﬁ]ne");
  assert_text (marked ("x", "nothing"), "nothing");
  assert_text (marked ("", "nothing"), "nothing");
}

static void
test_names (void)
{
  g_autoptr (WordQuery) query = word_query_new ("bj lov");

  g_assert_true (word_query_matches (query, "Lövgren, Björn"));
  g_assert_false (word_query_matches (query, "Björn"));
  g_assert_false (word_query_matches (query, ""));
}

/* A message can be anything, and as long as a message may be. */
static void
test_hostile (void)
{
  g_autoptr (WordQuery) query = word_query_new ("a");
  g_autoptr (GString) text = g_string_new ("a");
  g_autoptr (GArray) ranges = NULL;
  g_autofree char *words = NULL;

  while (text->len < 65536)
    g_string_append (text, "\xcc\x81");
  ranges = word_query_find (query, text->str);
  g_assert_cmpuint (ranges->len, ==, 1);
  words = words_of (text->str);
  g_assert_cmpstr (words, ==, "a");
  g_string_assign (text, "");
  while (text->len < 65536)
    g_string_append (text, "a ");
  g_array_unref (ranges);
  ranges = word_query_find (query, text->str);
  g_assert_cmpuint (ranges->len, ==, WORD_RANGES_MAX);
  g_string_assign (text, "");
  while (text->len < 65536)
    g_string_append (text, "aé");
  g_free (words);
  words = words_of (text->str);
  g_assert_cmpuint (strlen (words), <, 80);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/word-query/match", test_match);
  g_test_add_func ("/word-query/words", test_words);
  g_test_add_func ("/word-query/marks", test_marks);
  g_test_add_func ("/word-query/names", test_names);
  g_test_add_func ("/word-query/hostile", test_hostile);
  return g_test_run ();
}
