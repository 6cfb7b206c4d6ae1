/* test-fault: servers that die, connections that break, disks that are full. Nothing is lost,
 * nothing comes twice. SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"
#include "pair.h"
#include "proxy.h"

#include "core-private.h"

static void
say (Peer *peer, const Conv *conv, const char *who, guint i)
{
  g_autofree char *text = g_strdup_printf ("%s %u", who, i);

  core_send_text (peer->core, conv, text, NULL, NULL, 0);
}

static int
state_of (Peer *peer, const char *who, guint i)
{
  g_autofree char *text = g_strdup_printf ("%s %u", who, i);

  return peer_state (peer, text);
}

/* Whether both stores hold each of n messages exactly once, in one and the same order. */
static gboolean
is_same (Pair *pair, guint n)
{
  g_autoptr (GPtrArray) mine = peer_page (pair->ada, &pair->to_ben, PAGE_NEWEST, 0, 500);
  g_autoptr (GPtrArray) theirs = peer_page (pair->ben, &pair->to_ada, PAGE_NEWEST, 0, 500);

  g_assert_cmpuint (mine->len, ==, n);
  g_assert_cmpuint (theirs->len, ==, n);
  for (guint i = 0; i < n; i++) {
    const MessageRow *a = mine->pdata[i], *b = theirs->pdata[i];

    if (!id_equal (&a->id, &b->id) || a->ord != b->ord)
      return FALSE;
    g_assert_cmpstr (a->text, ==, b->text);
  }
  return TRUE;
}

/* The receipt of a message may be here before the answer that gives the message its place. */
static void
assert_same (Pair *pair, guint n)
{
  wait_until (is_same (pair, n));
}

static void
say_both (Pair *pair, guint i)
{
  say (pair->ada, &pair->to_ben, "ada", i);
  say (pair->ben, &pair->to_ada, "ben", i);
}

static gboolean
both_are_delivered (Pair *pair, guint i)
{
  return state_of (pair->ada, "ada", i) == STATE_DELIVERED &&
         state_of (pair->ben, "ben", i) == STATE_DELIVERED;
}

static void
test_crash (Pair *pair, gconstpointer data)
{
  const char *point = data;
  guint n = 0;

  /* The n-th time, so that it also dies under receipts and in the middle of several. */
  for (guint at = 1; at <= 4; at++) {
    g_autofree char *spec = g_strdup_printf ("%s:%u", point, at);

    test_server_kill (pair->server);
    pair_start_server (pair, spec);
    for (guint i = 0; i < 4; i++)
      say_both (pair, n++);
    /* A busy server puts many into one commit; whatever is said after they were delivered needs
     * another. */
    while (!test_server_is_down (pair->server)) {
      wait_until (test_server_is_down (pair->server) || both_are_delivered (pair, n - 1));
      say_both (pair, n++);
    }
    pair_start_server (pair, NULL);
    wait_until (both_are_delivered (pair, n - 1));
    wait_until (g_hash_table_size (pair->ada->messages) == 2 * n &&
                g_hash_table_size (pair->ben->messages) == 2 * n);
  }
  assert_same (pair, 2 * n);
}

/* -- A bad line. -- */

/* The connection breaks after a number of bytes that differs every time, up and down; from run to
 * run it is each (--seed repeats one). */
static void
test_cuts (void)
{
  Pair pair = { .server = test_server_new () };
  Proxy *proxy = proxy_new (pair.server, 120);
  guint phase = (guint) g_test_rand_int_range (0, 61);
  guint n;

  pair_register (&pair, proxy_url (proxy), NULL);
  for (n = 0; n < 30; n++) {
    g_autofree char *cut =
        g_strdup_printf ("{\"cut_after\": %u, \"way\": \"%s\"}", 1 + (phase + n * 61) % 1200,
                         n % 2 == 0 ? "up" : "down");

    wait_until (peer_is_live (pair.ada));
    proxy_tell (proxy, cut);
    say_both (&pair, n);
    wait_until (!peer_is_live (pair.ada) || state_of (pair.ada, "ada", n) == STATE_DELIVERED);
    core_reconnect (pair.ada->core);
  }
  proxy_tell (proxy, "{\"cut_after\": -1}");
  core_reconnect (pair.ada->core);
  wait_until (both_are_delivered (&pair, n - 1) &&
              g_hash_table_size (pair.ada->messages) == 2 * n &&
              g_hash_table_size (pair.ben->messages) == 2 * n);
  assert_same (&pair, 2 * n);
  pair_tear_down (&pair, NULL);
  proxy_free (proxy);
}

/* -- A full disk. -- */

static gint page_limit; /* atomic; written here, read on the core thread */

static void
limit_cb (Core *core, gpointer data)
{
  gint64 pages = store_limit_pages (core->store, 1);

  store_limit_pages (core->store,
                     GPOINTER_TO_INT (data) > 0 ? pages + GPOINTER_TO_INT (data) : 1 << 30);
  g_atomic_int_set (&page_limit, 1);
}

