/* test-timers: messages that go away by themselves, between real clients on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"
#include "group-calls.h"
#include "pair.h"

#include "expiry.h"
#include "store-query.h"

#include <string.h>

#define DAY (24 * 3600)

/* -- A clock that jumps. -- */

static int jumped; /* seconds; the threads of the cores read it */

static gint64
jumping_clock (gpointer data)
{
  return g_get_real_time () / 1000 + g_atomic_int_get (&jumped) * (gint64) 1000;
}

static void
look_cb (Core *core, gpointer data)
{
  core_set_clock (core, jumping_clock, NULL);
  expiry_run (core);
}

/* What the kernel's timer tells when somebody sets the clock. */
static void
jump (Peer *peer, gint64 seconds)
{
  g_atomic_int_add (&jumped, (int) seconds);
  core_post (peer->core, look_cb, NULL, NULL);
}

static void
set_timer (Peer *peer, const Conv *conv, gint64 seconds)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  core_set_timer_async (peer->core, conv, seconds, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  core_set_timer_finish (peer->core, result, &error);
  g_assert_no_error (error);
}

static gint64
timer_of (Peer *peer, const Conv *conv)
{
  const ChatRow *chat = peer_chat (peer, conv);

  return chat != NULL ? chat->timer : -1;
}

static void
read_all (Peer *peer, const Conv *conv)
{
  core_mark_read (peer->core, conv, G_MAXINT64);
}

/* Whether the database has it, whatever was told. */
static gint64
rows_with (Peer *peer, const char *text)
{
  Store *store;
  gint64 n;

  peer_close (peer);
  store = peer_store (peer);
  n = query_number (store, -1,
                    "SELECT (SELECT count (*) FROM message WHERE text = ?1)"
                    " + (SELECT count (*) FROM outbox WHERE instr (content, ?1) > 0)",
                    "t", text);
  store_close (store);
  peer_open (peer);
  return n;
}

/* Nothing is set to wake anybody up. */
static gboolean
all_timers_rest (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fdinfo", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename ("/proc/self/fdinfo", name, NULL);
    g_autofree char *info = NULL;

    if (g_file_get_contents (path, &info, NULL, NULL) && strstr (info, "clockid: 0") != NULL &&
        strstr (info, "it_value: (0, 0)") == NULL)
      return FALSE;
  }
  return TRUE;
}

/* -- What goes away. -- */

static void
test_real (Pair *pair, gconstpointer data)
{
  pair_talk (pair, "before", "too");
  g_assert_true (all_timers_rest ());
  set_timer (pair->ada, &pair->to_ben, 5);
  wait_until (timer_of (pair->ben, &pair->to_ada) == 5);
  g_assert_cmpuint (peer_count_kind (pair->ada, MESSAGE_GROUP_TIMER), ==, 1);
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_GROUP_TIMER), ==, 1);
  g_assert_true (all_timers_rest ());
  peer_tell (pair->ada, &pair->to_ben, "soon gone", pair->ben);
  g_assert_cmpint (peer_find (pair->ben, "soon gone")->expires, ==, 5);
  g_assert_false (all_timers_rest ());
  /* Of who wrote it it goes; who has not read it keeps it. */
  wait_until (peer_find (pair->ada, "soon gone") == NULL);
  g_assert_nonnull (peer_find (pair->ben, "soon gone"));
  g_assert_true (all_timers_rest ());
  read_all (pair->ben, &pair->to_ada);
  wait_until (peer_find (pair->ben, "soon gone") == NULL);
  g_assert_true (all_timers_rest ());
  /* What was said last is what the list of chats shows. */
  g_assert_cmpstr (peer_chat (pair->ben, &pair->to_ada)->last->text, ==, "too");
  g_assert_cmpint (rows_with (pair->ada, "soon gone"), ==, 0);
  g_assert_cmpint (rows_with (pair->ben, "soon gone"), ==, 0);
  g_assert_cmpint (rows_with (pair->ben, "before"), ==, 1);
}

/* Every device of one's own goes by when one of them has shown it; and what was due while a device
 * was off is not there when it comes back. */
static void
test_own_devices (Pair *pair, gconstpointer data)
{
  pair_talk (pair, "before", "too");
  set_timer (pair->ben, &pair->to_ada, DAY);
  wait_until (timer_of (pair->ada, &pair->to_ben) == DAY &&
              timer_of (pair->tablet, &pair->to_ben) == DAY);
  core_send_text (pair->ben->core, &pair->to_ada, "for a day", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "for a day") != NULL &&
              peer_find (pair->tablet, "for a day") != NULL);
  jump (pair->ada, 0);
  jump (pair->tablet, 0);
  read_all (pair->ada, &pair->to_ben);
  wait_until (peer_chat (pair->tablet, &pair->to_ben)->unread == 0);
  peer_close (pair->ada);
  jump (pair->tablet, DAY + 60);
  wait_until (peer_find (pair->tablet, "for a day") == NULL);
  g_assert_nonnull (peer_find (pair->tablet, "before"));
  peer_open (pair->ada);
  jump (pair->ada, 0);
  wait_until (peer_find (pair->ada, "for a day") == NULL);
  g_assert_cmpint (rows_with (pair->ada, "for a day"), ==, 0);
}

