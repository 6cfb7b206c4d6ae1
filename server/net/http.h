/* http: SoupServer behind our own door. Connections are accepted by the listener, headers are
 * checked before a body is read, bodies are bounded, everything has a deadline, and routes are a
 * table. All on the thread of the loop, whose context must be the thread default.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "connection.h"
#include "error.h"
#include "rest.h"

typedef struct HttpServer HttpServer;
typedef struct HttpRequest HttpRequest;

typedef enum {
  HTTP_AUTH = 1 << 0, /* authenticate() must allow the request before its body is read */
  HTTP_LARGE_BODY =
      1 << 1, /* up to large_body_max, with a deadline for progress only; needs a sink */
  HTTP_WEBSOCKET = 1 << 2, /* handle() runs after the upgrade and calls http_request_open() */
} HttpFlags;

/* A body that is streamed. begin() may reply, which refuses it. After the last chunk the route's
 * handle() runs; if that never comes, aborted() does. Chunks are at most 8 KiB. */
typedef struct {
  void (*begin) (HttpRequest *request, goffset length, gpointer user); /* length -1: unknown */
  void (*chunk) (HttpRequest *request, GBytes *chunk, gpointer user);
  void (*aborted) (HttpRequest *request, gpointer user);
} HttpSink;

typedef struct {
  const char *method; /* "GET" also answers HEAD; NULL is any */
  const char *path;   /* it and everything below it; the longest wins */
  void (*handle) (HttpRequest *request, gpointer user);
  HttpFlags flags;
  const HttpSink *sink;
} HttpRoute;

/* Calls http_request_allow() or replies, now or later (then with a reference to REQUEST).
 * TOKEN is what follows "Bearer ", never NULL or empty. */
typedef void (*HttpAuthenticate) (HttpRequest *request, const char *token, gpointer user);

typedef struct {
  goffset body_max;
  goffset large_body_max;
  guint header_ms;   /* from connecting, or from the first byte, to the last header */
  guint body_ms;     /* to the end of an ordinary body */
  guint progress_ms; /* between parts of a large body or of a reply */
  guint idle_ms;     /* between requests */
  guint peers_max;   /* connections that speak HTTP, upgraded ones not counted */
} HttpLimits;

extern const HttpLimits http_default_limits;

typedef struct {
  NetLoop *loop;
  const HttpLimits *limits;           /* NULL for the defaults */
  const char *const *trusted_proxies; /* see client-address.h; may be NULL */
  GTlsCertificate *certificate;       /* NULL: plain HTTP */
  HttpAuthenticate authenticate;
  gpointer authenticate_user;
} HttpConfig;

HttpServer *http_server_new (const HttpConfig *config, GError **error);
void http_server_free (HttpServer *server);

/* ROUTES must outlive the server. */
void
http_server_add_routes (HttpServer *server, const HttpRoute *routes, guint count, gpointer user);

/* May be called for several addresses, see listener.h; returns where it listens. */
const char *http_server_listen (HttpServer *server, const char *address, GError **error);

/* For connections from now on, when it was renewed. */
void http_server_set_certificate (HttpServer *server, GTlsCertificate *certificate);

/* The first step of a drain: nobody new comes in; what is there goes on until its owner sheds it,
 * and HTTP connections end with their present request. */
void http_server_stop_accepting (HttpServer *server);
guint http_server_count_requests (HttpServer *server);
guint http_server_count_peers (HttpServer *server);

/* --- requests; valid during a callback, or as long as a reference is held --- */
HttpRequest *http_request_ref (HttpRequest *request);
void http_request_unref (HttpRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpRequest, http_request_unref)

void http_request_allow (HttpRequest *request, gpointer identity, GDestroyNotify destroy);
gpointer http_request_get_identity (HttpRequest *request);
void http_request_set_data (HttpRequest *request, gpointer data, GDestroyNotify destroy);
gpointer http_request_get_data (HttpRequest *request);

const char *http_request_method (HttpRequest *request);
const char *http_request_path (HttpRequest *request);
const char *http_request_query (HttpRequest *request); /* encoded, may be NULL */
const char *http_request_header (HttpRequest *request, const char *name);
const char *http_request_token (HttpRequest *request); /* of "Authorization: Bearer", or NULL */
const char *http_request_remote (HttpRequest *request);
GBytes *http_request_body (HttpRequest *request); /* (transfer full), empty for a streamed one */

/* Whether the client is still there; a reply to one that left is dropped. */
gboolean http_request_is_alive (HttpRequest *request);

/* Holds a streamed body back, and lets it go on. */
void http_request_pause (HttpRequest *request);
void http_request_resume (HttpRequest *request);

/* Inside handle() of a websocket route: the connection, see conn_new(). NULL when it has gone. */
Conn *http_request_open (HttpRequest *request, const ConnHandlers *handlers, gpointer user);

/* --- replies: exactly one, in handle() or later --- */
void http_reply_header (HttpRequest *request, const char *name, const char *value);
void http_reply_json (HttpRequest *request, guint status, const char *json, gssize length);
void http_reply_bytes (HttpRequest *request, guint status, const char *type, GBytes *body);
void http_reply_status (HttpRequest *request, guint status);                   /* without a body */
void http_reply_error (HttpRequest *request, WhinError code, const char *why); /* why may be NULL */
void http_reply_problem (HttpRequest *request, guint status, const RestProblem *problem);

/* PULL gives the next at most MAX bytes (transfer full), NULL when it cannot: at first that is
 * answered with an error, later the connection is cut, so that nobody takes a part for the whole.
 */
typedef GBytes *(*HttpPull) (gsize max, gpointer data);
void http_reply_stream (HttpRequest *request,
                        guint status,
                        const char *type,
                        goffset length,
                        HttpPull pull,
                        gpointer data,
                        GDestroyNotify destroy);