static void
limit_disk (Peer *peer, gint pages)
{
  g_atomic_int_set (&page_limit, 0);
  core_post (peer->core, limit_cb, GINT_TO_POINTER (pages), NULL);
  wait_until (g_atomic_int_get (&page_limit) != 0);
}

static void
test_full_disk (Pair *pair, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (8000, 'x');
  guint n = 0;

  say (pair->ada, &pair->to_ben, "ada", n++);
  wait_until (state_of (pair->ada, "ada", 0) == STATE_DELIVERED);
  limit_disk (pair->ben, 2);
  for (; n < 20; n++) {
    g_autofree char *text = g_strdup_printf ("ada %u", n);
    g_autofree char *long_text = g_strconcat (text, n % 2 == 0 ? filler : "", NULL);

    core_send_text (pair->ada->core, &pair->to_ben, long_text, NULL, NULL, 0);
  }
  wait_until (pair->ben->link->error == WHIN_ERROR_DISK);
  /* What one writes meanwhile is shown as not sent. */
  core_send_text (pair->ben->core, &pair->to_ada, filler, NULL, NULL, 0);
  wait_until (peer_find (pair->ben, filler) != NULL);
  g_assert_cmpint (peer_find (pair->ben, filler)->state, ==, STATE_FAILED);
  g_assert_cmpint (peer_find (pair->ben, filler)->error, ==, WHIN_ERROR_DISK);

  limit_disk (pair->ben, 0);
  core_reconnect (pair->ben->core);
  wait_until (g_hash_table_size (pair->ben->messages) == 21);
  wait_until (pair->ben->link->error == -1);
  {
    MessageName name = peer_name_of (pair->ben, filler);

    core_retry (pair->ben->core, &name);
  }
  wait_until (peer_find (pair->ada, filler) != NULL);
  wait_until (peer_find (pair->ben, filler)->state == STATE_DELIVERED);
  assert_same (pair, 21);
}

/* A file that cannot even be noted down is shown as not sent, and sent when there is room again. */
static void
test_full_disk_file (Pair *pair, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (3000, 'x');
  g_autofree char *path = peer_make_picture (pair->ben);
  g_autofree char *caption = NULL;
  MessageName name;

  say (pair->ada, &pair->to_ben, "ada", 0);
  wait_until (state_of (pair->ada, "ada", 0) == STATE_DELIVERED);
  limit_disk (pair->ben, 1);
  for (guint i = 0; caption == NULL || peer_state (pair->ben, caption) != STATE_FAILED; i++) {
    g_assert_cmpuint (i, <, 20);
    g_free (caption);
    caption = g_strdup_printf ("%u %s", i, filler);
    core_send_file (pair->ben->core, &pair->to_ada, path, caption, FALSE, NULL);
    wait_until (peer_find (pair->ben, caption) != NULL);
  }
  g_assert_cmpint (peer_find (pair->ben, caption)->error, ==, WHIN_ERROR_DISK);
  g_assert_cmpint (peer_find (pair->ben, caption)->media->transfer, ==, TRANSFER_FAILED);
  limit_disk (pair->ben, 0);
  core_reconnect (pair->ben->core);
  name = peer_name_of (pair->ben, caption);
  core_retry (pair->ben->core, &name);
  wait_until (peer_find (pair->ada, caption) != NULL);
  g_assert_cmpint (peer_find (pair->ada, caption)->kind, ==, MESSAGE_PICTURE);
  wait_until (peer_state (pair->ben, caption) == STATE_DELIVERED);
}

static MessageName
name_of (const MessageRow *row)
{
  return (MessageName) { row->conv, row->author, row->id };
}

static MessageRow *
failed_of_kind (Peer *peer, MessageKind kind)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (((MessageRow *) row)->kind == kind && ((MessageRow *) row)->state == STATE_FAILED)
      return row;
  return NULL;
}

/* Until not even something small has room. */
static void
fill_disk (Peer *peer, const Conv *conv)
{
  g_autofree char *filler = g_strnfill (3000, 'x');
  gsize len = strlen (filler);

  limit_disk (peer, 1);
  for (guint i = 0; len > 0; i++) {
    g_autofree char *text = g_strdup_printf ("%u %.*s", i, (int) len, filler);

    g_assert_cmpuint (i, <, 200);
    core_send_text (peer->core, conv, text, NULL, NULL, 0);
    wait_until (peer_find (peer, text) != NULL);
    if (peer_state (peer, text) == STATE_FAILED)
      len /= 3;
  }
}

