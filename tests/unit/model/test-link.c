/* Tests what is typed and shown when a device is linked: codes, words, pictures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-link.h"

#include "linkcode.h"

#include <string.h>

static char *
make_code (void)
{
  LinkCode code = { .server = "https://chat.example.org" };

  prim_random (code.secret, sizeof code.secret);
  return linkcode_to_qr (&code);
}

static void
test_code (void)
{
  char *code = make_code ();
  g_autofree char *pasted = g_strconcat ("  ", code, "\n", NULL);
  g_autofree char *part = g_strndup (code, 12);
  g_auto (GStrv) words = whin_link_words (code);

  g_assert_true (whin_link_begins_code (code));
  g_assert_true (whin_link_is_code (code));
  g_assert_true (whin_link_is_code (pasted));
  g_assert_true (whin_link_begins_code (part));
  g_assert_false (whin_link_is_code (part));
  g_assert_null (whin_link_words (part));
  g_assert_false (whin_link_begins_code ("https://chat.example.org"));
  g_assert_false (whin_link_is_code (""));
  g_assert_cmpuint (g_strv_length (words), ==, WHIN_LINK_WORDS);
  whin_link_wipe (code);
}

/* Each word is found by its first four letters, as people type them. */
static void
test_words (void)
{
  char *code = make_code ();
  g_auto (GStrv) words = whin_link_words (code);
  const char *found[3];

  for (guint i = 0; words[i]; i++) {
    g_autofree char *begin = g_ascii_strup (words[i], MIN (strlen (words[i]), 4));
    guint n = whin_link_complete (begin, found, G_N_ELEMENTS (found));

    g_assert_cmpuint (n, >=, 1);
    g_assert_cmpstr (found[0], ==, words[i]);
  }
  g_assert_cmpuint (whin_link_complete ("ab", found, G_N_ELEMENTS (found)), ==, 3);
  g_assert_cmpuint (whin_link_complete ("xq", found, G_N_ELEMENTS (found)), ==, 0);
  whin_link_wipe (code);
}

static void
test_pictures (void)
{
  for (guint i = 0; i <= G_MAXUINT8; i++) {
    const char *name = NULL;

    g_assert_nonnull (whin_link_picture ((guint8) i, &name));
    g_assert_cmpuint (strlen (name), >, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/model/link/code", test_code);
  g_test_add_func ("/model/link/words", test_words);
  g_test_add_func ("/model/link/pictures", test_pictures);
  return g_test_run ();
}
