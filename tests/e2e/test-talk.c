/* test-talk: two people and their devices, on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pair.h"

#include "core-private.h"
#include "store-query.h"

#include <string.h>

static void
read_all (Peer *peer, const Conv *conv)
{
  core_mark_read (peer->core, conv, peer_chat (peer, conv)->last->ord);
}

static void
test_find (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) nobody = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ContactRow) row = NULL;

  core_find_async (pair->ada->core, BEN, NULL, keep_result_cb, &result);
  core_find_async (pair->ada->core, "+4915112349999", NULL, keep_result_cb, &nobody);
  wait_until (result != NULL && nobody != NULL);
  row = core_find_finish (pair->ada->core, result, &error);
  g_assert_no_error (error);
  g_assert_true (id_equal (&row->acc, &pair->ben->account->acc));
  g_assert_cmpstr (row->phone, ==, BEN);
  g_assert_null (core_find_finish (pair->ada->core, nobody, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
}

static void
test_ticks (Pair *pair, gconstpointer data)
{
  const MessageRow *sent, *got;

  core_send_text (pair->ada->core, &pair->to_ben, "Hi Ben", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "Hi Ben") != NULL);
  wait_until (peer_state (pair->ada, "Hi Ben") == STATE_DELIVERED);
  sent = peer_find (pair->ada, "Hi Ben");
  got = peer_find (pair->ben, "Hi Ben");
  g_assert_true (id_equal (&sent->id, &got->id));
  g_assert_cmpint (sent->ord, ==, got->ord);
  g_assert_cmpint (sent->time, ==, got->time);
  g_assert_false (got->own);
  g_assert_cmpuint (peer_chat (pair->ben, &pair->to_ada)->unread, ==, 1);
  wait_until (g_strcmp0 (peer_chat (pair->ben, &pair->to_ada)->name, "Ada") == 0);

  read_all (pair->ben, &pair->to_ada);
  wait_until (peer_state (pair->ada, "Hi Ben") == STATE_READ);
  wait_until (peer_chat (pair->ben, &pair->to_ada)->unread == 0);

  core_send_text (pair->ben->core, &pair->to_ada, "Hi Ada", NULL, NULL, 0);
  wait_until (peer_state (pair->ben, "Hi Ada") == STATE_DELIVERED);
  wait_until (g_strcmp0 (peer_chat (pair->ada, &pair->to_ben)->name, "Ben") == 0);
}

static void
test_receipts_off (Pair *pair, gconstpointer data)
{
  core_set_receipts (pair->ben->core, FALSE, FALSE);
  core_send_text (pair->ada->core, &pair->to_ben, "seen?", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "seen?") != NULL);
  read_all (pair->ben, &pair->to_ada);
  wait_until (peer_chat (pair->ben, &pair->to_ada)->unread == 0);
  core_send_text (pair->ben->core, &pair->to_ada, "after", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "after") != NULL);
  g_assert_cmpint (peer_state (pair->ada, "seen?"), ==, STATE_DELIVERED);
}

static void
test_many_in_order (Pair *pair, gconstpointer data)
{
  g_autoptr (GPtrArray) mine = NULL;
  g_autoptr (GPtrArray) theirs = NULL;

  for (guint i = 0; i < 200; i++) {
    g_autofree char *text = g_strdup_printf ("n%u", i);

    core_send_text (pair->ada->core, &pair->to_ben, text, NULL, NULL, 0);
  }
  wait_until (peer_state (pair->ada, "n199") == STATE_DELIVERED &&
              g_hash_table_size (pair->ben->messages) >= 200);
  mine = peer_page (pair->ada, &pair->to_ben, PAGE_NEWEST, 0, 500);
  theirs = peer_page (pair->ben, &pair->to_ada, PAGE_NEWEST, 0, 500);
  g_assert_cmpuint (mine->len, ==, 200);
  g_assert_cmpuint (theirs->len, ==, 200);
  for (guint i = 0; i < 200; i++) {
    g_autofree char *text = g_strdup_printf ("n%u", i);

    g_assert_cmpstr (((MessageRow *) mine->pdata[i])->text, ==, text);
    g_assert_cmpstr (((MessageRow *) theirs->pdata[i])->text, ==, text);
  }
}

/* Written while the server is away, sent by another run of the program: once. */
/* Its writer leaves at once. */
static void
test_last_word (Pair *pair, gconstpointer data)
{
  peer_tell (pair->ada, &pair->to_ben, "Hello", pair->ben);
  core_send_text (pair->ada->core, &pair->to_ben, "I am off", NULL, NULL, 0);
  peer_close (pair->ada);
  wait_until (peer_find (pair->ben, "I am off") != NULL);
  peer_open (pair->ada);
  wait_until (peer_is_live (pair->ada));
  peer_tell (pair->ada, &pair->to_ben, "Back", pair->ben);
}

