/* relay: the sockets. A line is a device's socket and the one to the server behind it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "relay-private.h"

#include "tell.h"

#include <string.h>

typedef struct {
  Relay *relay;
  char *bearer;
  ProtoDevice who;
  SoupWebsocketConnection *ends[2]; /* by the way towards it */
  GQueue waiting;                   /* of GBytes: until the server is there */
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  for (guint i = 0; i < G_N_ELEMENTS (line->ends); i++) {
    if (line->ends[i] == NULL)
      continue;
    g_signal_handlers_disconnect_by_data (line->ends[i], line);
    if (soup_websocket_connection_get_state (line->ends[i]) == SOUP_WEBSOCKET_STATE_OPEN)
      soup_websocket_connection_close (line->ends[i], SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
    g_object_unref (line->ends[i]);
  }
  g_queue_clear_full (&line->waiting, (GDestroyNotify) g_bytes_unref);
  g_free (line->bearer);
  g_free (line);
}

/* -- Numbers. -- */

typedef struct {
  GArray *real; /* of gint64: the server's number of each item, the first of them 1 */
  gint64 acked;
} Box;

static void
box_free (gpointer data)
{
  Box *box = data;

  g_array_unref (box->real);
  g_free (box);
}

static Box *
box_of (Relay *relay, const ProtoDevice *who)
{
  g_autoptr (GBytes) key = g_bytes_new (who, sizeof *who);
  Box *box = g_hash_table_lookup (relay->boxes, key);

  if (box == NULL) {
    box = g_new0 (Box, 1);
    box->real = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_hash_table_insert (relay->boxes, g_bytes_ref (key), box);
  }
  return box;
}

static gint64
real_number (const Box *box, gint64 number)
{
  gint64 index = MIN (number, (gint64) box->real->len) - 1;

  return index >= 0 ? g_array_index (box->real, gint64, index) : 0;
}

static void
begin_at (Relay *relay, Line *line, ProtoHello *hello)
{
  Box *box;

  if (line->who.dev == 0)
    return;
  box = box_of (relay, &line->who);
  g_array_set_size (box->real, (guint) MIN (hello->after, (gint64) box->real->len));
  box->acked = box->real->len;
  hello->after = real_number (box, hello->after);
}

static gint64 *
seq_of (ProtoOp op, gpointer body)
{
  switch (op) {
  case PROTO_MSG:
    return &((ProtoMsg *) body)->seq;
  case PROTO_DEVICE:
    return &((ProtoDevices *) body)->seq;
  case PROTO_GROUP:
    return &((ProtoGroup *) body)->seq;
  default:
    return NULL;
  }
}

static gint64
add_number (Box *box, gint64 real)
{
  g_array_append_val (box->real, real);
  return box->real->len;
}

static void
give_numbers (Line *line, ProtoOp op, gpointer body, gboolean injected)
{
  Box *box = box_of (line->relay, &line->who);
  gint64 *seq = seq_of (op, body);

  if (op == PROTO_GAP) {
    ProtoGap *gap = body;
    gint64 from = gap->from, to = gap->to;

    gap->from = add_number (box, from);
    gap->to = gap->from;
    while (from++ < to)
      gap->to = add_number (box, from);
  } else if (seq != NULL) {
    *seq = add_number (box, injected ? real_number (box, box->real->len) : *seq);
  }
}

/* -- Frames. -- */

