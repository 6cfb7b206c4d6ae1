/* test-parts: files that go in parts, over lines that break: what the store has is not sent again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ways.h"

#include "core-private.h"
#include "limits.h"
#include "media.h"

#include <string.h>

#define PART LIMIT_MEDIA_PART
#define MIB (1024 * 1024)
#define SOME_PARTS (20 * MIB) /* three */
#define MANY_PARTS (96 * MIB) /* thirteen, with what it is sealed in */
#define BESIDES (2 * MIB)     /* heads of requests, and what a seal adds */

/* Once both have brought their keys. */
static void
say_hello (Pair *pair)
{
  core_send_text (pair->ada->core, &pair->to_ben, "hello", NULL, NULL, 0);
  wait_until (peer_state (pair->ada, "hello") == STATE_DELIVERED);
}

static void
send_large (Pair *pair, const char *caption, gsize size)
{
  g_autofree char *name = g_strconcat (caption, ".bin", NULL);
  g_autofree char *path = make_file (pair->ada, name, size);

  core_send_file (pair->ada->core, &pair->to_ben, path, caption, TRUE, NULL);
}

static void
wait_sent (Ways *ways, guint64 bytes)
{
  wait_until (proxy_bytes_up (ways->to_store) >= bytes);
  g_assert_null (peer_find (ways->pair.ben, "large"));
}

static void
arrives (Pair *pair)
{
  wait_until (peer_find (pair->ben, "large") != NULL);
  peer_fetch (pair->ben, "large");
  wait_until (peer_has_file (pair->ben, "large") && peer_has_file (pair->ada, "large"));
  assert_same_file (peer_find (pair->ada, "large")->media->file,
                    peer_find (pair->ben, "large")->media->file);
}

static void
test_up_and_down (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;

  say_hello (pair);
  send_large (pair, "large", SOME_PARTS);
  arrives (pair);
  g_assert_cmpuint (proxy_bytes_up (ways->to_store), <, SOME_PARTS + BESIDES);
  g_assert_cmpuint (proxy_bytes_up (ways->to_server), <, MIB);
  if (ways->server_to_store != NULL)
    g_assert_cmpuint (proxy_bytes_up (ways->server_to_store), <, MIB);
}

/* Each byte goes at most once, plus one part each time. */
static void
test_closed_thrice (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;

  say_hello (pair);
  send_large (pair, "large", MANY_PARTS);
  for (guint64 i = 1; i <= 3; i++) {
    wait_sent (ways, i * 20 * MIB);
    peer_close (pair->ada);
    peer_open (pair->ada);
  }
  arrives (pair);
  g_assert_cmpuint (proxy_bytes_up (ways->to_store), <, MANY_PARTS + 3 * PART + BESIDES);
}

/* The line is cut in the middle of a part, each time; nobody has to do anything. */
static void
test_cut (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;

  say_hello (pair);
  proxy_tell (ways->to_store, "{\"cut_after\": 12000000, \"way\": \"up\"}");
  send_large (pair, "large", 2 * SOME_PARTS);
  wait_sent (ways, 16000000);
  proxy_tell (ways->to_store, "{\"reset\": true}");
  wait_sent (ways, 28000000);
  proxy_tell (ways->to_store, "{\"reset\": true}");
  arrives (pair);
  g_assert_cmpuint (proxy_bytes_up (ways->to_store), <, 2 * SOME_PARTS + 3 * PART + BESIDES);
}

/* A line that loses nothing but is late costs nothing but time. */
static void
test_hole (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;

  say_hello (pair);
  proxy_tell (ways->to_store, "{\"delay_ms\": 50, \"jitter_ms\": 20}");
  send_large (pair, "large", SOME_PARTS);
  wait_sent (ways, 4 * MIB);
  proxy_tell (ways->to_store, "{\"mode\": \"blackhole\"}");
  core_send_text (pair->ada->core, &pair->to_ben, "meanwhile", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "meanwhile") != NULL);
  g_assert_null (peer_find (pair->ben, "large"));
  proxy_tell (ways->to_store, "{\"mode\": \"pass\", \"delay_ms\": 0, \"jitter_ms\": 0}");
  arrives (pair);
  g_assert_cmpuint (proxy_bytes_up (ways->to_store), <, SOME_PARTS + BESIDES);
}

/* Killed in the middle: it knows which parts the store has. */
static void
test_server_killed (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;

  say_hello (pair);
  send_large (pair, "large", 2 * SOME_PARTS);
  wait_sent (ways, 20 * MIB);
  pair_kill_server (pair);
  /* What died with it says so; this line would only fall silent. */
  proxy_tell (ways->to_store, "{\"reset\": true}");
  pair_start_server (pair, NULL);
  arrives (pair);
  g_assert_cmpuint (proxy_bytes_up (ways->to_store), <, 2 * SOME_PARTS + 2 * PART + BESIDES);
}

