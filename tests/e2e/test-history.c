/* test-history: a device that is linked gets what was written before, on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-calls.h"
#include "past.h"

#include "history.h"
#include "store-account.h"

#include <glib/gstdio.h>
#include <sys/resource.h>

static void
assert_same_page (Peer *one, Peer *other, const Conv *conv, gint64 before)
{
  g_autoptr (GPtrArray) a = peer_page (one, conv, PAGE_BEFORE, before, 500);
  g_autoptr (GPtrArray) b = peer_page (other, conv, PAGE_BEFORE, before, 500);

  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++) {
    const MessageRow *x = a->pdata[i], *y = b->pdata[i];

    g_assert_true (id_equal (&x->id, &y->id) && id_equal (&x->author, &y->author));
    g_assert_cmpint (x->ord, ==, y->ord);
    g_assert_cmpint (x->state, ==, y->state);
    g_assert_cmpint (x->time, ==, y->time);
    g_assert_cmpstr (x->text, ==, y->text);
  }
}

static void
assert_same_chats (Peer *one, Peer *other)
{
  g_autoptr (GPtrArray) rows = g_hash_table_get_values_as_ptr_array (one->chats);

  /* What comes while a page is asked for takes the place of others. */
  for (guint i = 0; i < rows->len; i++)
    chat_row_ref (rows->pdata[i]);
  g_ptr_array_set_free_func (rows, (GDestroyNotify) chat_row_unref);
  for (guint i = 0; i < rows->len; i++) {
    const ChatRow *x = rows->pdata[i], *y = peer_chat (other, &x->conv);

    g_assert_nonnull (y);
    g_assert_cmpuint (x->unread, ==, y->unread);
    g_assert_cmpint (x->sort_time, ==, y->sort_time);
    g_assert_cmpstr (x->name, ==, y->name);
    assert_same_page (one, other, &x->conv, G_MAXINT64);
    if (x->last != NULL)
      assert_same_page (one, other, &x->conv, x->last->ord / 2);
  }
}

static void
test_thousands (Pair *pair, gconstpointer data)
{
  Peer *tablet;
  guint rows;

  pair_talk (pair, "one", "two");
  core_set_contact (pair->ada->core, &pair->to_ben.id, BEN, "Ben from work");
  peer_fill (pair->ada, 4000, 7);
  tablet = peer_new_linked (pair->ada);
  wait_until (peer_is_done (pair->ada, WORK_HISTORY_OUT));
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN));
  g_assert_cmpint (tablet->works[WORK_HISTORY_IN]->done, ==, WORK_WHOLE);
  peer_load_chats (pair->ada);
  g_assert_cmpuint (g_hash_table_size (pair->ada->chats), ==, 8);
  g_assert_cmpuint (peer_chat (tablet, &(Conv) { CONV_USER, past_chat (0).id })->unread, >, 0);
  assert_same_chats (pair->ada, tablet);
  /* It is no news: nothing rings. */
  g_assert_null (peer_find (tablet, "two"));
  rows = tablet->rows;
  g_assert_cmpuint (rows, <, 10);

  pair_talk (pair, "three", "four");
  wait_until (peer_find (tablet, "three") != NULL && peer_find (tablet, "four") != NULL);
  assert_same_page (pair->ada, tablet, &pair->to_ben, G_MAXINT64);
  core_send_text (tablet->core, &pair->to_ben, "from the tablet", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "from the tablet") != NULL &&
              peer_find (pair->ada, "from the tablet") != NULL);
  peer_free (tablet);
}

/* What was verified on one device is on the other. */
static void
test_trust (Pair *pair, gconstpointer data)
{
  Peer *tablet;

  pair_talk (pair, "one", "two");
  peer_verify (pair->ada, &pair->to_ben.id);
  tablet = peer_new_linked (pair->ada);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN));
  g_assert_cmpint (peer_chat (tablet, &pair->to_ben)->trust, ==, TRUST_VERIFIED);
  peer_free (tablet);
}

static gboolean
is_inside (Peer *peer, const Conv *conv)
{
  const GroupRow *row = peer_group (peer, conv);

  return row != NULL && row->inside;
}

