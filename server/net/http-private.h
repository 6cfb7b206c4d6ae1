/* http-private: what the parts of http share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client-address.h"
#include "http.h"
#include "linger.h"
#include "listener.h"
#include "net-stream.h"

/* A connection that speaks HTTP. It is with its server as long as libsoup has it; requests hold
 * references, since libsoup may drop a message after its connection. */
typedef struct HttpPeer HttpPeer;
struct HttpPeer {
  WheelTimer deadline;
  guint refs;
  HttpServer *server; /* NULL once it has left */
  HttpPeer *next;
  HttpPeer **link;
  GSocket *socket;
  NetStream *stream;     /* libsoup's, valid as long as that has it */
  GInetAddress *address; /* NULL on a unix socket */
  gboolean is_tls;
  HttpRequest *request; /* the present one, from its headers on */
};

struct HttpServer {
  NetLoop *loop;
  SoupServer *soup;
  HttpLimits limits;
  ProxyList *proxies;
  GTlsCertificate *certificate;
  HttpAuthenticate authenticate;
  gpointer authenticate_user;
  GPtrArray *listeners;
  GArray *routes; /* of RouteEntry */
  HttpPeer *peers;
  guint peer_count;
  guint request_count;
  gboolean draining;
};

typedef struct {
  const HttpRoute *route;
  gpointer user;
} RouteEntry;

typedef enum {
  REQUEST_HEADERS,  /* being checked, perhaps waiting for authenticate() */
  REQUEST_BODY,     /* being received */
  REQUEST_HANDLING, /* the whole request is here */
  REQUEST_REPLIED,
  REQUEST_GONE, /* the client left, or the connection was taken away from libsoup */
} RequestState;

struct HttpRequest {
  guint refs;
  RequestState state;
  SoupServerMessage *message; /* not owned; NULL once gone */
  HttpServer *server;         /* NULL once gone */
  HttpPeer *peer;
  RouteEntry entry;
  char *remote;
  char *token;
  goffset received;
  guint pauses;
  guint has_body : 1;
  guint sink_open : 1;
  guint upgrading : 1;
  gpointer identity;
  GDestroyNotify identity_destroy;
  gpointer data;
  GDestroyNotify data_destroy;
};

/* http-peer.c */
void http_peer_accept (HttpServer *server, GSocket *socket);
HttpPeer *http_peer_of (SoupServerMessage *message);
HttpPeer *http_peer_ref (HttpPeer *peer);
void http_peer_unref (HttpPeer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpPeer, http_peer_unref)
void http_peer_set_deadline (HttpPeer *peer, guint milliseconds); /* 0: none */
void http_peers_shut (HttpServer *server);

/* http-guard.c: 0, or the status to refuse with. LENGTH is -1 for a chunked body. */
guint http_check_headers (SoupServerMessage *message, goffset *length, const char **why);

/* http-route.c: the entry for METHOD and PATH; FALSE with 404 or 405 in STATUS. */
gboolean http_find_route (HttpServer *server,
                          const char *method,
                          const char *path,
                          RouteEntry *entry,
                          guint *status);

/* http-request.c */
void http_request_attach (HttpServer *server, SoupServerMessage *message);
void http_request_handle (HttpRequest *request);
HttpRequest *http_request_of (SoupServerMessage *message);
void http_request_set_gone (HttpRequest *request);
void http_request_timed_out (HttpRequest *request);

/* ws-upgrade.c */
void http_request_upgrade (HttpRequest *request);

/* http-reply.c */
void http_reply_early (HttpRequest *request, guint status, WhinError code, const char *why);
