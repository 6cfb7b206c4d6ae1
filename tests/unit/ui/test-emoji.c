/* Emoji: the names GTK ships are there, in the format that is read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-emoji.h"

#include <gtk/gtk.h>

static void
test_find (void)
{
  WhinEmoji found[8];

  g_assert_cmpuint (whin_emoji_find ("thumbs", found, 8), >=, 2);
  g_assert_cmpstr (found[0].emoji, ==, "👍");
  g_assert_cmpstr (found[0].name, ==, "thumbs up");
  g_assert_cmpuint (whin_emoji_find ("thumbs_up", found, 8), >=, 1);
  g_assert_cmpstr (found[0].emoji, ==, "👍");
  g_assert_cmpuint (whin_emoji_find ("SMIL", found, 8), ==, 8);
  g_assert_cmpuint (whin_emoji_find ("red heart", found, 1), ==, 1);
  g_assert_cmpstr (found[0].emoji, ==, "❤️");
  g_assert_cmpuint (whin_emoji_find ("no such thing", found, 8), ==, 0);
  g_assert_cmpuint (whin_emoji_find ("", found, 8), ==, 0);
}

static void
test_named (void)
{
  WhinEmoji found;

  g_assert_true (whin_emoji_named ("party_popper", &found));
  g_assert_cmpstr (found.emoji, ==, "🎉");
  g_assert_false (whin_emoji_named ("party", &found));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init_check (); /* makes the data known, also where there is no display */
  g_test_add_func ("/emoji/find", test_find);
  g_test_add_func ("/emoji/named", test_named);
  return g_test_run ();
}
