/* test-page-head: what pages say of themselves, right and wrong.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-head.h"

#include <string.h>

static void
check (const char *html, const char *title, const char *image)
{
  g_autofree char *got = NULL;
  g_autofree char *picture = NULL;

  page_head_read (html, strlen (html), 40, &got, &picture);
  g_assert_cmpstr (got, ==, title);
  g_assert_cmpstr (picture, ==, image);
}

static void
test_right (void)
{
  check ("<html><TITLE lang=en>\n Tea &amp; cakes\t</title>", "Tea & cakes", NULL);
  check ("<title>No</title><meta property=\"og:title\" content='It&#39;s &#x201C;it&#x201D;'>",
         "It's “it”", NULL);
  check ("<meta content=\"/a.jpg?x=1&amp;y=2\" property=og:image >", NULL, "/a.jpg?x=1&y=2");
  check ("<title>a\u202eb</title>", "ab", NULL);
  check ("<title>0123456789012345678901234567890123456789more</title>",
         "0123456789012345678901234567890123456789", NULL);
}

static void
test_wrong (void)
{
  check ("", NULL, NULL);
  check ("<title", NULL, NULL);
  check ("<title>", NULL, NULL);
  check ("<title></title>", NULL, NULL);
  check ("<title> \n </title><meta", NULL, NULL);
  check ("<meta property=\"og:title\" content=\"", NULL, NULL);
  check ("<meta property=\"og:title\" content=\"x", NULL, NULL);
  check ("<meta property=og:title content=>", NULL, NULL);
  check ("<title>&#0;&#x110000;&#xd800;&nothing;</title>", "&nothing;", NULL);
  check ("\xff\xfe<title>\xc3</title>", "\xef\xbf\xbd", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page-head/right", test_right);
  g_test_add_func ("/page-head/wrong", test_wrong);
  return g_test_run ();
}
