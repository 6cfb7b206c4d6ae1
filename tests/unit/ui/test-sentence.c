/* Sentence: a name keeps its direction to itself, whatever is in it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sentence.h"

#include <gtk/gtk.h>

#define RLO "\u202e"
#define FSI "\u2068"
#define PDI "\u2069"

#define assert_sentence(expected, ...)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *sentence_ = whin_sentence (__VA_ARGS__);                                      \
    g_assert_cmpstr (sentence_, ==, expected);                                                     \
  }                                                                                                \
  G_STMT_END

static void
test_plain (void)
{
  assert_sentence ("Anna added Ben", "%s added %s", "Anna", "Ben");
  assert_sentence ("Ben, by Anna (100%)", "%2$s, by %1$s (100%%)", "Anna", "Ben");
  assert_sentence ("Zoë & Åsa left", "%s left", "Zoë & Åsa");
  assert_sentence (" left", "%s left", "");
  assert_sentence ("nothing", "%s", "nothing");
}

static void
test_against (void)
{
  assert_sentence (FSI "דנה" PDI " added Ben", "%s added %s", "דנה", "Ben");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  assert_sentence (FSI "Ben!" PDI " הצטרף", "%s הצטרף", "Ben!");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* What turns the text about ends with the name; so does what would end the isolate itself. */
static void
test_hostile (void)
{
  assert_sentence (FSI "Ann" RLO "a" PDI " left", "%s left", "Ann" RLO "a");
  assert_sentence (FSI "Ann" RLO "a" PDI " left", "%s left", "Ann" PDI RLO "a");
  assert_sentence (FSI FSI "a" PDI PDI " left", "%s left", FSI "a");
  assert_sentence (FSI FSI "a" PDI "b" PDI " left", "%s left", FSI "a" PDI "b" PDI);
}

/* A list of names is isolated once more, as a whole. */
static void
test_nested (void)
{
  g_autofree char *list = whin_sentence ("%s and %s", "Anna", "Be" RLO "n");

  g_assert_cmpstr (list, ==, "Anna and " FSI "Be" RLO "n" PDI);
  assert_sentence (FSI "Anna and " FSI "Be" RLO "n" PDI PDI " left", "%s left", list);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sentence/plain", test_plain);
  g_test_add_func ("/sentence/against", test_against);
  g_test_add_func ("/sentence/hostile", test_hostile);
  g_test_add_func ("/sentence/nested", test_nested);
  return g_test_run ();
}
