/* test-history-waits: history that cannot be taken at once, on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "past.h"

#include <glib/gstdio.h>

/* A device that has had its history, and is to have it again, where no file can be made. */
static Peer *
linked_without_room (Pair *pair, char **in_the_way)
{
  Peer *tablet;

  pair_talk (pair, "one", "two");
  peer_fill (pair->ada, 300, 3);
  tablet = peer_new_linked (pair->ada);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN) && peer_is_done (pair->ada, WORK_HISTORY_OUT));
  *in_the_way = peer_path (tablet, "history.in.part");
  g_assert_cmpint (g_mkdir (*in_the_way, 0700), ==, 0);
  core_send_history (pair->ada->core, tablet->account->dev);
  wait_until (peer_is_waiting (tablet, WORK_HISTORY_IN));
  g_assert_cmpint (tablet->works[WORK_HISTORY_IN]->error, ==, WHIN_ERROR_DISK);
  return tablet;
}

/* It comes when there is room again. */
static void
test_no_room (Pair *pair, gconstpointer data)
{
  g_autofree char *in_the_way = NULL;
  Peer *tablet = linked_without_room (pair, &in_the_way);

  g_assert_cmpint (g_rmdir (in_the_way), ==, 0);
  peer_close (tablet);
  peer_open (tablet);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN));
  peer_free (tablet);
}

/* What is there of an archive is not taken for the beginning of the next one. */
static void
test_part_of_another (Pair *pair, gconstpointer data)
{
  g_autofree char *in_the_way = NULL;
  Peer *tablet = linked_without_room (pair, &in_the_way);

  g_assert_cmpint (g_rmdir (in_the_way), ==, 0);
  g_assert_true (g_file_set_contents (in_the_way, "of another", -1, NULL));
  core_send_history (pair->ada->core, tablet->account->dev);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN));
  peer_free (tablet);
}

/* What happens to messages while history that brings them is under way is not lost. */
static void
test_faster_receipts (Pair *pair, gconstpointer data)
{
  g_autofree char *in_the_way = NULL;
  Peer *tablet;

  pair_talk (pair, "one", "two");
  peer_fill (pair->ada, 3000, 3);
  tablet = peer_new_linked (pair->ada);
  peer_close (pair->ada);
  g_assert_null (tablet->works[WORK_HISTORY_IN]);
  in_the_way = peer_path (tablet, "history.in.part");
  g_assert_cmpint (g_mkdir (in_the_way, 0700), ==, 0);
  peer_open (pair->ada);
  wait_until (peer_is_waiting (tablet, WORK_HISTORY_IN));
  peer_load_chats (pair->ada);
  core_mark_read (pair->ben->core, &pair->to_ada, G_MAXINT64);
  core_mark_read (pair->ada->core, &pair->to_ben, G_MAXINT64);
  wait_until (peer_state (pair->ada, "one") == STATE_READ);
  core_send_text (pair->ben->core, &pair->to_ada, "three", NULL, NULL, 0);
  core_send_text (pair->ada->core, &pair->to_ben, "four", NULL, NULL, 0);
  wait_until (peer_find (tablet, "three") != NULL && peer_find (tablet, "four") != NULL);
  g_assert_cmpint (g_rmdir (in_the_way), ==, 0);
  peer_close (tablet);
  peer_open (tablet);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN));
  {
    g_autoptr (GPtrArray) page = peer_page (tablet, &pair->to_ben, PAGE_NEWEST, 0, 10);
    const MessageRow *first = page->pdata[0];

    g_assert_cmpuint (page->len, ==, 4);
    g_assert_cmpstr (first->text, ==, "one");
    g_assert_cmpint (first->state, ==, STATE_READ);
  }
  wait_until (peer_chat (tablet, &pair->to_ben)->unread == 1);
  peer_free (tablet);
}

/* Nobody waits for what will not come any more. */
static void
test_gone_while_waiting (Pair *pair, gconstpointer data)
{
  g_autofree char *in_the_way = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Peer *tablet = linked_without_room (pair, &in_the_way);

  core_log_out_async (tablet->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL && tablet->works[WORK_HISTORY_IN]->state == WORK_FAILED);
  g_assert_cmpint (tablet->works[WORK_HISTORY_IN]->error, ==, -1);
  g_rmdir (in_the_way);
  peer_free (tablet);
}

/* What waits is given up when a person says so, on either side, and can be asked for again. */
static void
test_cancelled_while_waiting (Pair *pair, gconstpointer data)
{
  g_autofree char *in_the_way = NULL;
  Peer *tablet = linked_without_room (pair, &in_the_way);

  core_cancel_work (tablet->core, WORK_HISTORY_IN);
  wait_until (tablet->works[WORK_HISTORY_IN]->state == WORK_FAILED);
  g_assert_cmpint (tablet->works[WORK_HISTORY_IN]->error, ==, -1);
  g_assert_cmpint (g_rmdir (in_the_way), ==, 0);
  peer_close (tablet);
  peer_open (tablet);
  wait_until (peer_is_live (tablet));
  g_free (in_the_way);
  in_the_way = peer_path (pair->ada, "history.out.part");
  g_assert_cmpint (g_mkdir (in_the_way, 0700), ==, 0);
  core_send_history (pair->ada->core, tablet->account->dev);
  wait_until (peer_is_waiting (pair->ada, WORK_HISTORY_OUT));
  core_cancel_work (pair->ada->core, WORK_HISTORY_OUT);
  wait_until (pair->ada->works[WORK_HISTORY_OUT]->state == WORK_FAILED);
  g_assert_cmpint (g_rmdir (in_the_way), ==, 0);
  /* A round by way of the server: nothing of it is left. */
  pair_talk (pair, "three", "four");
  wait_until (peer_find (tablet, "four") != NULL);
  g_assert_null (tablet->works[WORK_HISTORY_IN]);
  core_send_history (pair->ada->core, tablet->account->dev);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN));
  peer_free (tablet);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PAIR_TEST ("/e2e/history/no-room", test_no_room);
  PAIR_TEST ("/e2e/history/part-of-another", test_part_of_another);
  PAIR_TEST ("/e2e/history/faster-receipts", test_faster_receipts);
  PAIR_TEST ("/e2e/history/gone-while-waiting", test_gone_while_waiting);
  PAIR_TEST ("/e2e/history/cancelled-while-waiting", test_cancelled_while_waiting);
  return g_test_run ();
}
