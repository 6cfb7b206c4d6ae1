/* test-changes-apart: what people do to messages while they do not hear of each other, until all
 * devices show the same, with the real server. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sight.h"

#include <string.h>

/* What has not left says another thing, or never leaves. */
static void
test_pending (Pair *pair, gconstpointer data)
{
  MessageName name;

  pair_begin (pair, "before");
  pair_kill_server (pair);
  peer_say (pair->ada, &pair->to_ben, "first thought");
  peer_say (pair->ada, &pair->to_ben, "silly");
  wait_until (peer_find (pair->ada, "silly") != NULL);
  name = peer_name_of (pair->ada, "first thought");
  core_edit_message (pair->ada->core, &name, "second thought", NULL, 0);
  name = peer_name_of (pair->ada, "silly");
  core_delete_for_all (pair->ada->core, &name, 1);
  wait_until (chat_shows (pair->ada, &pair->to_ben, "before\nsecond thought\n"));
  pair_start_server (pair, NULL);
  wait_for_pair (pair, "before\nsecond thought\n");
  peer_say (pair->ada, &pair->to_ben, "after");
  wait_for_pair (pair, "before\nsecond thought\nafter\n");
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_GAP), ==, 0);
}

/* What is changed between sending and the answer is not taken for the message. */
static void
test_unanswered (Pair *pair, gconstpointer data)
{
  MessageName name;

  pair_begin (pair, "before");
  test_server_pause (pair->server);
  peer_say (pair->ada, &pair->to_ben, "first thought");
  wait_until (peer_find (pair->ada, "first thought") != NULL);
  name = peer_name_of (pair->ada, "first thought");
  core_edit_message (pair->ada->core, &name, "second thought", NULL, 0);
  wait_until (chat_shows (pair->ada, &pair->to_ben, "before\nsecond thought edited\n"));
  test_server_go_on (pair->server);
  wait_for_pair (pair, "before\nsecond thought edited\n");
  wait_until (peer_state (pair->ada, "second thought") == STATE_DELIVERED);
  g_assert_cmpint (peer_find (pair->ada, "second thought")->time, ==,
                   peer_find (pair->ben, "second thought")->time);
  core_delete_for_all (pair->tablet->core, &name, 1);
  wait_for_pair (pair, "before\n(deleted)\n");
}

/* Each does something else, and none has heard of the others. */
static void
test_at_once (Pair *pair, gconstpointer data)
{
  MessageName edited = pair_begin (pair, "edited or deleted"),
              reacted = pair_begin (pair, "reacted");
  MessageName bens = pair_at_bens (pair, edited);

  pair_kill_server (pair);
  wait_until (!peer_is_live (pair->tablet));
  core_edit_message (pair->ada->core, &edited, "edited", NULL, 0);
  core_delete_for_all (pair->tablet->core, &edited, 1);
  core_react (pair->ben->core, &bens, THUMB);
  core_react (pair->ada->core, &reacted, THUMB);
  core_react (pair->tablet->core, &reacted, HEART);
  /* One's own shows at once. */
  wait_until (chat_shows (pair->ada, &pair->to_ben, "edited edited\nreacted " THUMB "1\n"));
  wait_until (chat_shows (pair->tablet, &pair->to_ben, "(deleted)\nreacted " HEART "1\n"));
  pair_start_server (pair, NULL);
  core_reconnect (pair->tablet->core);
  wait_until (pair_shows (pair, "(deleted)\nreacted " THUMB "1\n") ||
              pair_shows (pair, "(deleted)\nreacted " HEART "1\n"));
}

