/* ws-upgrade: libsoup shakes hands, then the stream is ours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-private.h"

/* The 101 is written. handle() takes the connection, or it is closed. */
static void
wrote_informational_cb (SoupServerMessage *message, HttpRequest *request)
{
  g_autoptr (HttpRequest) hold = http_request_ref (request);
  g_autoptr (SoupServerMessage) hold_message = g_object_ref (message);

  if (!request->upgrading || request->state == REQUEST_GONE)
    return;
  request->entry.route->handle (request, request->entry.user);
  if (request->state == REQUEST_GONE)
    return;
  http_request_set_gone (request);
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  if (stream)
    g_io_stream_close (stream, NULL, NULL);
}

void
http_request_upgrade (HttpRequest *request)
{
  if (!soup_websocket_server_process_handshake (request->message, NULL, NULL, NULL, NULL)) {
    http_reply_header (request, "Upgrade", "websocket");
    http_reply_early (request, 426, WHIN_ERROR_UNSUPPORTED, "a WebSocket handshake is expected");
    return;
  }
  request->upgrading = TRUE;
  request->state = REQUEST_REPLIED;
  http_peer_set_deadline (request->peer, request->server->limits.progress_ms);
  g_signal_connect (request->message, "wrote-informational", G_CALLBACK (wrote_informational_cb),
                    request);
}

Conn *
http_request_open (HttpRequest *request, const ConnHandlers *handlers, gpointer user)
{
  g_return_val_if_fail (request->upgrading, NULL);
  if (!request->message || !request->peer)
    return NULL;
  SoupServerMessage *message = request->message;
  g_autoptr (HttpPeer) peer = http_peer_ref (request->peer);
  NetLoop *loop = request->server->loop;

  http_request_set_gone (request);
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  if (!stream)
    return NULL;
  Transport transport = peer->is_tls
                            ? transport_over (stream, peer->socket)
                            : transport_bare (peer->socket, g_io_stream_get_input_stream (stream));
  if (!peer->is_tls)
    net_stream_let_go (peer->stream);
  return conn_new (loop, transport, request->remote, handlers, user, NULL);
}
