/* Text scan: links and emoji.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-text-scan.h"

static void
check_links (const char *text, const char *expected)
{
  g_autoptr (GArray) links = whin_text_find_links (text);
  g_autoptr (GString) found = g_string_new (NULL);
  for (guint i = 0; links && i < links->len; i++) {
    WhinLink *link = &g_array_index (links, WhinLink, i);
    g_assert_cmpuint (link->start, <, link->end);
    g_assert_cmpuint (link->end, <=, strlen (text));
    g_string_append_printf (found, "%s%s", i ? " " : "", link->uri);
  }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_links (void)
{
  check_links ("", "");
  check_links ("no link here. None at all", "");
  check_links ("see https://example.org.", "https://example.org");
  check_links ("(https://example.org/a_(b)) and HTTP://Example.org/x?y=1&z=2#f,",
               "https://example.org/a_(b) HTTP://Example.org/x?y=1&z=2#f");
  check_links ("www.example.org! www. www.x", "https://www.example.org");
  check_links ("\"https://example.org/\" <https://example.com>",
               "https://example.org/ https://example.com");
  check_links ("https:// http://", "");
  check_links ("xhttps://example.org", "");
  check_links ("mail birds@example.org, not @anna or a@b", "mailto:birds@example.org");
  check_links ("a@b.co.", "mailto:a@b.co");
  check_links ("a@b.c a@.co @b.co", "");
  check_links ("https://example.org/ü/日本 日本https://example.net。",
               "https://example.org/ü/日本");
  check_links ("日本 https://example.net。次", "https://example.net");
  check_links ("https://user@example.org/x", "https://user@example.org/x");
  check_links ("Me: whinchat:person/+441632960101?server=https://chat.example.org. Us: "
               "whinchat:join/AA_b-?server=http://127.0.0.1:8642, whinchat:other/https://x.org",
               "whinchat:person/+441632960101?server=https://chat.example.org "
               "whinchat:join/AA_b-?server=http://127.0.0.1:8642 https://x.org");
  check_links ("whinchat:person/ xwhinchat:join/://a whinchat:join/.", "");
  /* A direction override must not hide inside a link. */
  check_links ("https://example.org/\xE2\x80\xAEgpj.exe", "https://example.org/");
}

static void
test_many_links (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < 100; i++)
    g_string_append (text, "https://example.org ");
  g_autoptr (GArray) links = whin_text_find_links (text->str);
  g_assert_cmpuint (links->len, ==, WHIN_MAX_LINKS);
}

static void
test_emoji (void)
{
  static const struct {
    const char *text;
    guint n;
  } cases[] = {
    { "", 0 },
    { "a", 0 },
    { "😀", 1 },
    { "😀 😀", 2 },
    { "😀😀😀", 3 },
    { "😀😀😀😀", 0 },
    { "😀a", 0 },
    { "1", 0 },
    { "1️⃣", 1 },
    { "#", 0 },
    { "🇸🇪", 1 },
    { "🇸🇪🇳🇴", 2 },
    { "👍🏽", 1 },
    { "👩‍👩‍👧‍👦", 1 },
    { "❤️", 1 },
    { "❤", 0 },
    { "☺️👨🏽‍🚀", 2 },
    { "©", 0 },
    { "⭐", 1 },
    { "🏴󠁧󠁢󠁳󠁣󠁴󠁿", 1 },
    { "🇸", 0 },
    { "   ", 0 },
    { "…", 0 },
    { "שלום", 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].text);
    g_assert_cmpuint (whin_text_count_emoji (cases[i].text, 3), ==, cases[i].n);
  }
  g_assert_cmpuint (whin_text_count_emoji (NULL, 3), ==, 0);
}

/* A bubble has an end, however many letters or empty lines somebody sends. */
static void
test_cut (void)
{
  g_autofree char *bytes = g_strnfill (20000, 'x'), *lines = g_strnfill (20000, '\n');
  g_autoptr (GString) wide = g_string_new (NULL), some = g_string_new (NULL);

  g_assert_null (whin_text_find_cut (""));
  g_assert_null (whin_text_find_cut ("one\ntwo"));
  g_assert_true (whin_text_find_cut (bytes) == bytes + 3000);
  g_assert_true (whin_text_find_cut (lines) == lines + 59);
  bytes[4000] = lines[80] = '\0';
  g_assert_null (whin_text_find_cut (bytes));
  g_assert_null (whin_text_find_cut (lines));
  while (wide->len < 16000)
    g_string_append (wide, "€");
  g_assert_true (g_utf8_validate_len (wide->str, whin_text_find_cut (wide->str) - wide->str, NULL));
  for (guint i = 0; i < 80; i++)
    g_string_append (some, "a line of a letter\n");
  g_assert_null (whin_text_find_cut (some->str));
  g_string_append (some, "\nand more");
  g_assert_nonnull (whin_text_find_cut (some->str));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-scan/links", test_links);
  g_test_add_func ("/text-scan/many-links", test_many_links);
  g_test_add_func ("/text-scan/emoji", test_emoji);
  g_test_add_func ("/text-scan/cut", test_cut);
  return g_test_run ();
}