/* What was written in a group one is in and in one that one has left, and the names of both. */
static void
test_groups (Pair *pair, gconstpointer data)
{
  Conv birds = peer_make_group (pair->ada, "Birds", pair->ben, NULL);
  Conv wasps = peer_make_group (pair->ben, "Wasps", pair->ada, NULL);
  Peer *tablet;

  wait_until (is_inside (pair->ben, &birds) && is_inside (pair->ada, &wasps));
  core_send_text (pair->ada->core, &birds, "a tit", NULL, NULL, 0);
  core_send_text (pair->ben->core, &wasps, "a sting", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "a tit") == STATE_DELIVERED &&
              peer_find (pair->ada, "a sting") != NULL);
  g_assert_cmpint (peer_leave_group (pair->ada, &wasps), ==, -1);
  tablet = peer_new_linked (pair->ada);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN));
  wait_until (is_inside (tablet, &birds) && peer_group (tablet, &wasps) != NULL);
  g_assert_false (is_inside (tablet, &wasps));
  g_assert_cmpstr (peer_chat (tablet, &birds)->name, ==, "Birds");
  g_assert_cmpstr (peer_chat (tablet, &wasps)->name, ==, "Wasps");
  g_assert_cmpstr (peer_chat (tablet, &wasps)->last->text, ==, "a sting");
  g_assert_cmpstr (peer_chat (tablet, &birds)->last->text, ==, "a tit");

  core_send_text (pair->ben->core, &birds, "a jay", NULL, NULL, 0);
  wait_until (peer_find (tablet, "a jay") != NULL);
  core_send_text (tablet->core, &birds, "a wren", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "a wren") != NULL && peer_find (pair->ada, "a wren") != NULL);
  peer_free (tablet);
}

/* Either end goes away in the middle of it and comes back. */
static void
test_comes_back (Pair *pair, gconstpointer data)
{
  Peer *tablet;

  peer_fill (pair->ada, 3000, 3);
  tablet = peer_new_linked (pair->ada);
  peer_close (pair->ada);
  peer_close (tablet);
  peer_open (tablet);
  peer_open (pair->ada);
  wait_until (tablet->works[WORK_HISTORY_IN] != NULL);
  peer_close (tablet);
  peer_open (tablet);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN));
  peer_load_chats (pair->ada);
  peer_load_chats (tablet);
  assert_same_chats (pair->ada, tablet);
  peer_free (tablet);
}

/* A device that was removed again before its turn. */
static void
test_removed_meanwhile (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  Peer *tablet, *other;

  peer_fill (pair->ada, 500, 3);
  tablet = peer_new_linked (pair->ada);
  core_revoke_device_async (pair->ada->core, tablet->account->dev, NULL, keep_result_cb, &result);
  wait_until (result != NULL && tablet->account->revoked);
  other = peer_new_linked (pair->ada);
  wait_until (peer_is_done (other, WORK_HISTORY_IN));
  peer_load_chats (pair->ada);
  assert_same_chats (pair->ada, other);
  peer_free (tablet);
  peer_free (other);
}

static void
test_delay (Pair *pair, gconstpointer data)
{
  g_assert_cmpint (history_delay (1), ==, 30 * 1000);
  g_assert_cmpint (history_delay (2), ==, 60 * 1000);
  g_assert_cmpint (history_delay (7), ==, 32 * 60 * 1000);
  g_assert_cmpint (history_delay (8), ==, 60 * 60 * 1000);
  g_assert_cmpint (history_delay (G_MAXUINT), ==, 60 * 60 * 1000);
}

/* The main device may be quicker than the list that names the new one. What brings the list is that
 * a further one joins. */
static void
test_before_it_is_listed (Pair *pair, gconstpointer data)
{
  Peer *tablet, *other;
  Store *store;
  gint64 dev;
  g_autoptr (StoreAccount) account = NULL;

  pair_talk (pair, "one", "two");
  tablet = peer_new_linked (pair->ada);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN) && peer_is_done (pair->ada, WORK_HISTORY_OUT));
  dev = tablet->account->dev;
  peer_close (tablet);
  core_send_history (pair->ada->core, dev);
  pair_talk (pair, "three", "four");
  wait_until (peer_is_done (pair->ada, WORK_HISTORY_OUT));
  other = peer_new_linked (pair->ada);
  store = peer_store (tablet);
  account = store_account_get (store);
  account->pending = TRUE;
  store_begin (store);
  store_account_put (store, account);
  g_assert_true (store_commit (store, NULL));
  store_close (store);
  peer_open (tablet);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN));
  g_assert_false (tablet->account->pending);
  peer_free (tablet);
  peer_free (other);
}