static void
send_text (Line *line, RelayWay way, GString *text)
{
  SoupWebsocketConnection *end = line->ends[way];

  if (end != NULL && soup_websocket_connection_get_state (end) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (end, text->str);
}

static void
know (Line *line, const ProtoWelcome *welcome)
{
  line->who = (ProtoDevice) { welcome->acc, welcome->dev };
  g_hash_table_insert (line->relay->bearers, g_strdup (line->bearer),
                       g_memdup2 (&line->who, sizeof line->who));
}

static void
acknowledge (Box *box, ProtoAck *ack)
{
  box->acked = ack->seq;
  ack->seq = real_number (box, ack->seq);
}

/* FALSE: dropped. */
static gboolean
take_item (Line *line, RelayWay way, ProtoItem *item)
{
  Relay *relay = line->relay;
  RelayFrame frame = { way, line->who, item->op, item->body };

  if (item->op == PROTO_WELCOME)
    know (line, item->body);
  else if (item->op == PROTO_HELLO)
    begin_at (relay, line, item->body);
  else if (item->op == PROTO_ACK)
    acknowledge (box_of (relay, &line->who), item->body);
  if (relay->on_frame != NULL && !relay->on_frame (relay, &frame, relay->frame_data))
    return FALSE;
  if (way == RELAY_DOWN)
    give_numbers (line, item->op, item->body, FALSE);
  return TRUE;
}

/* Each item by itself: a server may do that. */
static void
pass (Line *line, RelayWay way, GBytes *bytes)
{
  gsize len;
  const char *text = g_bytes_get_data (bytes, &len);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;

  g_string_append_len (line->relay->seen, text, (gssize) len);
  items = proto_decode (text, len, way == RELAY_UP ? PROTO_C2S : PROTO_S2C, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++) {
    ProtoItem *item = items->pdata[i];
    g_autoptr (GString) out = g_string_new (NULL);

    g_assert_no_error (item->error);
    g_assert_cmpint (item->op, !=, PROTO_N_OPS);
    if (!take_item (line, way, item))
      continue;
    proto_write (item->op, item->body, out);
    send_text (line, way, out);
  }
}

static void
message_cb (SoupWebsocketConnection *from, int type, GBytes *bytes, Line *line)
{
  if (from == line->ends[RELAY_UP])
    pass (line, RELAY_DOWN, bytes);
  else if (line->ends[RELAY_UP] == NULL)
    g_queue_push_tail (&line->waiting, g_bytes_ref (bytes));
  else
    pass (line, RELAY_UP, bytes);
}

static void
closed_cb (SoupWebsocketConnection *from, Line *line)
{
  SoupWebsocketConnection *other = line->ends[from == line->ends[RELAY_UP] ? RELAY_DOWN : RELAY_UP];
  gushort code = soup_websocket_connection_get_close_code (from);

  /* Those of the protocol mean something. */
  if (other != NULL && code >= 4000 &&
      soup_websocket_connection_get_state (other) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (other, code, NULL);
  g_ptr_array_remove (line->relay->lines, line);
}

static void
join (Line *line, RelayWay way, SoupWebsocketConnection *end)
{
  line->ends[way] = end;
  soup_websocket_connection_set_max_incoming_payload_size (end, LIMIT_FRAME_MAX);
  g_signal_connect (end, "message", G_CALLBACK (message_cb), line);
  g_signal_connect (end, "closed", G_CALLBACK (closed_cb), line);
}

typedef struct {
  Relay *relay;
  Line *line; /* it may have gone */
} Reach;

/* The server knows the device no more. The device's own handshake has gone well here, so it is told
 * with a close code. */
static void
refuse (Line *line, SoupMessage *message)
{
  SoupWebsocketConnection *device = line->ends[RELAY_DOWN];

  if (soup_message_get_status (message) == SOUP_STATUS_UNAUTHORIZED &&
      soup_websocket_connection_get_state (device) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (device, CLOSE_REVOKED, NULL);
}

static void
reached_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Reach *reach = data;
  Line *line = reach->line;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  SoupWebsocketConnection *end =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, NULL);
  GBytes *bytes;

  reach->relay->running--;
  if (!g_ptr_array_find (reach->relay->lines, line, NULL)) {
    g_clear_object (&end);
    return;
  }
  if (end == NULL) {
    refuse (line, message);
    g_ptr_array_remove (reach->relay->lines, line);
    return;
  }
  join (line, RELAY_UP, end);
  while ((bytes = g_queue_pop_head (&line->waiting)) != NULL) {
    pass (line, RELAY_UP, bytes);
    g_bytes_unref (bytes);
  }
}

static void
reach (Line *line)
{
  Relay *relay = line->relay;
  g_autofree char *url = g_strconcat (relay->to, "/v1/ws", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  Reach *data = g_new (Reach, 1);

  *data = (Reach) { relay, line };
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                               line->bearer);
  relay->running++;
  soup_session_websocket_connect_async (relay->session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        NULL, reached_cb, data);
}

static void
socket_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           SoupWebsocketConnection *connection,
           gpointer data)
{
  Relay *relay = data;
  Line *line = g_new0 (Line, 1);
  const ProtoDevice *who;

  line->relay = relay;
  line->bearer = g_strdup (soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Authorization"));
  g_assert_nonnull (line->bearer);
  who = g_hash_table_lookup (relay->bearers, line->bearer);
  if (who != NULL)
    line->who = *who;
  g_queue_init (&line->waiting);
  g_ptr_array_add (relay->lines, line);
  join (line, RELAY_DOWN, g_object_ref (connection));
  reach (line);
}

/* -- For the test. -- */

Relay *
relay_new (TestServer *server)
{
  Relay *relay = g_new0 (Relay, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  relay->to = g_strdup (test_server_url (server));
  relay->lines = g_ptr_array_new_with_free_func (line_free);
  relay->boxes =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, box_free);
  relay->bearers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  relay->seen = g_string_new (NULL);
  relay->session =
      soup_session_new_with_options ("timeout", 0, "max-conns", 64, "max-conns-per-host", 64, NULL);
  relay->server = soup_server_new (NULL, NULL);
  relay_rest_init (relay);
  soup_server_add_websocket_handler (relay->server, "/v1/ws", NULL, NULL, socket_cb, relay, NULL);
  soup_server_listen_local (relay->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (relay->server);
  relay->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return relay;
}

void
relay_free (Relay *relay)
{
  soup_server_remove_handler (relay->server, "/v1/ws");
  soup_server_remove_handler (relay->server, "/");
  g_ptr_array_set_size (relay->lines, 0);
  /* Nothing is cancelled: libsoup up to 3.6.5 does not always survive it (see api.c). */
  wait_until (relay->running == 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  soup_server_disconnect (relay->server);
  g_object_unref (relay->server);
  g_object_unref (relay->session);
  g_ptr_array_unref (relay->lines);
  g_hash_table_unref (relay->boxes);
  g_hash_table_unref (relay->bearers);
  g_string_free (relay->seen, TRUE);
  g_free (relay->to);
  g_free (relay->url);
  g_free (relay);
}

const char *
relay_url (Relay *relay)
{
  return relay->url;
}

void
relay_on_frame (Relay *relay, RelayFrameFunc func, gpointer data)
{
  relay->on_frame = func;
  relay->frame_data = data;
}

void
relay_on_call (Relay *relay, RelayCallFunc func, gpointer data)
{
  relay->on_call = func;
  relay->call_data = data;
}

gpointer
relay_copy (ProtoOp op, gconstpointer body)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gpointer copy;

  codec_write (proto_schema (op), body, text);
  copy = codec_read_text (proto_schema (op), text->str, text->len, &error);
  g_assert_no_error (error);
  return copy;
}

static Line *
line_of (Relay *relay, const ProtoDevice *who)
{
  for (guint i = 0; i < relay->lines->len; i++)
    if (memcmp (&((Line *) relay->lines->pdata[i])->who, who, sizeof *who) == 0)
      return relay->lines->pdata[i];
  g_assert_not_reached ();
}

void
relay_hang_up (Relay *relay, const ProtoDevice *on)
{
  g_ptr_array_remove (relay->lines, line_of (relay, on));
}

void
relay_inject (Relay *relay, const ProtoDevice *to, ProtoOp op, gconstpointer body)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree gpointer copy = g_memdup2 (body, proto_schema (op)->size);
  Line *line = line_of (relay, to);

  give_numbers (line, op, copy, TRUE);
  proto_write (op, copy, text);
  send_text (line, RELAY_DOWN, text);
}

gboolean
relay_is_read (Relay *relay, const ProtoDevice *by)
{
  const Box *box = box_of (relay, by);

  return box->acked == box->real->len;
}

gboolean
relay_saw (Relay *relay, gconstpointer bytes, gsize len)
{
  return tell_bytes (relay->seen->str, relay->seen->len, bytes, len);
}

guint
relay_count (Relay *relay, const char *bytes)
{
  const char *at = relay->seen->str, *end = at + relay->seen->len;
  guint n = 0;

  while ((at = memmem (at, (gsize) (end - at), bytes, strlen (bytes))) != NULL) {
    at++;
    n++;
  }
  return n;
}