static void
test_both_edit (Pair *pair, gconstpointer data)
{
  MessageName name = pair_begin (pair, "draft");

  pair_kill_server (pair);
  wait_until (!peer_is_live (pair->tablet));
  for (guint i = 0; i < 5; i++) {
    g_autofree char *one = g_strdup_printf ("laptop %u", i);
    g_autofree char *other = g_strdup_printf ("tablet %u", i);

    core_edit_message (pair->ada->core, &name, one, NULL, 0);
    core_edit_message (pair->tablet->core, &name, other, NULL, 0);
    core_pin (pair->ada->core, &name, i % 2 == 0);
    core_pin (pair->tablet->core, &name, i % 2 == 1);
  }
  pair_start_server (pair, NULL);
  core_reconnect (pair->tablet->core);
  wait_until (peer_is_live (pair->ada) && peer_is_live (pair->tablet) && peer_is_live (pair->ben));
  wait_until (peer_find (pair->ben, "laptop 4") != NULL ||
              peer_find (pair->ben, "tablet 4") != NULL);
  pair_talk (pair, "done", "well");
  peer_say (pair->tablet, &pair->to_ben, "tablet done");
  wait_until (peer_find (pair->ada, "tablet done") != NULL &&
              peer_find (pair->ben, "tablet done") != NULL);
  wait_until (pair_is_settled (pair));
}

/* Who was away hears all of it at once. */
static void
test_away (Pair *pair, gconstpointer data)
{
  MessageName one = pair_begin (pair, "one"), two = pair_begin (pair, "two");

  peer_close (pair->ben);
  core_edit_message (pair->ada->core, &one, "uno", NULL, 0);
  core_delete_for_all (pair->ada->core, &two, 1);
  peer_say (pair->ada, &pair->to_ben, "three");
  wait_until (peer_find (pair->ada, "three") != NULL);
  core_react (pair->ada->core,
              &(MessageName) { pair->to_ben, pair->to_ada.id, peer_find (pair->ada, "three")->id },
              HEART);
  wait_until (peer_state (pair->ada, "three") == STATE_SENT);
  peer_open (pair->ben);
  wait_for_pair (pair, "uno edited\n(deleted)\nthree " HEART "1\n");
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_GAP), ==, 0);
}

/* A device that comes later has all of it: what was said first, and what became of it. */
static void
test_history (Pair *pair, gconstpointer data)
{
  static const char expected[] = "one and a half edited pinned " THUMB "1 " HEART "1\n(deleted)\n"
                                 "three on one and a half\n";
  MessageName one = pair_begin (pair, "one"), two = pair_begin (pair, "two"),
              bens = pair_at_bens (pair, one);
  g_autoptr (GPtrArray) versions = NULL;
  Mention mention = { pair->to_ben.id, 0, 5 };

  core_edit_message (pair->ada->core, &one, "one and a half", NULL, 0);
  core_react (pair->ada->core, &one, THUMB);
  wait_until (chat_shows (pair->ben, &pair->to_ada, "one and a half edited " THUMB "1\ntwo\n"));
  core_react (pair->ben->core, &bens, HEART);
  core_pin (pair->ben->core, &bens, TRUE);
  core_star (pair->ada->core, &one, TRUE);
  core_delete_for_all (pair->ada->core, &two, 1);
  core_send_text (pair->ada->core, &pair->to_ben, "three", &one, &mention, 1);
  wait_for_pair (pair, expected);
  pair->tablet = peer_new_linked (pair->ada);
  wait_for_pair (pair, expected);
  wait_until (chat_shows (pair->tablet, &pair->to_ben, expected));
  versions = peer_ask (pair->tablet, core_query_versions_async, &one);
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpstr (((MessageVersion *) versions->pdata[0])->text, ==, "one");
  {
    g_autoptr (GPtrArray) rows = peer_page (pair->tablet, &pair->to_ben, PAGE_NEWEST, 0, 10);
    const MessageRow *first = rows->pdata[0], *last = rows->pdata[rows->len - 1];

    g_assert_true (first->starred);
    g_assert_cmpuint (last->mentions->len, ==, 1);
  }
  /* And goes on from there. */
  core_react (pair->tablet->core, &one, NULL);
  core_edit_message (pair->tablet->core, &one, "two", NULL, 0);
  wait_for_pair (pair, "two edited pinned " HEART "1\n(deleted)\nthree on two\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PAIR_TEST ("/changes/pending", test_pending);
  PAIR_TEST_WITH_TABLET ("/changes/unanswered", test_unanswered);
  PAIR_TEST_WITH_TABLET ("/changes/at-once", test_at_once);
  PAIR_TEST_WITH_TABLET ("/changes/both-edit", test_both_edit);
  PAIR_TEST ("/changes/away", test_away);
  PAIR_TEST ("/changes/history", test_history);
  return g_test_run ();
}
