/* send-queue: two waiting lanes feed one staged lane, from which alone bytes are written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "send-queue.h"

#include <string.h>

struct SendItem {
  SendItem *next;
  GBytes *payload;
  guint8 header_length;
  guint8 header[WS_HEADER_MAX];
};

static gsize
item_size (const SendItem *item)
{
  return item->header_length + g_bytes_get_size (item->payload);
}

static void
append (SendList *list, SendItem *item)
{
  if (list->tail)
    list->tail->next = item;
  else
    list->head = item;
  list->tail = item;
}

static SendItem *
take_first (SendList *list)
{
  SendItem *item = list->head;
  if (item) {
    list->head = item->next;
    if (!list->head)
      list->tail = NULL;
    item->next = NULL;
  }
  return item;
}

static void
item_free (SendItem *item)
{
  g_bytes_unref (item->payload);
  g_free (item);
}

gsize
send_queue_push (SendQueue *queue, SendLane lane, WsOpcode opcode, GBytes *payload)
{
  SendItem *item = g_new (SendItem, 1);

  item->next = NULL;
  item->payload = g_bytes_ref (payload);
  item->header_length = ws_header (item->header, opcode, g_bytes_get_size (payload));
  append (&queue->waiting[lane], item);
  queue->bytes += item_size (item);
  return item_size (item);
}

/* Copies the item's bytes from OFFSET on, as far as SIZE allows. */
static gsize
copy_item (const SendItem *item, gsize offset, guint8 *buffer, gsize size)
{
  gsize done = 0;

  if (offset < item->header_length) {
    done = MIN (size, item->header_length - offset);
    memcpy (buffer, item->header + offset, done);
    offset += done;
  }
  if (offset >= item->header_length) {
    gsize length;
    const guint8 *data = g_bytes_get_data (item->payload, &length);
    gsize at = offset - item->header_length;
    gsize part = MIN (size - done, length - at);
    if (part > 0)
      memcpy (buffer + done, data + at, part);
    done += part;
  }
  return done;
}

static void
stage_more (SendQueue *queue, gsize size)
{
  while (queue->staged_bytes < size) {
    SendItem *item = take_first (&queue->waiting[SEND_URGENT]);
    if (!item)
      item = take_first (&queue->waiting[SEND_NORMAL]);
    if (!item)
      return;
    queue->staged_bytes += item_size (item);
    append (&queue->staged, item);
  }
}

gsize
send_queue_stage (SendQueue *queue, guint8 *buffer, gsize size)
{
  gsize done = 0;
  gsize offset = queue->offset;

  stage_more (queue, size);
  for (SendItem *item = queue->staged.head; item && done < size; item = item->next) {
    done += copy_item (item, offset, buffer + done, size - done);
    offset = 0;
  }
  return done;
}

guint
send_queue_advance (SendQueue *queue, gsize count)
{
  guint frames = 0;

  g_assert (count <= queue->staged_bytes);
  queue->bytes -= count;
  queue->staged_bytes -= count;
  queue->offset += count;
  while (queue->staged.head && queue->offset >= item_size (queue->staged.head)) {
    queue->offset -= item_size (queue->staged.head);
    item_free (take_first (&queue->staged));
    frames++;
  }
  return frames;
}

void
send_queue_drop_waiting (SendQueue *queue)
{
  for (guint lane = 0; lane < SEND_LANES; lane++) {
    for (SendItem *item; (item = take_first (&queue->waiting[lane]));) {
      queue->bytes -= item_size (item);
      item_free (item);
    }
  }
}

void
send_queue_clear (SendQueue *queue)
{
  send_queue_drop_waiting (queue);
  for (SendItem *item; (item = take_first (&queue->staged));)
    item_free (item);
  memset (queue, 0, sizeof *queue);
}
