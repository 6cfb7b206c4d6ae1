/* Names: calm whatever somebody calls themselves. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-name.h"

#include <string.h>

static void
test_clean (void)
{
  static const struct {
    const char *name, *clean; /* NULL: as it is */
  } cases[] = {
    { "Anna", NULL },
    { "", NULL },
    { "דנה לוי", NULL },
    { "Zoë नि", NULL },
    { "\u202Egnp.exe", "gnp.exe" },
    { "A\u2067b\u2069\u200Fc", "Abc" },
    { "two\nlines", "two lines" },
    { "e\u0301\u0301\u0301\u0301\u0301x", "e\u0301\u0301\u0301x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *clean = whin_name_clean (cases[i].name);

    g_assert_cmpstr (clean, ==, cases[i].clean);
  }
}

static void
test_bounds (void)
{
  g_autoptr (GString) name = g_string_new ("a");
  g_autofree char *marks = NULL, *letters = NULL;

  while (name->len < 64 * 1024)
    g_string_append (name, "\u0301");
  marks = whin_name_clean (name->str);
  g_assert_cmpuint (strlen (marks), <, 10);
  g_string_truncate (name, 0);
  while (name->len < 64 * 1024)
    g_string_append (name, "x");
  letters = whin_name_clean (name->str);
  g_assert_cmpint (g_utf8_strlen (letters, -1), ==, WHIN_NAME_MAX + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/name/clean", test_clean);
  g_test_add_func ("/name/bounds", test_bounds);
  return g_test_run ();
}
