/* test-core-change: what may be a reaction, and which mentions hold.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "change.h"
#include "emoji.h"
#include "mentions.h"

#include <string.h>

static void
test_emoji (void)
{
  static const char *const right[] = {
    "👍", "👍🏽", "❤️", "❤", "👩‍👩‍👧‍👦",    "🏳️‍🌈",
    "🇳🇱", "7️⃣",    "#⃣", "☺", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🤷🏾‍♀️",
    "©",
  };
  static const char *const wrong[] = {
    "",       "a",       "7",      "👍👍", "👍 ", " 👍", "👍a",      "🇳",        "🇳🇱🇳",
    "\u200d", "👩‍", "\ufe0f", "é",    "漢",  "ok",  "👍\u0301", "👍\u202e", "\xf0\x9f\x91",
  };
  g_autoptr (GString) longest = g_string_new ("👩");

  for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
    g_test_message ("%s", right[i]);
    g_assert_true (emoji_is_one (right[i]));
  }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_test_message ("%u", i);
    g_assert_false (emoji_is_one (wrong[i]));
  }
  while (longest->len <= LIMIT_REACTION_MAX)
    g_string_append (longest, "\u200d👩");
  g_assert_false (emoji_is_one (longest->str));
}

static guint
count (const char *text, const Mention *mentions, guint n)
{
  g_autoptr (GArray) right = mentions_take (text, mentions, n);

  return right != NULL ? right->len : 0;
}

static void
test_mentions (void)
{
  Id acc = id_random ();
  const char *text = "é @Ben ü"; /* é is 0 to 2, @Ben 3 to 7, ü 8 to 10 */
  const Mention all[] = {
    { acc, 8, 10 }, { acc, 3, 7 }, { acc, 5, 8 }, { acc, 1, 3 },
    { acc, 8, 9 },  { acc, 3, 3 }, { acc, 7, 3 }, { acc, 0, 11 },
  };
  Mention many[LIMIT_MENTIONS_MAX + 1], nobody = { .end = 2 };
  g_autofree char *longer = g_strnfill (LIMIT_MENTIONS_MAX + 1, 'x');
  g_autoptr (GArray) right = mentions_take (text, all, G_N_ELEMENTS (all));

  g_assert_cmpuint (right->len, ==, 2);
  g_assert_cmpuint (g_array_index (right, Mention, 0).start, ==, 3);
  g_assert_cmpuint (g_array_index (right, Mention, 1).start, ==, 8);
  g_assert_cmpuint (count (text, &nobody, 1), ==, 0);
  g_assert_cmpuint (count (text, NULL, 0), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    many[i] = (Mention) { acc, i, i + 1 };
  g_assert_cmpuint (count (longer, many, G_N_ELEMENTS (many)), ==, LIMIT_MENTIONS_MAX);
}

/* A caption may become another; a sticker has none. */
static void
test_sticker (void)
{
  g_autoptr (MessageRow) row = message_row_new ();
  StoreChange change = { .kind = CHANGE_EDIT, .allowed = TRUE, .text = (char *) "look" };

  row->author = change.acc = (Id) { { 1 } };
  row->conv = change.conv = (Conv) { CONV_USER, { { 2 } } };
  row->kind = MESSAGE_PICTURE;
  row->state = STATE_SENT;
  row->media = media_new ();
  g_assert_true (change_may (&change, row));
  row->media->sticker = sticker_new ();
  g_assert_false (change_may (&change, row));
  change.kind = CHANGE_REACT;
  g_assert_true (change_may (&change, row));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/change/emoji", test_emoji);
  g_test_add_func ("/core/change/mentions", test_mentions);
  g_test_add_func ("/core/change/sticker", test_sticker);
  return g_test_run ();
}