static void
test_offline_and_restart (Pair *pair, gconstpointer data)
{
  test_server_kill (pair->server);
  wait_until (!peer_is_live (pair->ada));
  core_send_text (pair->ada->core, &pair->to_ben, "from the tunnel", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "from the tunnel") != NULL);
  g_assert_cmpint (peer_state (pair->ada, "from the tunnel"), ==, STATE_PENDING);
  peer_close (pair->ada);
  test_server_start (pair->server, NULL);
  peer_open (pair->ada);
  core_reconnect (pair->ben->core);
  wait_until (peer_find (pair->ben, "from the tunnel") != NULL);
  {
    g_autoptr (GPtrArray) rows = NULL;
    const MessageRow *row;

    wait_until (peer_find (pair->ada, "from the tunnel") != NULL &&
                peer_state (pair->ada, "from the tunnel") == STATE_DELIVERED);
    rows = peer_page (pair->ben, &pair->to_ada, PAGE_NEWEST, 0, 50);
    row = rows->pdata[0];
    g_assert_cmpuint (rows->len, ==, 1);
    g_assert_cmpstr (row->text, ==, "from the tunnel");
  }
}

static void
test_own_devices (Pair *pair, gconstpointer data)
{
  Peer *tablet;

  core_send_text (pair->ada->core, &pair->to_ben, "before the tablet", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "before the tablet") == STATE_DELIVERED);
  core_set_contact (pair->ben->core, &pair->to_ada.id, ADA, "Ada from work");
  tablet = peer_new_linked (pair->ben);
  /* The other device tells the new one who is who. */
  wait_until (g_strcmp0 (tablet->account->name, "Ben") == 0);
  wait_until (g_hash_table_size (tablet->contacts) > 0);

  /* Ada does not know of it: the server corrects her list. */
  core_send_text (pair->ada->core, &pair->to_ben, "to both", NULL, NULL, 0);
  wait_until (peer_find (tablet, "to both") != NULL && peer_find (pair->ben, "to both") != NULL);
  /* With the one from before, which comes with the history. */
  wait_until (peer_chat (tablet, &pair->to_ada)->unread == 2);
  g_assert_cmpstr (peer_chat (tablet, &pair->to_ada)->name, ==, "Ada from work");

  core_send_text (tablet->core, &pair->to_ada, "from the tablet", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "from the tablet") != NULL &&
              peer_find (pair->ben, "from the tablet") != NULL);
  g_assert_true (peer_find (pair->ben, "from the tablet")->own);
  wait_until (peer_state (pair->ben, "from the tablet") == STATE_DELIVERED);
  g_assert_cmpint (peer_find (pair->ben, "from the tablet")->ord, ==,
                   peer_find (pair->ada, "from the tablet")->ord);

  /* Read on one is read on both. */
  read_all (tablet, &pair->to_ada);
  wait_until (peer_chat (pair->ben, &pair->to_ada)->unread == 0);
  wait_until (peer_state (pair->ada, "to both") == STATE_READ);

  /* And it can be removed again. */
  {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;

    core_revoke_device_async (pair->ben->core, tablet->account->dev, NULL, keep_result_cb, &result);
    wait_until (result != NULL);
    core_revoke_device_finish (pair->ben->core, result, &error);
    g_assert_no_error (error);
  }
  wait_until (tablet->account->revoked);
  core_send_text (pair->ada->core, &pair->to_ben, "to one again", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "to one again") == STATE_DELIVERED);
  g_assert_null (peer_find (tablet, "to one again"));
  peer_free (tablet);
}

