/* session-mailbox: from the store's mailbox to the socket, within the client's window.
 *
 * `sent` is the only position. A new item is handed over directly when it is the very next one and
 * there is room; else it is found by reading the mailbox after `sent`, later.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "session.h"

typedef struct {
  Session *session;
  StorePage page;
} PageRead;

typedef struct {
  Session *session;
  StoreAck ack;
} AckWrite;

static gint64
room (const Session *session)
{
  return session->window - (session->sent - session->acked);
}

static gboolean
may_write (const Session *session)
{
  return (session->state == SESSION_CATCHUP || session->state == SESSION_LIVE) &&
         session->conn != NULL && !session->reading && room (session) > 0 &&
         !conn_is_above_high_water (session->conn);
}

static void
write_devices (const Session *session, const StoreItem *item, GString *out)
{
  g_auto (GStrv) numbers = g_strsplit (item->body, ",", -1);
  g_autoptr (GPtrArray) devs = g_ptr_array_new_with_free_func (g_free);
  ProtoDevices frame = { .seq = item->seq, .acc = session->acc, .devs = devs };

  for (guint i = 0; numbers[i] != NULL; i++) {
    ProtoDeviceNo *no = g_new0 (ProtoDeviceNo, 1);

    no->dev = g_ascii_strtoll (numbers[i], NULL, 10);
    g_ptr_array_add (devs, no);
  }
  proto_write (PROTO_DEVICE, &frame, out);
}

static Conv
group_of (const Id *grp)
{
  return id_is_none (grp) ? (Conv) { 0 } : (Conv) { CONV_GROUP, *grp };
}

static void
write_item (const Session *session, const StoreItem *item, GString *out)
{
  ProtoMsg msg = { .seq = item->seq,
                   .cseq = item->cseq,
                   .from = item->from,
                   .fd = item->fd,
                   .id = item->id,
                   .conv = group_of (&item->grp),
                   .ts = item->ts,
                   .ct = item->body };
  ProtoGap gap = { .from = item->seq, .to = item->upto, .why = item->body };
  ProtoGroup group = { item->seq, item->grp, item->n };

  if (item->kind == STORE_ITEM_MSG)
    proto_write (PROTO_MSG, &msg, out);
  else if (item->kind == STORE_ITEM_GAP)
    proto_write (PROTO_GAP, &gap, out);
  else if (item->kind == STORE_ITEM_GROUP)
    proto_write (PROTO_GROUP, &group, out);
  else
    write_devices (session, item, out);
}

static void
send_page (Session *session, const StorePage *page)
{
  g_autoptr (GString) out = g_string_new ("[");
  g_autoptr (GBytes) text = NULL;

  for (guint i = 0; i < page->items->len; i++) {
    const StoreItem *item = page->items->pdata[i];

    if (i > 0)
      g_string_append_c (out, ',');
    write_item (session, item, out);
    session->sent = item->upto;
  }
  g_string_append_c (out, ']');
  text = g_bytes_new (out->str, out->len);
  conn_send (session->conn, text, CONN_NORMAL);
}

/* The read saw all that was written before it, so nothing we have heard of lies beyond. */
static void
reach_end (Session *session)
{
  session->top = session->sent;
  if (session->state != SESSION_CATCHUP)
    return;
  session->state = SESSION_LIVE;
  session_send (session, PROTO_LIVE, NULL, CONN_NORMAL);
}

static void
page_done (gpointer data, const GError *error)
{
  PageRead *read = data;
  Session *session = read->session;

  session->reading = FALSE;
  if (session->state != SESSION_CLOSED && error != NULL) {
    session_close (session, CLOSE_SERVER_ERROR);
  } else if (session->state != SESSION_CLOSED) {
    if (read->page.items->len > 0)
      send_page (session, &read->page);
    if (!read->page.more)
      reach_end (session);
    session_pump (session);
  }
  store_page_clear (&read->page);
  session_unref (session);
  g_free (read);
}

void
session_pump (Session *session)
{
  PageRead *read;

  if (!may_write (session) || (session->state == SESSION_LIVE && session->top <= session->sent))
    return;
  read = g_new0 (PageRead, 1);
  read->session = session_ref (session);
  read->page.key = session->key;
  read->page.after = session->sent;
  read->page.max_items = (guint) MIN (room (session), LIMIT_CATCHUP_ITEMS);
  read->page.max_bytes = LIMIT_CATCHUP_BYTES - 16 * 1024; /* what surrounds the bodies */
  session->reading = TRUE;
  store_page (session->server->store, &read->page, page_done, read);
}

void
session_begin (Session *session, gint64 after)
{
  session->state = SESSION_CATCHUP;
  session->sent = after;
  session_pump (session);
}

void
session_grew (Session *session, gint64 seq)
{
  session->top = MAX (session->top, seq);
  session_pump (session);
}

gboolean
session_can_take (Session *session, gint64 seq)
{
  return session->state == SESSION_LIVE && seq == session->sent + 1 && may_write (session);
}

void
session_take (Session *session, gint64 seq, GBytes *text)
{
  session->sent = seq;
  session->top = MAX (session->top, seq);
  conn_send (session->conn, text, CONN_NORMAL);
}

static void store_acked (Session *session);

/* Acks that came meanwhile are one ack. A failed one is made good by the next. */
static void
ack_done (gpointer data, const GError *error)
{
  AckWrite *write = data;
  Session *session = write->session;

  session->storing = 0;
  if (error == NULL && session->acked > write->ack.seq)
    store_acked (session);
  session_unref (session);
  g_free (write);
}

static void
store_acked (Session *session)
{
  AckWrite *write = g_new0 (AckWrite, 1);

  write->session = session_ref (session);
  write->ack.key = session->key;
  write->ack.seq = session->acked;
  session->storing = session->acked;
  store_ack (session->server->store, &write->ack, ack_done, write);
}

void
session_acknowledge (Session *session, gint64 seq)
{
  if (seq <= session->acked)
    return;
  session->acked = seq;
  if (session->storing == 0)
    store_acked (session);
  session_pump (session);
}
