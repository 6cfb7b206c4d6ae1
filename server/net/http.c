/* http: the server itself: libsoup made safe, listeners, and the start of every request.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-private.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "limits.h"

const HttpLimits http_default_limits = {
  .body_max = LIMIT_REST_BODY_MAX,
  .large_body_max = LIMIT_MEDIA_MAX,
  .header_ms = 15 * 1000,
  .body_ms = 30 * 1000,
  .progress_ms = 60 * 1000,
  .idle_ms = 60 * 1000,
  .peers_max = 16 * 1024,
};

static void
request_started_cb (SoupServer *soup, SoupServerMessage *message, HttpServer *server)
{
  http_request_attach (server, message);
}

/* Runs when the whole request is here, unless it was answered before. */
static void
handle_cb (SoupServer *soup,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer data)
{
  HttpRequest *request = http_request_of (message);
  if (request)
    http_request_handle (request);
}

/* libsoup keeps connections alive only while it has a listener of its own. This one has no name any
 * more when it begins to listen, so that nobody can reach it. */
static gboolean
listen_nowhere (SoupServer *soup, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("whinchatd-XXXXXX", error);
  if (!folder)
    return FALSE;
  g_autofree char *path = g_build_filename (folder, "none", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  gboolean bound = socket && g_socket_bind (socket, address, FALSE, error);
  g_unlink (path);
  g_rmdir (folder);
  return bound && g_socket_listen (socket, error) &&
         soup_server_listen_socket (soup, socket, 0, error);
}

HttpServer *
http_server_new (const HttpConfig *config, GError **error)
{
  ProxyList *proxies = proxy_list_new (config->trusted_proxies, error);
  if (!proxies)
    return NULL;

  HttpServer *server = g_new0 (HttpServer, 1);
  server->loop = config->loop;
  server->proxies = proxies;
  server->limits = config->limits ? *config->limits : http_default_limits;
  server->certificate = config->certificate ? g_object_ref (config->certificate) : NULL;
  server->authenticate = config->authenticate;
  server->authenticate_user = config->authenticate_user;
  server->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) listener_free);
  server->routes = g_array_new (FALSE, FALSE, sizeof (RouteEntry));

  /* The path stays as it was sent: signed addresses are checked byte by byte. */
  server->soup = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_remove_websocket_extension (server->soup, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_server_add_handler (server->soup, NULL, handle_cb, server, NULL);
  g_signal_connect (server->soup, "request-started", G_CALLBACK (request_started_cb), server);
  if (!listen_nowhere (server->soup, error)) {
    http_server_free (server);
    return NULL;
  }
  return server;
}

void
http_server_free (HttpServer *server)
{
  if (!server)
    return;
  http_server_stop_accepting (server);
  http_peers_shut (server);
  g_object_unref (server->soup);
  g_ptr_array_unref (server->listeners);
  g_array_unref (server->routes);
  proxy_list_free (server->proxies);
  g_clear_object (&server->certificate);
  g_free (server);
}

static void
accepted_cb (GSocket *socket, gpointer user)
{
  http_peer_accept (user, socket);
}

const char *
http_server_listen (HttpServer *server, const char *address, GError **error)
{
  g_autoptr (Listener) listener = listener_new (server->loop, address, error);

  if (!listener || !listener_start (listener, accepted_cb, server, error))
    return NULL;
  const char *where = listener_get_address (listener);
  g_ptr_array_add (server->listeners, g_steal_pointer (&listener));
  return where;
}

void
http_server_set_certificate (HttpServer *server, GTlsCertificate *certificate)
{
  g_set_object (&server->certificate, certificate);
}

void
http_server_stop_accepting (HttpServer *server)
{
  server->draining = TRUE;
  g_ptr_array_set_size (server->listeners, 0);
  soup_server_disconnect (server->soup);
}

guint
http_server_count_requests (HttpServer *server)
{
  return server->request_count;
}

guint
http_server_count_peers (HttpServer *server)
{
  return server->peer_count;
}
