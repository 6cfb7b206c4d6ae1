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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/bounded-queue", test_bounded_queue);
  return g_test_run ();
}
