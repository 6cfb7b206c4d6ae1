/* link: the WebSocket of this device - connect, hello and resume, heartbeat, back-off. Knows
 * frames, not their meaning.
 *
 * Lives on the core thread: make it and call it there, its handlers run there (thread-default
 * GMainContext). It never stores anything: what must survive is in the outbox of the core.
 * From link_retry_now on, NULL stands for a link that is down: work left over at the end finds no
 * hole. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "proto.h"
#include "rows.h"

typedef struct _Link Link;

typedef struct {
  /* Fills in where to resume from: all of hello but proto and win (the link frees its strings).
   * FALSE: the disk refused, so that nothing can be said; the link tries again later. */
  gboolean (*hello) (ProtoHello *hello, gpointer user_data);
  /* After `welcome`; from now on link_send works. */
  void (*welcome) (const ProtoWelcome *welcome, gpointer user_data);
  /* A frame's items (ProtoItem), whole batches together, and its size in bytes. welcome, hb and bye
   * are not among them. FALSE when the core cannot hold more: the link drops the connection and
   * comes back after the usual back-off. */
  gboolean (*items) (GPtrArray *items, gsize size, gpointer user_data);
  /* A new state: never called twice with the same one unless error or retry_at changed. */
  void (*state) (const LinkRow *row, gpointer user_data);
  /* The server closed for good (revoked, suspended, replaced, copied, too old); the link stays down
   * until link_start. */
  void (*ended) (guint close_code, gpointer user_data);
} LinkHandlers;

/* url is the server's base URL, http or https. The token is copied and wiped on free. */
Link *
link_new (const char *url, const char *token, const LinkHandlers *handlers, gpointer user_data);
void link_free (Link *link);
void link_start (Link *link);
void link_stop (Link *link);
/* Drops any waiting and connects at once (the user asked, or the network came back). */
void link_retry_now (Link *link);
/* Applied up to here could not go on (a hole in seq): reconnects and says hello again. */
void link_resync (Link *link);
/* Queues one frame (object or array). FALSE when there is no connection or its queue (1 MiB) is
 * full. */
gboolean link_send (Link *link, GBytes *frame);
/* Bytes queued and not yet handed to the socket: the outbox keeps this small. */
gsize link_queued (Link *link);
/* Called by the core after `live`. */
void link_set_live (Link *link);
