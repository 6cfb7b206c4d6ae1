/* Format text: what is formatted and what stays as it was typed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-format-text.h"
#include "whin-text-scan.h"

#include <string.h>

static const char letters[] = "bisc#q-1."; /* by WhinSpanKind */

static int
by_place (gconstpointer a, gconstpointer b)
{
  const WhinSpan *x = a, *y = b;

  if (x->start != y->start)
    return x->start < y->start ? -1 : 1;
  return x->end > y->end ? -1 : x->end < y->end;
}

/* "b:bold i:words|shown text" */
static char *
told (const char *text)
{
  g_autoptr (GArray) links = whin_text_find_links (text);
  g_autoptr (GArray) spans = whin_format_parse (text, links);
  g_autofree char *stripped = whin_format_strip (text, spans, NULL, 0);
  const char *shown = stripped ? stripped : text;
  GString *out = g_string_new (NULL);

  g_assert_true (g_utf8_validate (shown, -1, NULL));
  if (spans)
    g_array_sort (spans, by_place);
  for (guint i = 0; spans && i < spans->len; i++) {
    const WhinSpan *span = &g_array_index (spans, WhinSpan, i);

    g_assert_cmpuint (span->start, <=, span->end);
    g_assert_cmpuint (span->end, <=, strlen (shown));
    if (span->kind != WHIN_SPAN_BULLET && span->kind != WHIN_SPAN_NUMBER)
      g_string_append_printf (out, "%c:%.*s ", letters[span->kind], (int) (span->end - span->start),
                              shown + span->start);
    else
      g_string_append_printf (out, "%c ", letters[span->kind]);
  }
  g_string_append_printf (out, "| %s", shown);
  return g_string_free (out, FALSE);
}

