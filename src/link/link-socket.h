/* link-socket: one WebSocket, from the handshake to its close, with a bounded queue. Knows no
 * frames.
 *
 * Core thread only. After link_socket_free no handler is called.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#define LINK_QUEUE_MAX (1024 * 1024)

typedef struct _LinkSocket LinkSocket;

typedef struct {
  void (*opened) (gpointer user_data);
  void (*frame) (GBytes *text, gpointer user_data);
  /* The end, once. error (a WHIN_ERROR) when it never opened or broke the protocol; otherwise the
   * close code, 0 when there was none. */
  void (*closed) (guint code, const GError *error, gpointer user_data);
} LinkSocketHandlers;

/* A session without extensions, decoders and time-outs. */
SoupSession *link_socket_session_new (void);
/* Starts the handshake with base + "/v1/ws". handlers is not copied. */
LinkSocket *link_socket_new (SoupSession *session,
                             const char *base,
                             const char *token,
                             const LinkSocketHandlers *handlers,
                             gpointer user_data);
/* Says goodbye with code if it can; does not wait. */
void link_socket_free (LinkSocket *socket, guint code);
gboolean link_socket_send (LinkSocket *socket, GBytes *frame);
gsize link_socket_queued (LinkSocket *socket);