static void
test_note_to_self (Pair *pair, gconstpointer data)
{
  core_send_text (pair->ada->core, &pair->to_ada, "milk", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "milk") == STATE_SENT);
  g_assert_true (peer_chat (pair->ada, &pair->to_ada)->is_self);
}

static void
test_typing (Pair *pair, gconstpointer data)
{
  core_send_text (pair->ada->core, &pair->to_ben, "knock knock", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "knock knock") != NULL);
  core_send_text (pair->ben->core, &pair->to_ada, "who is there", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "who is there") != NULL);
  core_set_activity (pair->ada->core, &pair->to_ben, ACTIVITY_TYPING);
  wait_until (pair->ben->activity != NULL && pair->ben->activity->activity == ACTIVITY_TYPING);
  core_send_text (pair->ada->core, &pair->to_ben, "me", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "me") != NULL);
  wait_until (pair->ben->activity->activity == ACTIVITY_IDLE);
  /* It also runs out by itself. */
  core_set_activity (pair->ada->core, &pair->to_ben, ACTIVITY_RECORDING);
  wait_until (pair->ben->activity->activity == ACTIVITY_RECORDING);
  wait_until (pair->ben->activity->activity == ACTIVITY_IDLE);
}

static void
test_presence (Pair *pair, gconstpointer data)
{
  Id ben = pair->ben->account->acc;
  const PresenceRow *row;

  core_send_text (pair->ada->core, &pair->to_ben, "there?", NULL, NULL, 0);
  core_send_text (pair->ben->core, &pair->to_ada, "here", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "here") != NULL && peer_find (pair->ben, "there?") != NULL);
  core_watch (pair->ada->core, &ben, 1);
  core_set_active (pair->ben->core, TRUE);
  wait_until ((row = g_hash_table_lookup (pair->ada->presences, &ben)) != NULL && row->online);
  /* Without a connection nobody is known to be there. */
  test_server_kill (pair->server);
  wait_until ((row = g_hash_table_lookup (pair->ada->presences, &ben)) != NULL && !row->online);
  /* And with the next one both say again what they said before. */
  pair_start_server (pair, NULL);
  wait_until ((row = g_hash_table_lookup (pair->ada->presences, &ben)) != NULL && row->online);
}

static void
test_block (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) told = NULL;

  core_send_text (pair->ada->core, &pair->to_ben, "one", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "one") == STATE_DELIVERED);
  core_block (pair->ben->core, &pair->to_ada.id, TRUE);
  wait_until (peer_chat (pair->ben, &pair->to_ada)->blocked);
  /* The server is told of people in order: of the block before this. */
  core_set_except_async (pair->ben->core, EXCEPT_SEEN, &pair->to_ada.id, 1, NULL, keep_result_cb,
                         &told);
  wait_until (told != NULL);
  core_send_text (pair->ada->core, &pair->to_ben, "two", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "two") == STATE_SENT);
  core_block (pair->ben->core, &pair->to_ada.id, FALSE);
  wait_until (!peer_chat (pair->ben, &pair->to_ada)->blocked);
  core_send_text (pair->ben->core, &pair->to_ada, "sorry", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "sorry") != NULL);
  g_assert_null (peer_find (pair->ben, "two"));
}

