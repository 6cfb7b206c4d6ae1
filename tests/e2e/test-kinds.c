/* test-kinds: messages of further kinds, between real clients on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-calls.h"
#include "pair.h"

#include "expiry.h"
#include "store-expiry.h"
#include "store-query.h"

#include <libsoup/soup.h>
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

/* -- Messages that go away by themselves. -- */

static void
test_timer_real (Pair *pair, gconstpointer data)
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
test_timer_own_devices (Pair *pair, gconstpointer data)
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

static char *
make_picture (Peer *peer)
{
  static const char png[] =
      "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9"
      "i18U1AAAAABJRU5ErkJggg==";
  gsize len;
  g_autofree guchar *bytes = g_base64_decode (png, &len);
  char *path = peer_path (peer, "dot.png");

  g_assert_true (g_file_set_contents (path, (const char *) bytes, (gssize) len, NULL));
  return path;
}

static void
test_timer_file (Pair *pair, gconstpointer data)
{
  g_autofree char *source = make_picture (pair->ada);
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
test_timer_race (Pair *pair, gconstpointer data)
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
test_timer_group (Pair *pair, gconstpointer data)
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
test_timer_history (Pair *pair, gconstpointer data)
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

/* -- Polls. -- */

static const char *const birds[] = { "Wren", "Robin", "Jay", NULL };

static MessageName
ask (Peer *peer, const Conv *conv, const char *question, gboolean multiple)
{
  core_send_poll (peer->core, conv, question, birds, multiple);
  wait_until (peer_state (peer, question) >= STATE_SENT);
  return peer_name_of (peer, question);
}

/* As all have to see it: "1+0+2*" of two, ended. */
static char *
draw_poll (Peer *peer, const MessageName *name)
{
  const MessageRow *row = g_hash_table_lookup (peer->messages, &name->id);
  GString *out = g_string_new (NULL);

  if (row == NULL || row->poll == NULL)
    return g_string_free (out, FALSE);
  for (guint i = 0; i < row->poll->options->len; i++) {
    const PollOption *option = row->poll->options->pdata[i];

    g_string_append_printf (out, "%s%u%s", i > 0 ? " " : "", option->votes, option->own ? "*" : "");
  }
  g_string_append_printf (out, " of %u%s", row->poll->voters, row->poll->ended ? " ended" : "");
  return g_string_free (out, FALSE);
}

static gboolean
poll_is (Peer *peer, const MessageName *name, const char *expected)
{
  g_autofree char *drawn = draw_poll (peer, name);

  return strcmp (drawn, expected) == 0;
}

static void
vote (Peer *peer, const MessageName *name, guint choices)
{
  core_vote (peer->core, name, choices);
}

static void
test_poll (Pair *pair, gconstpointer data)
{
  MessageName name;
  const MessageRow *row;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) voters = NULL;
  g_autoptr (FoundPage) found = NULL;
  Find find = { .words = "robin", .limit = 10 };

  pair_talk (pair, "before", "too");
  name = ask (pair->ada, &pair->to_ben, "Which bird?", FALSE);
  wait_until (peer_find (pair->ben, "Which bird?") != NULL &&
              peer_find (pair->tablet, "Which bird?") != NULL);
  row = peer_find (pair->ben, "Which bird?");
  g_assert_cmpint (row->kind, ==, MESSAGE_POLL);
  g_assert_cmpstr (((PollOption *) row->poll->options->pdata[2])->text, ==, "Jay");
  vote (pair->ben, &name, 4);
  wait_until (poll_is (pair->ada, &name, "0 0 1 of 1") &&
              poll_is (pair->tablet, &name, "0 0 1 of 1"));
  vote (pair->tablet, &name, 1);
  wait_until (poll_is (pair->ada, &name, "1* 0 1 of 2") &&
              poll_is (pair->ben, &name, "1 0 1* of 2"));
  /* Another choice takes the place of the first; two at once are none. */
  vote (pair->ben, &name, 2);
  vote (pair->ben, &name, 5);
  wait_until (poll_is (pair->ada, &name, "1* 1 0 of 2") &&
              poll_is (pair->tablet, &name, "1* 1 0 of 2"));
  core_query_voters_async (pair->ben->core, &name, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  voters = core_query_finish (pair->ben->core, result, NULL);
  g_assert_cmpuint (voters->len, ==, 2);
  g_assert_cmpuint (((Voter *) voters->pdata[0])->choices, ==, 2);
  g_assert_true (id_equal (&((Voter *) voters->pdata[0])->acc, &pair->ben->account->acc));
  vote (pair->ben, &name, 0);
  wait_until (poll_is (pair->ada, &name, "1* 0 0 of 1") &&
              poll_is (pair->ben, &name, "1 0 0 of 1"));
  /* Only who made it ends it, and then it is over. */
  core_end_poll (pair->ben->core, &name);
  core_end_poll (pair->tablet->core, &name);
  wait_until (poll_is (pair->ada, &name, "1* 0 0 of 1 ended") &&
              poll_is (pair->ben, &name, "1 0 0 of 1 ended"));
  vote (pair->ben, &name, 1);
  peer_tell (pair->ben, &pair->to_ada, "after", pair->ada);
  g_assert_true (poll_is (pair->ada, &name, "1* 0 0 of 1 ended"));
  g_assert_true (poll_is (pair->ben, &name, "1 0 0 of 1 ended"));
  /* What is offered is found. */
  g_clear_object (&result);
  core_search_async (pair->ben->core, &find, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  found = core_search_finish (pair->ben->core, result, NULL);
  g_assert_cmpuint (found->rows->len, ==, 1);
  g_assert_cmpstr (((MessageRow *) found->rows->pdata[0])->text, ==, "Which bird?");
}

/* While the server is away the two do what does not go together: in the end it is one of both. */
static void
test_poll_race (Pair *pair, gconstpointer data)
{
  MessageName name;

  pair_talk (pair, "before", "too");
  name = ask (pair->ada, &pair->to_ben, "Which bird?", TRUE);
  wait_until (peer_find (pair->ben, "Which bird?") != NULL &&
              peer_find (pair->tablet, "Which bird?") != NULL);
  pair_kill_server (pair);
  vote (pair->ben, &name, 1);
  vote (pair->ben, &name, 6);
  vote (pair->ada, &name, 3);
  vote (pair->tablet, &name, 4);
  core_end_poll (pair->ada->core, &name);
  wait_until (poll_is (pair->ada, &name, "1* 1* 0 of 1 ended") &&
              poll_is (pair->ben, &name, "0 1* 1* of 1"));
  pair_start_server (pair, NULL);
  core_reconnect (pair->tablet->core);
  peer_tell (pair->ada, &pair->to_ben, "again", pair->ben);
  peer_tell (pair->ben, &pair->to_ada, "and again", pair->tablet);
  peer_tell (pair->tablet, &pair->to_ben, "at last", pair->ben);
  wait_until (peer_find (pair->tablet, "again") != NULL &&
              peer_find (pair->ada, "at last") != NULL);
  {
    g_autofree char *ada = draw_poll (pair->ada, &name);
    g_autofree char *tablet = draw_poll (pair->tablet, &name);
    g_autofree char *ben = draw_poll (pair->ben, &name);
    g_auto (GStrv) parts = g_strsplit (ada, "*", -1);
    g_auto (GStrv) bens = g_strsplit (ben, "*", -1);
    g_autofree char *plain = g_strjoinv ("", parts);
    g_autofree char *bens_plain = g_strjoinv ("", bens);

    g_test_message ("%s | %s | %s", ada, tablet, ben);
    g_assert_cmpstr (ada, ==, tablet);
    g_assert_cmpstr (plain, ==, bens_plain);
    g_assert_true (g_str_has_suffix (ada, "ended"));
  }
}

/* Votes that are faster than the poll, and a device that comes later. */
static void
test_poll_history (Pair *pair, gconstpointer data)
{
  MessageName name;

  pair_talk (pair, "before", "too");
  name = ask (pair->ben, &pair->to_ada, "Which bird?", TRUE);
  wait_until (peer_find (pair->ada, "Which bird?") != NULL);
  vote (pair->ada, &name, 3);
  wait_until (poll_is (pair->ben, &name, "1 1 0 of 1"));
  vote (pair->ben, &name, 1);
  core_end_poll (pair->ben->core, &name);
  wait_until (poll_is (pair->ada, &name, "2* 1* 0 of 2 ended"));
  pair->tablet = peer_new_linked (pair->ada);
  wait_until (peer_chat (pair->tablet, &pair->to_ben) != NULL);
  {
    g_autoptr (GPtrArray) rows = peer_page (pair->tablet, &pair->to_ben, PAGE_NEWEST, 0, 10);
    const MessageRow *row = rows->pdata[rows->len - 1];

    g_hash_table_insert (pair->tablet->messages, id_copy (&row->id), message_row_ref (row));
    g_assert_true (poll_is (pair->tablet, &name, "2* 1* 0 of 2 ended"));
  }
}

static void
test_poll_group (Pair *pair, gconstpointer data)
{
  Conv birds_group = peer_make_group (pair->ada, "Birds", pair->ben, NULL);
  MessageName name;

  wait_until (peer_group_members (pair->ben, &birds_group) == 2);
  name = ask (pair->ben, &birds_group, "Which bird?", TRUE);
  wait_until (peer_find (pair->ada, "Which bird?") != NULL);
  vote (pair->ada, &name, 7);
  wait_until (poll_is (pair->ben, &name, "1 1 1 of 1"));
  /* An admin does not end what another has asked. */
  core_end_poll (pair->ada->core, &name);
  peer_tell (pair->ada, &birds_group, "after", pair->ben);
  g_assert_true (poll_is (pair->ben, &name, "1 1 1 of 1"));
  core_end_poll (pair->ben->core, &name);
  wait_until (poll_is (pair->ada, &name, "1* 1* 1* of 1 ended"));
}

/* -- Places and cards. -- */

static void
test_spot_and_card (Pair *pair, gconstpointer data)
{
  Spot spot = { -33856784, 151215297 };
  const MessageRow *row;

  pair_talk (pair, "before", "too");
  core_send_location (pair->ada->core, &pair->to_ben, &spot, "Opera House");
  core_send_card (pair->ada->core, &pair->to_ben, "Cleo", "+4915112340003", NULL);
  wait_until (peer_find (pair->ben, "Opera House") != NULL &&
              peer_find (pair->ben, "Cleo") != NULL &&
              peer_state (pair->ada, "Cleo") == STATE_DELIVERED);
  row = peer_find (pair->ben, "Opera House");
  g_assert_cmpint (row->kind, ==, MESSAGE_LOCATION);
  g_assert_cmpint (row->spot->lat, ==, spot.lat);
  g_assert_cmpint (row->spot->lon, ==, spot.lon);
  row = peer_find (pair->ben, "Cleo");
  g_assert_cmpint (row->kind, ==, MESSAGE_CARD);
  g_assert_cmpstr (row->card->phone, ==, "+4915112340003");
  peer_close (pair->ben);
  peer_open (pair->ben);
  {
    g_autoptr (GPtrArray) rows = peer_page (pair->ben, &pair->to_ada, PAGE_NEWEST, 0, 10);

    g_assert_cmpuint (rows->len, ==, 4);
    g_assert_cmpint (((MessageRow *) rows->pdata[2])->spot->lon, ==, spot.lon);
  }
}

/* -- To be looked at once. -- */

static const MessageRow *
find_once (Peer *peer)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (((MessageRow *) row)->once != ONCE_NOT)
      return row;
  return NULL;
}

static guint
files_of (Peer *peer)
{
  g_autofree char *path = peer_path (peer, "media");
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gint64
keys_of (Peer *peer)
{
  Store *store;
  gint64 n;

  peer_close (peer);
  store = peer_store (peer);
  n = query_number (store, -1,
                    "SELECT (SELECT count (*) FROM media WHERE once AND (key IS NOT NULL OR path"
                    " IS NOT NULL OR thumb IS NOT NULL))"
                    " + (SELECT count (*) FROM outbox WHERE instr (content, '\"once\"') > 0)",
                    "");
  store_close (store);
  peer_open (peer);
  return n;
}

static GBytes *
view (Peer *peer, const MessageName *name)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_view_once_async (peer->core, name, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_view_once_finish (peer->core, result, NULL);
}

static void
test_once (Pair *pair, gconstpointer data)
{
  g_autofree char *source = make_picture (pair->ben);
  g_autoptr (GBytes) bytes = NULL;
  MessageName name;
  gint64 unread;

  pair_talk (pair, "before", "too");
  core_send_once (pair->ben->core, &pair->to_ada, source);
  wait_until (find_once (pair->ada) != NULL && find_once (pair->tablet) != NULL);
  name = (MessageName) { pair->to_ben, pair->ben->account->acc, find_once (pair->ada)->id };
  core_fetch_media (pair->ada->core, &name);
  core_fetch_media (pair->tablet->core, &name);
  wait_until (files_of (pair->ada) > 0 && files_of (pair->tablet) > 0);
  wait_until (find_once (pair->ada)->media->transfer == TRANSFER_NONE &&
              find_once (pair->tablet)->media->transfer == TRANSFER_NONE);
  /* No row has it, and who sent it has nothing any more. */
  g_assert_null (find_once (pair->ada)->media->file);
  g_assert_null (find_once (pair->ada)->media->thumb);
  g_assert_cmpint (find_once (pair->ben)->once, ==, ONCE_WAITS);
  wait_until (files_of (pair->ben) == 0);
  g_assert_null (view (pair->ben, &(MessageName) { pair->to_ada, name.author, name.id }));

  /* It is not sent on. */
  core_forward (pair->ada->core, &name, 1, &pair->to_ada, 1);
  bytes = view (pair->ada, &name);
  g_assert_nonnull (bytes);
  g_assert_null (peer_chat (pair->ada, &pair->to_ada));
  g_assert_null (view (pair->ada, &name));
  wait_until (find_once (pair->ada)->once == ONCE_OPENED &&
              find_once (pair->tablet)->once == ONCE_OPENED &&
              find_once (pair->ben)->once == ONCE_OPENED);
  wait_until (files_of (pair->ada) == 0 && files_of (pair->tablet) == 0);
  g_assert_null (view (pair->tablet, &name));
  unread = keys_of (pair->ada) + keys_of (pair->ben) + keys_of (pair->tablet);
  g_assert_cmpint (unread, ==, 0);
}

/* -- Pages that a text leads to. -- */

static guint asked;

static void
page_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer picture)
{
  static const char html[] = "<title>no</title><meta property='og:title' content='Tea &amp; cakes'>"
                             "<meta property='og:image' content='/dot.png'>";

  asked++;
  if (strcmp (path, "/away") == 0) {
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "/page");
  } else if (strcmp (path, "/round") == 0) {
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "/round");
  } else if (strcmp (path, "/dot.png") == 0) {
    gsize len;
    g_autofree char *bytes = NULL;

    g_assert_true (g_file_get_contents (picture, &bytes, &len, NULL));
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, bytes, len);
  } else {
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
    soup_server_message_set_response (message,
                                      strcmp (path, "/text") == 0 ? "text/plain" : "text/html",
                                      SOUP_MEMORY_STATIC, html, sizeof html - 1);
  }
}

