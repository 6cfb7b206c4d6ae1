/* http-route: the table of routes, and which of them a request belongs to.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-private.h"

static gboolean
path_matches (const char *route, const char *path)
{
  gsize length = strlen (route);

  if (strncmp (route, path, length) != 0)
    return FALSE;
  return path[length] == '\0' || path[length] == '/' || (length > 0 && route[length - 1] == '/');
}

static gboolean
method_matches (const char *route, const char *method)
{
  return !route || strcmp (route, method) == 0 ||
         (strcmp (route, "GET") == 0 && strcmp (method, "HEAD") == 0);
}

gboolean
http_find_route (HttpServer *server,
                 const char *method,
                 const char *path,
                 RouteEntry *entry,
                 guint *status)
{
  gsize best = 0;
  gboolean found = FALSE;

  *status = SOUP_STATUS_NOT_FOUND;
  for (guint i = 0; i < server->routes->len; i++) {
    RouteEntry *candidate = &g_array_index (server->routes, RouteEntry, i);
    gsize length = strlen (candidate->route->path);
    if (!path_matches (candidate->route->path, path) || (found && length < best))
      continue;
    if (!method_matches (candidate->route->method, method)) {
      if (!found)
        *status = SOUP_STATUS_METHOD_NOT_ALLOWED;
      continue;
    }
    found = TRUE;
    best = length;
    *entry = *candidate;
  }
  return found;
}

void
http_server_add_routes (HttpServer *server, const HttpRoute *routes, guint count, gpointer user)
{
  for (guint i = 0; i < count; i++) {
    RouteEntry entry = { &routes[i], user };
    g_return_if_fail (!(routes[i].flags & HTTP_LARGE_BODY) || routes[i].sink);
    g_return_if_fail (!(routes[i].flags & HTTP_AUTH) || server->authenticate);
    g_array_append_val (server->routes, entry);
  }
}
