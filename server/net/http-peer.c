/* http-peer: from an accepted socket to libsoup, with TLS in between if wanted, and the deadline
 * that a connection always has while it owes us something.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-private.h"

#include <gio/gio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "tls.h"

/* The remote address object is made for one connection, libsoup keeps it as long as that, and it is
 * the one thing of ours that a message gives back. */
static GQuark
peer_quark (void)
{
  return g_quark_from_static_string ("http-peer");
}

HttpPeer *
http_peer_of (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  return remote ? g_object_get_qdata (G_OBJECT (remote), peer_quark ()) : NULL;
}

void
http_peer_set_deadline (HttpPeer *peer, guint milliseconds)
{
  if (!peer->server)
    return;
  if (milliseconds > 0)
    net_loop_set_timer (peer->server->loop, &peer->deadline, milliseconds);
  else
    timer_wheel_cancel (peer->server->loop->wheel, &peer->deadline);
}

static void
expired (WheelTimer *timer)
{
  HttpPeer *peer = (HttpPeer *) timer;

  if (peer->request)
    http_request_timed_out (peer->request);
  else
    g_socket_shutdown (peer->socket, TRUE, TRUE, NULL);
}

static void
leave_server (HttpPeer *peer)
{
  if (!peer->server)
    return;
  timer_wheel_cancel (peer->server->loop->wheel, &peer->deadline);
  *peer->link = peer->next;
  if (peer->next)
    peer->next->link = peer->link;
  peer->server->peer_count--;
  peer->server = NULL;
}

HttpPeer *
http_peer_ref (HttpPeer *peer)
{
  peer->refs++;
  return peer;
}

void
http_peer_unref (HttpPeer *peer)
{
  if (--peer->refs > 0)
    return;
  g_object_unref (peer->socket);
  g_clear_object (&peer->address);
  g_free (peer);
}

static void
connection_gone (gpointer data)
{
  leave_server (data);
  http_peer_unref (data);
}

void
http_peers_shut (HttpServer *server)
{
  while (server->peers) {
    g_socket_shutdown (server->peers->socket, TRUE, TRUE, NULL);
    leave_server (server->peers);
  }
}

static void
peer_new (HttpServer *server, GSocket *socket, GSocketAddress *remote, GInetAddress *address)
{
  HttpPeer *peer = g_new0 (HttpPeer, 1);

  peer->refs = 1;
  peer->is_tls = server->certificate != NULL;
  peer->deadline.fire = expired;
  peer->server = server;
  peer->socket = g_object_ref (socket);
  peer->address = address ? g_object_ref (address) : NULL;
  peer->next = server->peers;
  peer->link = &server->peers;
  if (peer->next)
    peer->next->link = &peer->next;
  server->peers = peer;
  server->peer_count++;
  g_object_set_qdata_full (G_OBJECT (remote), peer_quark (), peer, connection_gone);
  http_peer_set_deadline (peer, server->limits.header_ms);
}

typedef struct {
  GIOStream *stream;
  GSocket *socket;
  GSocketAddress *local;
  GSocketAddress *remote;
} Arrival;

static void
arrival_free (Arrival *arrival)
{
  g_clear_object (&arrival->stream);
  g_object_unref (arrival->socket);
  g_object_unref (arrival->local);
  g_object_unref (arrival->remote);
  g_free (arrival);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Arrival, arrival_free)

static void
hand_to_soup (Arrival *arrival)
{
  HttpPeer *peer = g_object_get_qdata (G_OBJECT (arrival->remote), peer_quark ());
  g_autoptr (GIOStream) stream = net_stream_new (arrival->stream, arrival->socket);

  peer->stream = NET_STREAM (stream);
  if (peer->server)
    soup_server_accept_iostream (peer->server->soup, stream, arrival->local, arrival->remote, NULL);
}

static void
shaken_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Arrival) arrival = data;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, NULL))
    hand_to_soup (arrival);
  else
    g_socket_shutdown (arrival->socket, TRUE, TRUE, NULL);
}

/* libsoup wants Internet addresses; a unix socket gets a stand-in. */
static GSocketAddress *
as_inet (GSocketAddress *address)
{
  if (G_IS_INET_SOCKET_ADDRESS (address))
    return g_object_ref (address);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  return g_inet_socket_address_new (loopback, 0);
}

void
http_peer_accept (HttpServer *server, GSocket *socket)
{
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, NULL);
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  GInetAddress *address = NULL;

  if (!remote || !local || server->peer_count >= server->limits.peers_max) {
    g_socket_close (socket, NULL);
    return;
  }
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  if (G_IS_INET_SOCKET_ADDRESS (remote))
    address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote));

  g_autoptr (Arrival) arrival = g_new0 (Arrival, 1);
  arrival->socket = g_object_ref (socket);
  arrival->local = as_inet (local);
  arrival->remote = as_inet (remote);
  arrival->stream = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
  peer_new (server, socket, arrival->remote, address);
  if (!server->certificate) {
    hand_to_soup (arrival);
    return;
  }
  GIOStream *tls = tls_wrap (arrival->stream, server->certificate, NULL);
  if (!tls)
    return;
  g_object_unref (arrival->stream);
  arrival->stream = tls;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, shaken_cb,
                                    g_steal_pointer (&arrival));
}
