/* http-request: one request from its headers to its end: checked, allowed, read, handled.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-private.h"

static GQuark
request_quark (void)
{
  return g_quark_from_static_string ("http-request");
}

HttpRequest *
http_request_of (SoupServerMessage *message)
{
  return g_object_get_qdata (G_OBJECT (message), request_quark ());
}

HttpRequest *
http_request_ref (HttpRequest *request)
{
  request->refs++;
  return request;
}

void
http_request_unref (HttpRequest *request)
{
  if (--request->refs > 0)
    return;
  if (request->identity_destroy)
    request->identity_destroy (request->identity);
  if (request->data_destroy)
    request->data_destroy (request->data);
  g_free (request->remote);
  g_free (request->token);
  g_free (request);
}

void
http_request_set_gone (HttpRequest *request)
{
  if (request->state == REQUEST_GONE)
    return;
  request->state = REQUEST_GONE;
  request->message = NULL;
  if (request->peer->request == request)
    request->peer->request = NULL;
  g_clear_pointer (&request->peer, http_peer_unref);
  if (request->entry.route)
    request->server->request_count--;
  request->server = NULL;
  if (request->sink_open) {
    request->sink_open = FALSE;
    request->entry.route->sink->aborted (request, request->entry.user);
  }
}

static void
message_gone (gpointer data)
{
  http_request_set_gone (data);
  http_request_unref (data);
}

void
http_request_pause (HttpRequest *request)
{
  if (request->message && request->pauses++ == 0)
    soup_server_message_pause (request->message);
}

void
http_request_resume (HttpRequest *request)
{
  if (request->message && request->pauses > 0 && --request->pauses == 0)
    soup_server_message_unpause (request->message);
}

static goffset
body_limit (const HttpRequest *request)
{
  const HttpLimits *limits = &request->server->limits;
  return request->entry.route->flags & HTTP_LARGE_BODY ? limits->large_body_max : limits->body_max;
}

static void
restart_deadline (HttpRequest *request)
{
  const HttpLimits *limits = &request->server->limits;
  gboolean large = (request->entry.route->flags & HTTP_LARGE_BODY) != 0;
  http_peer_set_deadline (request->peer, large ? limits->progress_ms : limits->body_ms);
}

/* Allowed: the body may come. */
static void
start_body (HttpRequest *request)
{
  const HttpSink *sink = request->entry.route->sink;

  request->state = REQUEST_BODY;
  if (!sink)
    return;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  gboolean chunked = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (request->message), FALSE);
  request->sink_open = TRUE;
  sink->begin (request, chunked ? -1 : soup_message_headers_get_content_length (headers),
               request->entry.user);
}

void
http_request_allow (HttpRequest *request, gpointer identity, GDestroyNotify destroy)
{
  if (request->state != REQUEST_HEADERS) { /* it left, or was answered */
    if (destroy)
      destroy (identity);
    return;
  }
  request->identity = identity;
  request->identity_destroy = destroy;
  start_body (request);
  http_request_resume (request);
}

static void
ask_for_permission (HttpRequest *request)
{
  HttpServer *server = request->server;
  g_autoptr (HttpRequest) hold = http_request_ref (request);

  if (!request->token) {
    http_reply_header (request, "WWW-Authenticate", "Bearer");
    http_reply_early (request, SOUP_STATUS_UNAUTHORIZED, WHIN_ERROR_UNAUTHORIZED, NULL);
    return;
  }
  server->authenticate (request, request->token, server->authenticate_user);
  if (request->state == REQUEST_HEADERS)
    http_request_pause (request);
}

static char *
bearer_token (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "Authorization");

  if (!value || g_ascii_strncasecmp (value, "Bearer ", 7) != 0)
    return NULL;
  value += 7;
  while (*value == ' ')
    value++;
  return *value ? g_strdup (value) : NULL;
}

