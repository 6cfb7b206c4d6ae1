/* peer: see peer.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include <string.h>

struct _Peer {
  GSocketListener *listener;
  GCancellable *cancellable;
  GThread *thread;
  char *url;
  PeerScript script;
  gpointer data;
  GMutex lock;
  GSocket *current;
  int connections;
};

static void
cut_cb (GCancellable *cancellable, gpointer socket)
{
  g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static gpointer
run (gpointer data)
{
  Peer *peer = data;

  while (TRUE) {
    g_autoptr (GSocketConnection) connection =
        g_socket_listener_accept (peer->listener, NULL, peer->cancellable, NULL);
    Talk talk = { .connection = connection, .data = peer->data };
    gulong handler;

    if (connection == NULL)
      return NULL;
    g_socket_set_timeout (g_socket_connection_get_socket (connection), 20);
    talk.in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
    talk.out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
    talk.index = g_atomic_int_add (&peer->connections, 1);
    handler = g_cancellable_connect (peer->cancellable, G_CALLBACK (cut_cb),
                                     g_socket_connection_get_socket (connection), NULL);
    peer->script (&talk);
    g_cancellable_disconnect (peer->cancellable, handler);
    g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    g_main_context_wakeup (NULL);
  }
}

Peer *
peer_new (PeerScript script, gpointer data)
{
  Peer *peer = g_new0 (Peer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  peer->listener = g_socket_listener_new ();
  peer->cancellable = g_cancellable_new ();
  peer->script = script;
  peer->data = data;
  g_assert_true (g_socket_listener_add_address (peer->listener, address, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL));
  peer->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  peer->thread = g_thread_new ("peer", run, peer);
  return peer;
}

void
peer_free (Peer *peer)
{
  g_cancellable_cancel (peer->cancellable);
  g_thread_join (peer->thread);
  g_socket_listener_close (peer->listener);
  g_object_unref (peer->listener);
  g_object_unref (peer->cancellable);
  g_free (peer->url);
  g_free (peer);
}

const char *
peer_url (Peer *peer)
{
  return peer->url;
}

guint
peer_connections (Peer *peer)
{
  return g_atomic_int_get (&peer->connections);
}

gboolean
talk_write_bytes (Talk *talk, gconstpointer data, gsize len)
{
  return g_output_stream_write_all (talk->out, data, len, NULL, NULL, NULL);
}

gboolean
talk_write (Talk *talk, const char *text)
{
  return talk_write_bytes (talk, text, strlen (text));
}

static gboolean
read_exactly (Talk *talk, gpointer data, gsize len)
{
  gsize got;

  return g_input_stream_read_all (talk->in, data, len, &got, NULL, NULL) && got == len;
}

char *
talk_read_head (Talk *talk)
{
  g_autoptr (GString) head = g_string_new (NULL);
  char c;

  while (!g_str_has_suffix (head->str, "\r\n\r\n")) {
    if (!read_exactly (talk, &c, 1))
      return NULL;
    g_string_append_c (head, c);
  }
  return g_string_free (g_steal_pointer (&head), FALSE);
}

char *
upgrade_answer (const char *head)
{
  const char *key = strstr (head, "Sec-WebSocket-Key: ");
  g_autoptr (GChecksum) sha1 = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *accept = NULL;
  guint8 digest[20];
  gsize len = sizeof digest;

  g_assert_nonnull (key);
  key += strlen ("Sec-WebSocket-Key: ");
  g_checksum_update (sha1, (const guchar *) key, strcspn (key, "\r"));
  g_checksum_update (sha1, (const guchar *) "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
  g_checksum_get_digest (sha1, digest, &len);
  accept = g_base64_encode (digest, len);
  return g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                          accept);
}

gboolean
talk_upgrade (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *answer = head != NULL ? upgrade_answer (head) : NULL;

  return answer != NULL && talk_write (talk, answer);
}

GByteArray *
frame_new (guint8 first_byte, gconstpointer data, gsize len)
{
  GByteArray *frame = g_byte_array_new ();
  guint8 head[10] = { first_byte };
  guint n = 2;

  if (len < 126) {
    head[1] = len;
  } else if (len < 65536) {
    head[1] = 126;
    head[2] = len >> 8;
    head[3] = len;
    n = 4;
  } else {
    head[1] = 127;
    for (guint i = 0; i < 8; i++)
      head[2 + i] = (guint64) len >> (8 * (7 - i));
    n = 10;
  }
  g_byte_array_append (frame, head, n);
  g_byte_array_append (frame, data, len);
  return frame;
}

static gboolean
write_frame (Talk *talk, guint8 first_byte, gconstpointer data, gsize len)
{
  g_autoptr (GByteArray) frame = frame_new (first_byte, data, len);

  return talk_write_bytes (talk, frame->data, frame->len);
}

gboolean
talk_text (Talk *talk, const char *text)
{
  return write_frame (talk, 0x81, text, strlen (text));
}

gboolean
talk_close (Talk *talk, guint code)
{
  guint8 payload[2] = { code >> 8, code };

  return write_frame (talk, 0x88, payload, sizeof payload);
}

char *
talk_read_text (Talk *talk)
{
  guint8 head[2], more[8], mask[4];
  guint64 len;
  g_autofree char *payload = NULL;

  if (!read_exactly (talk, head, 2))
    return NULL;
  len = head[1] & 0x7f;
  if (len >= 126) {
    guint n = len == 126 ? 2 : 8;

    if (!read_exactly (talk, more, n))
      return NULL;
    len = 0;
    for (guint i = 0; i < n; i++)
      len = len << 8 | more[i];
  }
  payload = g_malloc0 (len + 1);
  if (!read_exactly (talk, mask, 4) || !read_exactly (talk, payload, len))
    return NULL;
  for (guint64 i = 0; i < len; i++)
    payload[i] ^= mask[i % 4];
  if ((head[0] & 0x0f) == 0x8)
    return g_strdup_printf ("close:%u",
                            len >= 2 ? (guint8) payload[0] << 8 | (guint8) payload[1] : 0);
  return g_steal_pointer (&payload);
}

void
talk_wait_gone (Talk *talk)
{
  char buffer[4096];

  while (g_input_stream_read (talk->in, buffer, sizeof buffer, NULL, NULL) > 0)
    ;
}

gboolean
wait_alarm (gpointer data)
{
  return G_SOURCE_CONTINUE;
}
