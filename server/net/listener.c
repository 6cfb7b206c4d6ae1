/* listener: bind, listen, accept. Out of descriptors it rests a moment instead of spinning.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "listener.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define BACKLOG 4096
#define ACCEPTS_A_TURN 64
#define REST_MS 200
#define SOCKETS_MAX 8

typedef struct {
  EpollWatch watch;
  WheelTimer rest;
  Listener *listener;
  GSocket *socket;
} Port;

struct Listener {
  NetLoop *loop;
  ListenerAccepted accepted;
  gpointer user;
  char *address;
  char *path; /* of a unix socket, removed at the end */
  guint16 port;
  guint count;
  gboolean started;
  Port ports[SOCKETS_MAX];
};

static void
ready (EpollWatch *watch, guint32 events)
{
  Port *port = (Port *) watch;
  Listener *listener = port->listener;

  for (guint i = 0; i < ACCEPTS_A_TURN; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GSocket) socket = g_socket_accept (port->socket, NULL, &error);
    if (socket) {
      listener->accepted (socket, listener->user);
      continue;
    }
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      return;
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
      continue;
    epoll_source_want (listener->loop->epoll, &port->watch, 0);
    net_loop_set_timer (listener->loop, &port->rest, REST_MS);
    return;
  }
}

static void
rested (WheelTimer *timer)
{
  Port *port = (Port *) ((char *) timer - G_STRUCT_OFFSET (Port, rest));
  epoll_source_want (port->listener->loop->epoll, &port->watch, EPOLLIN);
}

static GSocket *
open_socket (GSocketAddress *address, GError **error)
{
  g_autoptr (GSocket) socket =
      g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                    G_SOCKET_PROTOCOL_DEFAULT, error);
  if (!socket)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  /* allow_reuse is SO_REUSEADDR; a "*" has a socket of its own for each family. */
  if (g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
      !g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, TRUE, error))
    return NULL;
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static gboolean
add_socket (Listener *listener, GSocketAddress *address, GError **error)
{
  if (listener->count == SOCKETS_MAX)
    return TRUE;
  GSocket *socket = open_socket (address, error);
  if (!socket)
    return FALSE;
  Port *port = &listener->ports[listener->count++];
  port->listener = listener;
  port->socket = socket;
  port->watch.ready = ready;
  port->rest.fire = rested;
  return TRUE;
}

static gboolean
is_alive (GSocketAddress *address)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GError) error = NULL;
  return !socket || g_socket_connect (socket, address, NULL, &error) ||
         !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static gboolean
listen_unix (Listener *listener, const char *path, GError **error)
{
  g_autoptr (GSocketAddress) address = NULL;
  GStatBuf info;

  if (strlen (path) >= 108) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Path too long: %s", path);
    return FALSE;
  }
  address = g_unix_socket_address_new (path);
  if (g_lstat (path, &info) == 0 && S_ISSOCK (info.st_mode) && !is_alive (address))
    g_unlink (path);
  if (!add_socket (listener, address, error))
    return FALSE;
  g_chmod (path, 0660);
  listener->path = g_strdup (path);
  listener->address = g_strconcat ("unix:", path, NULL);
  return TRUE;
}

static guint16
bound_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);
  return address ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/* The first address decides the port. A host without IPv6 may still listen on "*". */
static gboolean
listen_each (Listener *listener, GList *addresses, guint16 port, GError **error)
{
  g_autoptr (GError) last = NULL;

  listener->port = port;
  for (GList *l = addresses; l; l = l->next) {
    g_autoptr (GSocketAddress) address = g_inet_socket_address_new (l->data, listener->port);
    g_clear_error (&last);
    if (add_socket (listener, address, &last))
      listener->port = bound_port (listener->ports[0].socket);
    else if (g_error_matches (last, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
      break;
  }
  if (listener->count == 0 || g_error_matches (last, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)) {
    g_propagate_error (error, g_steal_pointer (&last));
    return FALSE;
  }
  return TRUE;
}

static GList *
look_up (const char *host, GError **error)
{
  if (strcmp (host, "*") == 0) {
    GList *any = g_list_append (NULL, g_inet_address_new_any (G_SOCKET_FAMILY_IPV4));
    return g_list_append (any, g_inet_address_new_any (G_SOCKET_FAMILY_IPV6));
  }
  GInetAddress *literal = g_inet_address_new_from_string (host);
  if (literal)
    return g_list_append (NULL, literal);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  return g_resolver_lookup_by_name (resolver, host, NULL, error);
}

static gboolean
listen_inet (Listener *listener, const char *text, GError **error)
{
  const char *colon = strrchr (text, ':');
  guint64 port;

  if (!colon || colon == text ||
      !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "“%s” is no address; it should be host:port or unix:/path", text);
    return FALSE;
  }
  g_autofree char *host = g_strndup (text, colon - text);
  g_autofree char *bare = NULL;
  if (host[0] == '[' && g_str_has_suffix (host, "]"))
    bare = g_strndup (host + 1, strlen (host) - 2);

  GList *addresses = look_up (bare ? bare : host, error);
  if (!addresses)
    return FALSE;
  gboolean listening = listen_each (listener, addresses, port, error);
  g_list_free_full (addresses, g_object_unref);
  if (listening)
    listener->address = g_strdup_printf ("%s:%u", host, listener->port);
  return listening;
}

Listener *
listener_new (NetLoop *loop, const char *address, GError **error)
{
  g_autoptr (Listener) listener = g_new0 (Listener, 1);

  listener->loop = loop;
  gboolean listening = g_str_has_prefix (address, "unix:")
                           ? listen_unix (listener, address + strlen ("unix:"), error)
                           : listen_inet (listener, address, error);
  return listening ? g_steal_pointer (&listener) : NULL;
}

gboolean
listener_start (Listener *listener, ListenerAccepted accepted, gpointer user, GError **error)
{
  listener->accepted = accepted;
  listener->user = user;
  listener->started = TRUE;
  for (guint i = 0; i < listener->count; i++) {
    Port *port = &listener->ports[i];
    if (!epoll_source_add (listener->loop->epoll, &port->watch, g_socket_get_fd (port->socket),
                           EPOLLIN, error))
      return FALSE;
  }
  return TRUE;
}

const char *
listener_get_address (Listener *listener)
{
  return listener->address;
}

guint16
listener_get_port (Listener *listener)
{
  return listener->port;
}

void
listener_free (Listener *listener)
{
  if (!listener)
    return;
  for (guint i = 0; i < listener->count; i++) {
    Port *port = &listener->ports[i];
    if (listener->started)
      epoll_source_remove (listener->loop->epoll, &port->watch);
    timer_wheel_cancel (listener->loop->wheel, &port->rest);
    g_socket_close (port->socket, NULL);
    g_object_unref (port->socket);
  }
  if (listener->path)
    g_unlink (listener->path);
  g_free (listener->path);
  g_free (listener->address);
  g_free (listener);
}