static void
route_request (HttpRequest *request)
{
  HttpServer *server = request->server;
  SoupServerMessage *message = request->message;
  guint status;

  if (http_find_route (server, soup_server_message_get_method (message),
                       http_request_path (request), &request->entry, &status)) {
    server->request_count++;
    return;
  }
  http_reply_early (request, status,
                    status == SOUP_STATUS_NOT_FOUND ? WHIN_ERROR_NOT_FOUND : WHIN_ERROR_UNSUPPORTED,
                    NULL);
}

static void
got_headers_cb (SoupServerMessage *message, HttpRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  goffset length = 0;
  const char *why;

  if (request->state == REQUEST_GONE)
    return;
  request->peer->request = request;
  request->has_body = TRUE; /* until its headers are believed */
  guint refused = http_check_headers (message, &length, &why);
  if (refused) {
    http_reply_early (request, refused, WHIN_ERROR_BAD_FRAME, why);
    return;
  }
  request->has_body = length != 0;
  request->token = bearer_token (headers);
  request->remote = client_address (request->server->proxies, request->peer->address,
                                    soup_message_headers_get_list (headers, "X-Forwarded-For"));
  route_request (request);
  if (request->state != REQUEST_HEADERS)
    return;

  HttpFlags flags = request->entry.route->flags;
  restart_deadline (request);
  if (length > body_limit (request))
    http_reply_early (request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, WHIN_ERROR_TOO_BIG, NULL);
  else if ((flags & HTTP_WEBSOCKET) && request->has_body)
    http_reply_early (request, SOUP_STATUS_BAD_REQUEST, WHIN_ERROR_BAD_FRAME, "no body here");
  else if (flags & HTTP_AUTH)
    ask_for_permission (request);
  else
    start_body (request);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, HttpRequest *request)
{
  if (request->state != REQUEST_BODY)
    return;
  request->received += g_bytes_get_size (chunk);
  if (request->received > body_limit (request)) {
    http_reply_early (request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, WHIN_ERROR_TOO_BIG, NULL);
    return;
  }
  if (request->entry.route->flags & HTTP_LARGE_BODY)
    restart_deadline (request);
  if (request->sink_open)
    request->entry.route->sink->chunk (request, chunk, request->entry.user);
}

static void
progress_cb (SoupServerMessage *message, HttpRequest *request)
{
  if (request->peer)
    http_peer_set_deadline (request->peer, request->server->limits.progress_ms);
}

static void
wrote_data_cb (SoupServerMessage *message, guint size, HttpRequest *request)
{
  progress_cb (message, request);
}

static void
finished_cb (SoupServerMessage *message, HttpRequest *request)
{
  if (request->peer)
    http_peer_set_deadline (request->peer, request->server->limits.idle_ms);
  http_request_set_gone (request);
}

void
http_request_attach (HttpServer *server, SoupServerMessage *message)
{
  HttpRequest *request = g_new0 (HttpRequest, 1);

  request->refs = 1;
  request->message = message;
  request->server = server;
  request->peer = http_peer_ref (http_peer_of (message));
  g_object_set_qdata_full (G_OBJECT (message), request_quark (), request, message_gone);
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), request);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), request);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (progress_cb), request);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_data_cb), request);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), request);
  http_peer_set_deadline (request->peer, server->limits.header_ms);
}

/* The request is whole. Who does not reply at once holds a reference and replies later. */
void
http_request_handle (HttpRequest *request)
{
  if (request->state != REQUEST_BODY)
    return;
  g_autoptr (HttpRequest) hold = http_request_ref (request);
  request->state = REQUEST_HANDLING;
  request->sink_open = FALSE;
  http_peer_set_deadline (request->peer, 0);
  if (request->entry.route->flags & HTTP_WEBSOCKET) {
    http_request_upgrade (request);
    return;
  }
  request->entry.route->handle (request, request->entry.user);
  if (request->state == REQUEST_HANDLING)
    http_request_pause (request);
}

void
http_request_timed_out (HttpRequest *request)
{
  if (request->state <= REQUEST_BODY)
    http_reply_early (request, SOUP_STATUS_REQUEST_TIMEOUT, WHIN_ERROR_BAD_FRAME, "too slow");
  else
    g_socket_shutdown (request->peer->socket, TRUE, TRUE, NULL);
}