static void
test_file (Pair *pair, gconstpointer data)
{
  g_autofree char *source = peer_make_picture (pair->ada);
  g_autofree char *sent = NULL;
  g_autofree char *got = NULL;

  pair_talk (pair, "before", "too");
  set_timer (pair->ada, &pair->to_ben, 7 * DAY);
  core_send_file (pair->ada->core, &pair->to_ben, source, "look", FALSE, NULL);
  wait_until (peer_state (pair->ada, "look") == STATE_DELIVERED && peer_find (pair->ben, "look"));
  peer_fetch (pair->ben, "look");
  wait_until (peer_has_file (pair->ben, "look"));
  g_assert_cmpint (peer_find (pair->ben, "look")->expires, ==, 7 * DAY);
  sent = g_strdup (peer_find (pair->ada, "look")->media->file->path);
  got = g_strdup (peer_find (pair->ben, "look")->media->file->path);
  jump (pair->ben, 0);
  read_all (pair->ben, &pair->to_ada);
  wait_until (peer_state (pair->ada, "look") == STATE_READ);
  g_assert_true (g_file_test (sent, G_FILE_TEST_EXISTS) && g_file_test (got, G_FILE_TEST_EXISTS));
  jump (pair->ada, 7 * DAY + 60);
  jump (pair->ben, 0);
  wait_until (peer_find (pair->ada, "look") == NULL && peer_find (pair->ben, "look") == NULL);
  wait_until (!g_file_test (sent, G_FILE_TEST_EXISTS) && !g_file_test (got, G_FILE_TEST_EXISTS));
  /* One's own file, from which it was sent, is one's own affair. */
  g_assert_true (g_file_test (source, G_FILE_TEST_EXISTS));
}

/* Both at once: the last by the server's order, on all devices. */
static void
test_race (Pair *pair, gconstpointer data)
{
  pair_talk (pair, "before", "too");
  for (gint64 i = 1; i <= 5; i++) {
    g_autoptr (GAsyncResult) hers = NULL;
    g_autoptr (GAsyncResult) his = NULL;
    g_autofree char *text = g_strdup_printf ("after %d", (int) i);

    core_set_timer_async (pair->ada->core, &pair->to_ben, 100 + i, NULL, keep_result_cb, &hers);
    core_set_timer_async (pair->ben->core, &pair->to_ada, 200 + i, NULL, keep_result_cb, &his);
    wait_until (hers != NULL && his != NULL);
    peer_tell (pair->ada, &pair->to_ben, text, pair->ben);
    wait_until (timer_of (pair->ada, &pair->to_ben) == timer_of (pair->ben, &pair->to_ada) &&
                timer_of (pair->tablet, &pair->to_ben) == timer_of (pair->ben, &pair->to_ada));
    g_assert_true (timer_of (pair->ada, &pair->to_ben) == 100 + i ||
                   timer_of (pair->ada, &pair->to_ben) == 200 + i);
  }
}

static void
test_group (Pair *pair, gconstpointer data)
{
  Conv birds = peer_make_group (pair->ada, "Birds", pair->ben, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  wait_until (peer_group_members (pair->ben, &birds) == 2);
  set_timer (pair->ada, &birds, DAY);
  wait_until (timer_of (pair->ben, &birds) == DAY && timer_of (pair->ada, &birds) == DAY);
  g_assert_cmpuint (peer_count_kind (pair->ben, MESSAGE_GROUP_TIMER), ==, 1);
  core_set_timer_async (pair->ben->core, &birds, 0, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_false (core_set_timer_finish (pair->ben->core, result, &error));
  g_assert_nonnull (error);
  core_send_text (pair->ben->core, &birds, "a wren", NULL, NULL, 0);
  wait_until (peer_find (pair->ada, "a wren") != NULL);
  g_assert_cmpint (peer_find (pair->ada, "a wren")->expires, ==, DAY);
  jump (pair->ada, 0);
  read_all (pair->ada, &birds);
  wait_until (peer_state (pair->ben, "a wren") == STATE_READ);
  jump (pair->ada, DAY + 60);
  wait_until (peer_find (pair->ada, "a wren") == NULL);
  jump (pair->ben, 0);
  wait_until (peer_find (pair->ben, "a wren") == NULL);
  set_timer (pair->ada, &birds, 0);
  wait_until (timer_of (pair->ben, &birds) == 0);
}

/* A device that is linked gets the timers, and what is in its history goes there too. */
static void
test_history (Pair *pair, gconstpointer data)
{
  pair_talk (pair, "before", "too");
  set_timer (pair->ada, &pair->to_ben, 2 * DAY);
  wait_until (timer_of (pair->ben, &pair->to_ada) == 2 * DAY);
  peer_tell (pair->ada, &pair->to_ben, "for two days", pair->ben);
  pair->tablet = peer_new_linked (pair->ada);
  wait_until (peer_chat (pair->tablet, &pair->to_ben) != NULL);
  g_assert_cmpint (timer_of (pair->tablet, &pair->to_ben), ==, 2 * DAY);
  {
    g_autoptr (GPtrArray) rows = peer_page (pair->tablet, &pair->to_ben, PAGE_NEWEST, 0, 10);

    g_assert_cmpuint (rows->len, ==, 3);
    g_assert_cmpint (((MessageRow *) rows->pdata[2])->expires, ==, 2 * DAY);
  }
  jump (pair->tablet, 2 * DAY + 60);
  wait_until (g_strcmp0 (peer_chat (pair->tablet, &pair->to_ben)->last->text, "too") == 0);
}

static void
tear_down (Pair *pair, gconstpointer data)
{
  pair_tear_down (pair, data);
  jumped = 0;
}

#define add(path, func) g_test_add ("/timers/" path, Pair, NULL, pair_set_up, func, tear_down)
#define add_with_tablet(path, func)                                                                \
  g_test_add ("/timers/" path, Pair, NULL, pair_set_up_with_tablet, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("real", test_real);
  add_with_tablet ("own-devices", test_own_devices);
  add ("file", test_file);
  add_with_tablet ("race", test_race);
  add ("group", test_group);
  add ("history", test_history);
  return g_test_run ();
}
