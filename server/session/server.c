/* server: puts the parts of a running whinchatd together and takes them apart again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "server.h"

#include "fanout.h"
#include "housekeeping.h"
#include "hub.h"
#include "pages.h"
#include "rest-server.h"

#define SPREAD_MS_MIN 500 /* clients come back over this time, more of it the more there are */
#define SPREAD_MS_EACH 2
#define SPREAD_MS_MAX 60000

static gint64 clock_shift;

gint64
server_now (void)
{
  return g_get_real_time () / 1000 + clock_shift;
}

void
server_shift_clock (gint64 ms)
{
  clock_shift = ms;
}

void
server_start (Server *server)
{
  static const HttpRoute socket_route[] = {
    { "GET", "/v1/ws", session_open, HTTP_AUTH | HTTP_WEBSOCKET },
  };

  server->hub = hub_new (server);
  server->limits = limits_new ();
  rest_add_routes (server);
  pages_add_routes (server);
  http_server_add_routes (server->http, socket_route, 1, server);
  server->housekeeping = housekeeping_new (server);
  server->fanout = fanout_new (server);
  fanout_go_on (server->fanout);
}

void
server_drain (Server *server)
{
  g_autoptr (GPtrArray) all = hub_all (server->hub);
  gint32 spread = (gint32) MIN (SPREAD_MS_MIN + SPREAD_MS_EACH * all->len, SPREAD_MS_MAX);

  server->draining = TRUE;
  http_server_stop_accepting (server->http);
  for (guint i = 0; i < all->len; i++) {
    ProtoBye bye = { .code = CLOSE_DRAIN, .after_ms = g_random_int_range (100, 100 + spread) };

    session_send (all->pdata[i], PROTO_BYE, &bye, CONN_URGENT);
    session_close (all->pdata[i], CLOSE_DRAIN);
  }
}

gboolean
server_is_idle (Server *server)
{
  return server->loop->conns == NULL && http_server_count_requests (server->http) == 0 &&
         server->sending == 0;
}

void
server_stop (Server *server)
{
  g_clear_pointer (&server->fanout, fanout_free);
  g_clear_pointer (&server->housekeeping, housekeeping_free);
  g_clear_pointer (&server->hub, hub_free);
  g_clear_pointer (&server->limits, limits_free);
}