static void
test_inline (void)
{
  static const struct {
    const char *text, *told;
  } cases[] = {
    { "plain", "| plain" },
    { "*bold*", "b:bold | bold" },
    { "_italic_ and ~gone~", "i:italic s:gone | italic and gone" },
    { "a *b* c", "b:b | a b c" },
    { "(*b*), *two words*!", "b:b b:two words | (b), two words!" },
    { "*_both_*", "b:both i:both | both" },
    { "*a _b_ c*", "b:a b c i:b | a b c" },
    /* not at the edges of words */
    { "2 * 3 * 4", "| 2 * 3 * 4" },
    { "snake_case_name", "| snake_case_name" },
    { "a*b*c", "| a*b*c" },
    { "( a*", "| ( a*" },
    { "_ a_", "| _ a_" },
    { "*a *", "| *a *" },
    { "**", "| **" },
    { "**bold**", "| **bold**" },
    { "__init__", "| __init__" },
    { "*open", "| *open" },
    { "*two\nlines*", "| *two\nlines*" },
    /* nothing crosses: what closes first wins */
    { "*a _b* c_", "b:a _b | a _b c_" },
    /* code wins */
    { "`*a*`", "c:*a* | *a*" },
    { "*a `b* c`", "c:b* c | *a b* c" },
    { "``", "| ``" },
    { "`open", "| `open" },
    /* links are left alone */
    { "https://example.org/_a_b_", "| https://example.org/_a_b_" },
    { "*https://example.org*", "b:https://example.org | https://example.org" },
    { "*żółw* _日本_", "b:żółw i:日本 | żółw 日本" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *is = told (cases[i].text);

    g_assert_cmpstr (is, ==, cases[i].told);
  }
}

static void
test_lines (void)
{
  static const struct {
    const char *text, *told;
  } cases[] = {
    { "> said\nanswer", "q:said | said\nanswer" },
    { "> *said* so", "q:said so b:said | said so" },
    { "a > b", "| a > b" },
    { ">", "| >" },
    { ">no", "| >no" },
    { "- one\n- *two*", "- - b:two | •\u2002one\n•\u2002two" },
    { "* one\n* two", "- - | •\u2002one\n•\u2002two" },
    { "-1 degree", "| -1 degree" },
    { "- ", "| - " },
    { "1. one\n12. two", "1 1 | 1. one\n12. two" },
    { "1.5 and 2024. 3", "| 1.5 and 2024. 3" },
    { "```code```", "#:code | code" },
    { "```\nint *a, *b;\n```", "#:int *a, *b; | int *a, *b;" },
    { "see ```a\nb``` there", "c:a\nb | see a\nb there" },
    { "before\n```\nx\n```\nafter *b*", "#:x b:b | before\nx\nafter b" },
    { "``````", "| ``````" },
    { "```open *b*", "b:b | ```open b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *is = told (cases[i].text);

    g_assert_cmpstr (is, ==, cases[i].told);
  }
}

/* Places of links and mentions move with the text. */
static void
test_moves (void)
{
  const char *text = "- *a* @Anna ~b~ end";
  g_autoptr (GArray) spans = whin_format_parse (text, NULL);
  guint at = strstr (text, "@Anna") - text, end = at + 5, last = strlen (text);
  guint *moved[] = { &at, &end, &last };
  g_autofree char *shown = whin_format_strip (text, spans, moved, G_N_ELEMENTS (moved));

  g_assert_cmpstr (shown, ==, "•\u2002a @Anna b end");
  g_assert_cmpuint (at, ==, strstr (shown, "@Anna") - shown);
  g_assert_cmpuint (end, ==, at + 5);
  g_assert_cmpuint (last, ==, strlen (shown));
}

/* Whoever heaps marks on a letter covers nobody else's lines. */
static void
test_heaps (void)
{
  g_autoptr (GString) text = g_string_new ("a");
  guint end;
  guint *moved[] = { &end };

  while (text->len < 64 * 1024)
    g_string_append (text, "\u0301");
  g_string_append (text, "b é नि");
  end = text->len;
  g_autofree char *shown = whin_format_strip (text->str, NULL, moved, 1);
  g_assert_nonnull (shown);
  g_assert_cmpuint (strlen (shown), <, 40);
  g_assert_true (g_str_has_suffix (shown, "b é नि"));
  g_assert_cmpuint (end, ==, strlen (shown));
}

/* A wall of markers stays bounded. */
static void
test_bounds (void)
{
  static const char *const pieces[] = {
    "*a* ", "*", "_ ", "`", "> x\n", "- y\n", "```", "~*_", "_*"
  };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *is = NULL;

    while (text->len < 64 * 1024)
      g_string_append (text, pieces[i]);
    g_autoptr (GArray) spans = whin_format_parse (text->str, NULL);
    g_assert_cmpuint (spans ? spans->len : 0, <=, WHIN_MAX_SPANS);
    is = told (text->str);
  }
}

/* Anything at all: valid, in bounds, and no mark is lost that nothing was made of. */
static void
test_random (void)
{
  static const char *const pieces[] = {
    "*", "_",  "~",  "`",   "```",    "\n",           " ",  "a",
    "é", "> ", "- ", "1. ", "\u0301", "https://a.b/", "😀", "."
  };
  g_autoptr (GRand) dice = g_rand_new_with_seed (7);

  for (guint n = 0; n < 20000; n++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *is = NULL;

    for (int k = g_rand_int_range (dice, 0, 14); k > 0; k--)
      g_string_append (text, pieces[g_rand_int_range (dice, 0, G_N_ELEMENTS (pieces))]);
    is = told (text->str);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format-text/inline", test_inline);
  g_test_add_func ("/format-text/lines", test_lines);
  g_test_add_func ("/format-text/moves", test_moves);
  g_test_add_func ("/format-text/heaps", test_heaps);
  g_test_add_func ("/format-text/bounds", test_bounds);
  g_test_add_func ("/format-text/random", test_random);
  return g_test_run ();
}
