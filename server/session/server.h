/* server: what the handlers of one running whinchatd share. Everything here belongs to the loop
 * thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-store.h"
#include "config.h"
#include "error.h"
#include "gateway.h"
#include "http.h"
#include "limits-table.h"
#include "limits.h"
#include "log.h"
#include "store.h"

typedef struct Hub Hub;

typedef struct {
  const Config *config;
  Store *store;
  NetLoop *loop;
  HttpServer *http;
  BlobStore *blobs;
  Gateway *gateway; /* NULL: no codes, invitations only */
  Limits *limits;
  Hub *hub;
  struct Housekeeping *housekeeping;
  struct Fanout *fanout;
  gsize sending;   /* bytes of messages posted to the store and not answered */
  guint64 hellos;  /* so far */
  guint linger_ms; /* how long somebody who has gone still counts as here */
  gboolean draining;
} Server;

/* ms since 1970. */
gint64 server_now (void);
/* Tests come from the future; once, before anything runs. */
void server_shift_clock (gint64 ms);

/* With config, store, loop, http, blobs and gateway set: adds routes and starts the housekeeping.
 */
void server_start (Server *server);

/* Tells everybody when to come back, then closes. */
void server_drain (Server *server);
gboolean server_is_idle (Server *server);

/* When the connections are gone. */
void server_stop (Server *server);