/* Who asks again and again asks once. */
static void
test_asked_again (Pair *pair, gconstpointer data)
{
  Peer *tablet;
  Store *store;
  g_autofree char *wanted = NULL;

  tablet = peer_new_linked (pair->ada);
  wait_until (peer_is_done (tablet, WORK_HISTORY_IN) && peer_is_done (pair->ada, WORK_HISTORY_OUT));
  test_server_kill (pair->server);
  wait_until (!peer_is_live (pair->ada));
  for (guint i = 0; i < 3; i++)
    core_send_history (pair->ada->core, tablet->account->dev);
  peer_close (pair->ada);
  store = peer_store (pair->ada);
  wanted = store_setting_get (store, "history-out");
  g_assert_cmpstr (wanted, ==, "2");
  store_close (store);
  peer_free (tablet);
}

static gint64
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

/* How long the device takes to answer meanwhile, at most. */
static gint64
wait_and_ask (Peer *peer, WorkKind kind)
{
  gint64 longest = 0;

  while (!peer_is_done (peer, kind)) {
    gint64 start = g_get_monotonic_time ();
    Conv conv = past_chat (0);
    g_autoptr (GPtrArray) page = peer_page (peer, &conv, PAGE_NEWEST, 0, 50);

    longest = MAX (longest, g_get_monotonic_time () - start);
  }
  return longest / 1000;
}

static gint64
size_of_backup (Peer *peer)
{
  g_autofree char *path = peer_path (peer, "measure.backup");
  g_autoptr (GAsyncResult) result = NULL;
  GStatBuf info;

  core_backup_file_async (peer->core, path, "one two three four five", NULL, keep_result_cb,
                          &result);
  wait_until (result != NULL);
  g_assert_true (core_backup_file_finish (peer->core, result, NULL));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_size;
}

/* By hand, with HISTORY_MESSAGES=50000; both devices are in this process. */
static void
test_measure (Pair *pair, gconstpointer data)
{
  guint messages = (guint) g_ascii_strtoull (g_getenv ("HISTORY_MESSAGES"), NULL, 10);
  gint64 cpu, start, out, in, size;
  Peer *tablet;

  g_assert_cmpuint (messages, >, 0);
  peer_fill (pair->ada, messages, 50);
  tablet = peer_new_linked (pair->ada);
  start = g_get_monotonic_time ();
  cpu = cpu_ms ();
  out = wait_and_ask (pair->ada, WORK_HISTORY_OUT);
  in = wait_and_ask (tablet, WORK_HISTORY_IN);
  start = g_get_monotonic_time () - start;
  cpu = cpu_ms () - cpu;
  size = size_of_backup (pair->ada);
  g_test_message ("%u messages: %" G_GINT64_FORMAT " bytes, there after %" G_GINT64_FORMAT
                  " ms, %" G_GINT64_FORMAT
                  " ms of CPU for both; the longest wait for a page %" G_GINT64_FORMAT
                  " ms while sent, %" G_GINT64_FORMAT " ms while taken",
                  messages, size, start / 1000, cpu, out, in);
  peer_free (tablet);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PAIR_TEST ("/e2e/history/thousands", test_thousands);
  PAIR_TEST ("/e2e/history/trust", test_trust);
  PAIR_TEST ("/e2e/history/groups", test_groups);
  PAIR_TEST ("/e2e/history/comes-back", test_comes_back);
  PAIR_TEST ("/e2e/history/removed-meanwhile", test_removed_meanwhile);
  PAIR_TEST ("/e2e/history/delay", test_delay);
  PAIR_TEST ("/e2e/history/before-it-is-listed", test_before_it_is_listed);
  PAIR_TEST ("/e2e/history/asked-again", test_asked_again);
  if (g_getenv ("HISTORY_MESSAGES") != NULL)
    PAIR_TEST ("/e2e/history/measure", test_measure);
  return g_test_run ();
}