/* A poll, and a picture that is sent on; one is tried again, the other is given up. */
static void
test_full_disk_kinds (Pair *pair, gconstpointer data)
{
  g_autofree char *path = peer_make_picture (pair->ben);
  g_autofree char *caption = g_strnfill (3000, 'c');
  MessageName picture, poll, sent_on;

  core_send_file (pair->ben->core, &pair->to_ada, path, caption, FALSE, NULL);
  wait_until (peer_state (pair->ben, caption) == STATE_DELIVERED);
  picture = peer_name_of (pair->ben, caption);
  fill_disk (pair->ben, &pair->to_ada);
  core_send_poll (pair->ben->core, &pair->to_ada, "Where?", (const char *[]) { "a", "b", NULL },
                  FALSE);
  core_forward (pair->ben->core, &picture, 1, &pair->to_ada, 1);
  wait_until (failed_of_kind (pair->ben, MESSAGE_POLL) != NULL);
  wait_until (failed_of_kind (pair->ben, MESSAGE_PICTURE) != NULL);
  g_assert_nonnull (failed_of_kind (pair->ben, MESSAGE_POLL)->poll);
  poll = name_of (failed_of_kind (pair->ben, MESSAGE_POLL));
  sent_on = name_of (failed_of_kind (pair->ben, MESSAGE_PICTURE));
  core_discard (pair->ben->core, &sent_on);
  wait_until (failed_of_kind (pair->ben, MESSAGE_PICTURE) == NULL);
  core_forward (pair->ben->core, &picture, 1, &pair->to_ada, 1);
  wait_until (failed_of_kind (pair->ben, MESSAGE_PICTURE) != NULL);
  sent_on = name_of (failed_of_kind (pair->ben, MESSAGE_PICTURE));

  limit_disk (pair->ben, 0);
  core_reconnect (pair->ben->core);
  core_retry (pair->ben->core, &poll);
  core_retry (pair->ben->core, &sent_on);
  wait_until (peer_count_kind (pair->ada, MESSAGE_POLL) == 1 &&
              peer_count_kind (pair->ada, MESSAGE_PICTURE) == 2);
  g_assert_null (failed_of_kind (pair->ben, MESSAGE_POLL));
  g_assert_null (failed_of_kind (pair->ben, MESSAGE_PICTURE));
}

/* A server restored from a backup: what it lost is sent again, what it repeats is known. */
static void
test_restored (Pair *pair, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    say (pair->ada, &pair->to_ben, "ada", i);
  wait_until (state_of (pair->ada, "ada", 2) == STATE_DELIVERED);
  test_server_kill (pair->server);
  test_server_backup (pair->server);
  pair_start_server (pair, NULL);
  wait_until (peer_is_live (pair->ada) && peer_is_live (pair->ben));
  /* Ben's own device is away while the server still has these. */
  peer_close (pair->ben);
  for (guint i = 3; i < 6; i++)
    say (pair->ada, &pair->to_ben, "ada", i);
  wait_until (state_of (pair->ada, "ada", 5) == STATE_SENT);
  test_server_kill (pair->server);
  test_server_restore (pair->server);
  test_server_start (pair->server, NULL);
  core_reconnect (pair->ada->core);
  peer_open (pair->ben);
  wait_until (state_of (pair->ada, "ada", 5) == STATE_DELIVERED);
  say (pair->ben, &pair->to_ada, "ben", 6);
  wait_until (state_of (pair->ben, "ben", 6) == STATE_DELIVERED);
  {
    g_autoptr (GPtrArray) theirs = peer_page (pair->ben, &pair->to_ada, PAGE_NEWEST, 0, 500);
    g_autoptr (GPtrArray) mine = peer_page (pair->ada, &pair->to_ben, PAGE_NEWEST, 0, 500);

    g_assert_cmpuint (theirs->len, ==, 7);
    g_assert_cmpuint (mine->len, ==, 7);
    for (guint i = 0; i < 7; i++)
      g_assert_cmpstr (((MessageRow *) theirs->pdata[i])->text, ==,
                       ((MessageRow *) mine->pdata[i])->text);
  }
}

/* Starts the server and waits for both. */
static void
start (Pair *pair)
{
  pair_start_server (pair, NULL);
  wait_until (peer_is_live (pair->ada) && peer_is_live (pair->ben));
}

/* Who has heard nothing since the backup was put back comes again, and misses nothing. */
static void
test_restored_and_quiet (Pair *pair, gconstpointer data)
{
  say (pair->ada, &pair->to_ben, "ada", 0);
  wait_until (state_of (pair->ada, "ada", 0) == STATE_DELIVERED);
  pair_kill_server (pair);
  test_server_backup (pair->server);
  test_server_restore (pair->server);
  start (pair);
  pair_kill_server (pair);
  start (pair);
  say (pair->ada, &pair->to_ben, "ada", 1);
  wait_until (state_of (pair->ada, "ada", 1) == STATE_DELIVERED);
  assert_same (pair, 2);
}

#define add(path, data, func)                                                                      \
  g_test_add ("/fault/" path, Pair, data, pair_set_up, func, pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("crash/before-commit", "before_commit", test_crash);
  add ("crash/after-commit", "after_commit", test_crash);
  add ("crash/after-ok", "after_ok", test_crash);
  add ("crash/mid-batch", "mid_batch", test_crash);
  g_test_add_func ("/fault/cuts", test_cuts);
  add ("full-disk", NULL, test_full_disk);
  add ("full-disk-file", NULL, test_full_disk_file);
  add ("full-disk-kinds", NULL, test_full_disk_kinds);
  add ("restored", NULL, test_restored);
  add ("restored-and-quiet", NULL, test_restored_and_quiet);
  return g_test_run ();
}