static LinkPreview *
look_at (Peer *peer, const char *base, const char *path)
{
  g_autofree char *url = g_strconcat (base, path, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  core_preview_async (peer->core, url, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_preview_finish (peer->core, result, NULL);
}

static void
go_anywhere_cb (Core *core, gpointer data)
{
  core->previews_anywhere = TRUE;
}

static void
test_preview (Pair *pair, gconstpointer data)
{
  g_autofree char *picture = make_picture (pair->ada);
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autofree char *base = NULL;
  g_autoptr (LinkPreview) preview = NULL;
  const MessageRow *row;
  GSList *uris;

  asked = 0;
  soup_server_add_handler (server, NULL, page_cb, picture, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  /* Nobody makes this computer ask its own network. */
  g_assert_null (look_at (pair->ada, base, "/page"));
  g_assert_null (look_at (pair->ada, "http://localhost", "/page"));
  g_assert_cmpuint (asked, ==, 0);
  core_post (pair->ada->core, go_anywhere_cb, NULL, NULL);
  g_assert_null (look_at (pair->ada, base, "/round"));
  g_assert_cmpuint (asked, <, 6);
  g_assert_null (look_at (pair->ada, base, "/text"));
  g_assert_null (look_at (pair->ada, "ftp://127.0.0.1", "/page"));
  preview = look_at (pair->ada, base, "/away");
  g_assert_nonnull (preview);
  g_assert_cmpstr (preview->title, ==, "Tea & cakes");
  g_assert_true (g_str_has_suffix (preview->url, "/away"));
  g_assert_nonnull (preview->thumb);

  asked = 0;
  core_send_text_preview (pair->ada->core, &pair->to_ben, "Shall we?", NULL, NULL, 0, preview);
  wait_until (peer_state (pair->ada, "Shall we?") == STATE_DELIVERED &&
              peer_find (pair->ben, "Shall we?") != NULL);
  row = peer_find (pair->ben, "Shall we?");
  g_assert_nonnull (row->preview);
  g_assert_cmpstr (row->preview->title, ==, "Tea & cakes");
  g_assert_true (g_bytes_equal (row->preview->thumb, preview->thumb));
  /* Who reads it asks nobody. */
  peer_tell (pair->ben, &pair->to_ada, "Yes", pair->ada);
  g_assert_cmpuint (asked, ==, 0);
  g_assert_nonnull (peer_find (pair->ada, "Shall we?")->preview);
}

static void
tear_down (Pair *pair, gconstpointer data)
{
  pair_tear_down (pair, data);
  jumped = 0;
}

#define add(path, func) g_test_add ("/kinds/" path, Pair, NULL, pair_set_up, func, tear_down)
#define add_with_tablet(path, func)                                                                \
  g_test_add ("/kinds/" path, Pair, NULL, pair_set_up_with_tablet, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("timer/real", test_timer_real);
  add_with_tablet ("timer/own-devices", test_timer_own_devices);
  add ("timer/file", test_timer_file);
  add_with_tablet ("timer/race", test_timer_race);
  add ("timer/group", test_timer_group);
  add ("timer/history", test_timer_history);
  add_with_tablet ("poll/vote", test_poll);
  add_with_tablet ("poll/race", test_poll_race);
  add ("poll/history", test_poll_history);
  add ("poll/group", test_poll_group);
  add ("spot-and-card", test_spot_and_card);
  add_with_tablet ("once", test_once);
  add ("preview", test_preview);
  return g_test_run ();
}
