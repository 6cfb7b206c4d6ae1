/* test-send-queue: order, lanes, byte counts, and that staged bytes never change.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "send-queue.h"

#include <string.h>

static gsize
push (SendQueue *queue, SendLane lane, const char *text)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
  return send_queue_push (queue, lane, WS_TEXT, payload);
}

/* Writes STEP bytes at a time, as a slow socket would, and returns all of it. */
static char *
drain (SendQueue *queue, gsize step, guint *frames)
{
  GString *out = g_string_new (NULL);
  guint8 buffer[16];
  gsize count;

  *frames = 0;
  while ((count = send_queue_stage (queue, buffer, sizeof buffer)) > 0) {
    gsize written = MIN (count, step);
    for (gsize i = 0; i < written; i++)
      g_string_append_c (out, buffer[i] < 0x20    ? '0' + buffer[i]
                              : buffer[i] == 0x81 ? '.'
                                                  : buffer[i]);
    *frames += send_queue_advance (queue, written);
  }
  g_assert_cmpuint (queue->bytes, ==, 0);
  return g_string_free (out, FALSE);
}

static void
test_order (void)
{
  for (gsize step = 1; step <= 16; step++) {
    SendQueue queue = { 0 };
    guint frames;
    g_assert_cmpuint (push (&queue, SEND_NORMAL, "one"), ==, 5);
    push (&queue, SEND_NORMAL, "");
    push (&queue, SEND_NORMAL, "two");
    g_assert_cmpuint (queue.bytes, ==, 12);
    g_autofree char *out = drain (&queue, step, &frames);
    g_assert_cmpstr (out, ==, ".3one.0.3two");
    g_assert_cmpuint (frames, ==, 3);
    send_queue_clear (&queue);
  }
}

static void
test_urgent (void)
{
  SendQueue queue = { 0 };
  guint8 buffer[16];
  guint frames;

  push (&queue, SEND_NORMAL, "a");
  push (&queue, SEND_URGENT, "ok");
  g_autofree char *out = drain (&queue, 16, &frames);
  g_assert_cmpstr (out, ==, ".2ok.1a");

  /* What a write has tried once stays in front, byte for byte. */
  push (&queue, SEND_NORMAL, "first");
  push (&queue, SEND_NORMAL, "second frame");
  push (&queue, SEND_NORMAL, "third");
  gsize tried = send_queue_stage (&queue, buffer, sizeof buffer);
  guint8 again[16];
  push (&queue, SEND_URGENT, "now");
  g_assert_cmpuint (send_queue_stage (&queue, again, sizeof again), ==, tried);
  g_assert_cmpmem (again, tried, buffer, tried);
  g_autofree char *rest = drain (&queue, 3, &frames);
  g_assert_cmpstr (rest, ==, ".5first.<second frame.3now.5third");
  g_assert_cmpuint (frames, ==, 4);
  send_queue_clear (&queue);
}

static void
test_drop (void)
{
  SendQueue queue = { 0 };
  guint8 buffer[4];
  guint frames;

  push (&queue, SEND_NORMAL, "begun");
  push (&queue, SEND_NORMAL, "dropped");
  send_queue_advance (&queue, send_queue_stage (&queue, buffer, sizeof buffer));
  send_queue_drop_waiting (&queue);
  g_assert_cmpuint (queue.bytes, ==, 3);
  push (&queue, SEND_NORMAL, "end");
  g_autofree char *out = drain (&queue, 16, &frames);
  g_assert_cmpstr (out, ==, "gun.3end");
  push (&queue, SEND_NORMAL, "left behind");
  send_queue_stage (&queue, buffer, sizeof buffer);
  send_queue_clear (&queue);
  g_assert_cmpuint (queue.bytes, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/send-queue/order", test_order);
  g_test_add_func ("/net/send-queue/urgent", test_urgent);
  g_test_add_func ("/net/send-queue/drop", test_drop);
  return g_test_run ();
}