static void
test_catch_up (Pair *pair, gconstpointer data)
{
  guint batches;

  core_send_text (pair->ada->core, &pair->to_ben, "first", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "first") == STATE_DELIVERED);
  peer_close (pair->ben);
  for (guint i = 0; i < 1000; i++) {
    g_autofree char *text = g_strdup_printf ("n%u", i);

    core_send_text (pair->ada->core, &pair->to_ben, text, NULL, NULL, 0);
  }
  for (guint i = 99; i < 1000; i += 100) {
    g_autofree char *text = g_strdup_printf ("n%u", i);

    wait_until (peer_state (pair->ada, text) == STATE_SENT);
  }
  peer_open (pair->ben);
  batches = pair->ben->batches;
  wait_until (peer_find (pair->ben, "n999") != NULL);
  g_assert_cmpuint (g_hash_table_size (pair->ben->messages), ==, 1000);
  g_assert_cmpuint (pair->ben->rows, <=, 1001);
  g_test_message ("1000 messages in %u batches", pair->ben->batches - batches);
  g_assert_cmpuint (pair->ben->batches - batches, <, 100);
  wait_until (peer_state (pair->ada, "n999") == STATE_DELIVERED &&
              peer_state (pair->ada, "n0") == STATE_DELIVERED);
}

static void
test_log_out (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  core_send_text (pair->ada->core, &pair->to_ben, "bye", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "bye") == STATE_DELIVERED);
  core_log_out_async (pair->ada->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  core_log_out_finish (pair->ada->core, result, &error);
  g_assert_no_error (error);
  wait_until (!pair->ada->account->registered && g_hash_table_size (pair->ada->chats) == 0);
  peer_close (pair->ada);
  peer_open (pair->ada);
  g_assert_false (pair->ada->account->registered);
}

static void
forget_sessions_cb (Core *core, gpointer data)
{
  core_begin (core);
  run (core->store, "DELETE FROM session", "");
  core_commit (core, NULL);
}

/* What cannot be opened is asked for again, and takes its place. */
static void
test_unreadable (Pair *pair, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  core_send_text (pair->ada->core, &pair->to_ben, "one", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "one") == STATE_DELIVERED);
  core_send_text (pair->ben->core, &pair->to_ada, "two", NULL, NULL, 0);
  wait_until (peer_state (pair->ben, "two") == STATE_DELIVERED);
  core_post (pair->ben->core, forget_sessions_cb, NULL, NULL);
  core_send_text (pair->ada->core, &pair->to_ben, "three", NULL, NULL, 0);
  core_send_text (pair->ada->core, &pair->to_ben, "four", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "three") != NULL && peer_find (pair->ben, "four") != NULL);
  wait_until (peer_state (pair->ada, "four") == STATE_DELIVERED);
  rows = peer_page (pair->ben, &pair->to_ada, PAGE_NEWEST, 0, 10);
  g_assert_cmpuint (rows->len, ==, 4);
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpint (((MessageRow *) rows->pdata[i])->kind, ==, MESSAGE_TEXT);
  g_assert_cmpstr (((MessageRow *) rows->pdata[2])->text, ==, "three");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PAIR_TEST ("/talk/find", test_find);
  PAIR_TEST ("/talk/ticks", test_ticks);
  PAIR_TEST ("/talk/receipts-off", test_receipts_off);
  PAIR_TEST ("/talk/many-in-order", test_many_in_order);
  PAIR_TEST ("/talk/last-word", test_last_word);
  PAIR_TEST ("/talk/offline-and-restart", test_offline_and_restart);
  PAIR_TEST ("/talk/own-devices", test_own_devices);
  PAIR_TEST ("/talk/note-to-self", test_note_to_self);
  PAIR_TEST ("/talk/typing", test_typing);
  PAIR_TEST ("/talk/presence", test_presence);
  PAIR_TEST ("/talk/block", test_block);
  PAIR_TEST ("/talk/catch-up", test_catch_up);
  PAIR_TEST ("/talk/unreadable", test_unreadable);
  PAIR_TEST ("/talk/log-out", test_log_out);
  return g_test_run ();
}