/* What was fetched is not fetched again. */
static void
test_fetch (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  guint64 before;

  say_hello (pair);
  send_large (pair, "large", 2 * SOME_PARTS);
  wait_until (peer_find (pair->ben, "large") != NULL);
  before = proxy_bytes_down (ways->to_store);
  proxy_tell (ways->to_store, "{\"cut_after\": 10000000, \"way\": \"down\"}");
  peer_fetch (pair->ben, "large");
  wait_until (proxy_bytes_down (ways->to_store) - before > 16000000);
  proxy_tell (ways->to_store, "{\"reset\": true}");
  wait_until (proxy_bytes_down (ways->to_store) - before > 26000000);
  g_assert_false (peer_has_file (pair->ben, "large"));
  peer_close (pair->ben);
  peer_open (pair->ben);
  core_send_text (pair->ada->core, &pair->to_ben, "again", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "again") != NULL);
  wait_until (peer_has_file (pair->ben, "large"));
  assert_same_file (peer_find (pair->ada, "large")->media->file,
                    peer_find (pair->ben, "large")->media->file);
  /* What was in the buffers when the line broke. */
  g_assert_cmpuint (proxy_bytes_down (ways->to_store) - before, <,
                    2 * SOME_PARTS + 3 * PART + BESIDES);
}

/* Two large ones are on a slow line; a small one and a word go past them. */
static void
test_small_ones_go_past (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  g_autofree char *small = NULL;

  say_hello (pair);
  proxy_tell (ways->to_store, "{\"rate\": 2000000}");
  send_large (pair, "large", SOME_PARTS);
  send_large (pair, "larger", 2 * SOME_PARTS);
  send_large (pair, "largest", 3 * SOME_PARTS);
  wait_sent (ways, MIB);
  small = make_file (pair->ada, "small.txt", 1000);
  core_send_file (pair->ada->core, &pair->to_ben, small, "small", TRUE, NULL);
  wait_until (peer_find (pair->ben, "small") != NULL);
  g_assert_null (peer_find (pair->ben, "large"));
  g_assert_null (peer_find (pair->ben, "larger"));
}

/* Nothing of it stays at the store, and it does not come back. */
static void
test_taken_back (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  MessageName name;

  shelf_forget_uploads (pair->server);
  say_hello (pair);
  proxy_tell (ways->to_store, "{\"rate\": 20000000}");
  send_large (pair, "large", 2 * SOME_PARTS);
  wait_sent (ways, 10 * MIB);
  g_assert_cmpuint (shelf_count_uploads (pair->server), ==, 1);
  name = peer_name_of (pair->ada, "large");
  core_cancel_transfer (pair->ada->core, &name);
  wait_until (peer_find (pair->ada, "large") == NULL);
  wait_until (shelf_count_uploads (pair->server) == 0);
  core_send_text (pair->ada->core, &pair->to_ben, "instead", NULL, NULL, 0);
  wait_until (peer_find (pair->ben, "instead") != NULL);
  g_assert_null (peer_find (pair->ben, "large"));
}

static gint metered;

static gboolean
is_metered (void)
{
  return g_atomic_int_get (&metered) != 0;
}

static void
look_cb (Core *core, gpointer data)
{
  media_set_metered (core, is_metered);
}

static void
set_metered (Peer *peer, gboolean to)
{
  g_atomic_int_set (&metered, to);
  core_post (peer->core, look_cb, NULL, NULL);
}

/* A large file stops in the middle and waits, a small one does not; then it goes on where it was.
 */
static void
test_metered (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  g_autofree char *small = make_file (pair->ada, "small.txt", 1000);

  say_hello (pair);
  core_spare_metered (pair->ada->core, TRUE);
  send_large (pair, "large", 2 * SOME_PARTS);
  wait_sent (ways, 12 * MIB);
  set_metered (pair->ada, TRUE);
  wait_until (peer_find (pair->ada, "large")->media->transfer == TRANSFER_WAITING);
  core_send_file (pair->ada->core, &pair->to_ben, small, "small", TRUE, NULL);
  wait_until (peer_find (pair->ben, "small") != NULL);
  g_assert_null (peer_find (pair->ben, "large"));
  set_metered (pair->ada, FALSE);
  arrives (pair);
  g_assert_cmpuint (proxy_bytes_up (ways->to_store), <, 2 * SOME_PARTS + PART + BESIDES);
}

/* The store forgets what it had: it all goes once more. */
static void
test_forgotten (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;

  say_hello (pair);
  proxy_tell (ways->to_store, "{\"rate\": 20000000}");
  send_large (pair, "large", SOME_PARTS);
  wait_sent (ways, 10 * MIB);
  shelf_forget_uploads (pair->server);
  arrives (pair);
}

/* Our own copy is gone in the middle of it: it says so, and nothing half sent passes for whole. */
static void
test_copy_vanishes (Ways *ways, gconstpointer data)
{
  Pair *pair = &ways->pair;
  g_autofree char *media = peer_path (pair->ada, "media");

  say_hello (pair);
  proxy_tell (ways->to_store, "{\"rate\": 20000000}");
  send_large (pair, "large", 2 * SOME_PARTS);
  wait_sent (ways, 10 * MIB);
  remove_tree (media);
  wait_until (peer_state (pair->ada, "large") == STATE_FAILED);
  g_assert_cmpint (peer_find (pair->ada, "large")->error, ==, WHIN_ERROR_DISK);
  g_assert_null (peer_find (pair->ben, "large"));
}

#define add(path, func) g_test_add ("/parts/" path, Ways, NULL, ways_set_up, func, ways_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ways_use_store ();
  add ("up-and-down", test_up_and_down);
  add ("closed-thrice", test_closed_thrice);
  add ("cut", test_cut);
  add ("hole", test_hole);
  add ("server-killed", test_server_killed);
  add ("fetch", test_fetch);
  add ("small-ones-go-past", test_small_ones_go_past);
  add ("taken-back", test_taken_back);
  add ("metered", test_metered);
  add ("forgotten", test_forgotten);
  add ("copy-vanishes", test_copy_vanishes);
  return g_test_run ();
}
