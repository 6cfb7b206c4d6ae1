/* test-link-queues: what waits to be sent, and what has come.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "error.h"

#include <string.h>

static void
stuffed_script (Talk *talk)
{
  GAsyncQueue *gate = talk->data;
  gint64 bytes = 0;
  char *line;

  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  talk_text (talk, "{\"t\":\"live\"}");
  g_async_queue_timeout_pop (gate, 10 * G_USEC_PER_SEC);
  while ((line = talk_read_text (talk)) != NULL && !g_str_has_prefix (line, "last")) {
    bytes += strlen (line);
    g_free (line);
  }
  g_free (line);
  g_async_queue_push (gate, GSIZE_TO_POINTER (bytes));
  talk_wait_gone (talk);
}

static void
test_bounded_queue (void)
{
  g_autoptr (GAsyncQueue) gate = g_async_queue_new ();
  Peer *peer = peer_new (stuffed_script, gate);
  World *world = world_new (peer_url (peer));
  g_autofree char *filler = g_strnfill (100 * 1000, 'x');
  g_autoptr (GBytes) frame = g_bytes_new (filler, 100 * 1000);
  g_autoptr (GBytes) end = g_bytes_new_static ("last", 4);
  gint64 accepted = 0;

  link_start (world->link);
  wait_until (world_last (world)->state == LINK_LIVE);
  while (link_send (world->link, frame)) {
    accepted += 100 * 1000;
    g_assert_cmpuint (link_queued (world->link), <=, 1024 * 1024);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_cmpint (accepted, <, 64 * 1024 * 1024);
  }
  g_assert_cmpuint (link_queued (world->link), >, 900 * 1000);
  g_async_queue_push (gate, gate);
  wait_until (link_queued (world->link) == 0);
  g_assert_true (link_send (world->link, end));
  wait_until (g_async_queue_length (gate) > 0);
  g_assert_cmpint (GPOINTER_TO_SIZE (g_async_queue_pop (gate)), ==, accepted);
  world_free (world);
  peer_free (peer);
}

/* -- a server that never stops -- */

static void
flood_script (Talk *talk)
{
  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  while (talk_text (talk, "[{\"t\":\"live\"},{\"t\":\"live\"}]"))
    ;
}

/* What the core cannot hold ends the connection, and the next one is not made at once. */
static void
test_no_more_fits (void)
{
  Peer *peer = peer_new (flood_script, NULL);
  World *world = world_new (peer_url (peer));

  world->full = TRUE;
  world->random = 0.999;
  link_start (world->link);
  wait_until (world_last (world)->state == LINK_WAITING);
  g_assert_cmpuint (world->items, ==, 2);
  g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_NOT_WHINCHAT);
  g_assert_cmpint (world_last (world)->retry_at, >, world_now (world));
  g_assert_cmpuint (world->ended, ==, 0);
  world_advance (world, 1);
  g_assert_cmpint (world_last (world)->state, ==, LINK_CONNECTING);
  wait_until (world_last (world)->state == LINK_WAITING);
  g_assert_cmpint (world_last (world)->retry_at - world_now (world), >, G_USEC_PER_SEC);
  world_free (world);
  peer_free (peer);
}

typedef struct {
  guint8 first;
  guint8 then;
  gsize size;
} Endless;

static void
endless_script (Talk *talk)
{
  const Endless *endless = talk->data;
  g_autofree char *filler = g_strnfill (endless->size, ' ');
  g_autoptr (GByteArray) first = frame_new (endless->first, filler, endless->size);
  g_autoptr (GByteArray) then = frame_new (endless->then, filler, endless->size);
  g_autoptr (GByteArray) many = g_byte_array_new ();

  while (many->len < 64 * 1024)
    g_byte_array_append (many, then->data, then->len);
  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  talk_write_bytes (talk, first->data, first->len);
  while (talk_write_bytes (talk, many->data, many->len))
    ;
}

/* A message that is never whole, and control frames without any message. */
static void
test_endless (void)
{
  static const Endless kinds[] = {
    { 0x01, 0x00, 100 * 1000 },
    { 0x01, 0x00, 0 },
    { 0x89, 0x89, 100 },
    { 0x8a, 0x8a, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    Peer *peer = peer_new (endless_script, (gpointer) &kinds[i]);
    World *world = world_new (peer_url (peer));

    link_start (world->link);
    wait_until (world_last (world)->state == LINK_WAITING);
    g_assert_cmpint (world_last (world)->error, ==, WHIN_ERROR_NOT_WHINCHAT);
    world_free (world);
    peer_free (peer);
  }
}

/* What is counted begins anew with every message. */
static void
many_script (Talk *talk)
{
  g_autofree char *name = g_strnfill (60 * 1000, 'x');
  g_autofree char *text = g_strdup_printf ("{\"t\":\"live\",\"%s\":1}", name);
  g_autoptr (GByteArray) ping = frame_new (0x89, name, 100);

  if (!talk_upgrade (talk))
    return;
  g_free (talk_read_text (talk));
  talk_text (talk, WELCOME);
  for (guint i = 0; i < 50; i++) {
    talk_write_bytes (talk, ping->data, ping->len);
    talk_text (talk, text);
  }
  talk_wait_gone (talk);
}

static void
test_many (void)
{
  Peer *peer = peer_new (many_script, NULL);
  World *world = world_new (peer_url (peer));

  link_start (world->link);
  wait_until (world->items == 50);
  g_assert_cmpint (world_last (world)->state, ==, LINK_LIVE);
  world_free (world);
  peer_free (peer);
}

/* libsoup has a line for every one of some hundred thousand frames. */
static void
drop_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, drop_cb, NULL);
  g_test_add_func ("/link/bounded-queue", test_bounded_queue);
  g_test_add_func ("/link/no-more-fits", test_no_more_fits);
  g_test_add_func ("/link/endless", test_endless);
  g_test_add_func ("/link/many", test_many);
  return g_test_run ();
}
