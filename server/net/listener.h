/* listener: our own listening sockets with a deep backlog (libsoup's is 10), accepted through
 * epoll.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net-loop.h"

typedef struct Listener Listener;

/* SOCKET is the callee's to keep with a reference. */
typedef void (*ListenerAccepted) (GSocket *socket, gpointer user);

/* ADDRESS is "host:port", "[::1]:port", "*:port" (both families; port 0 takes a free one) or
 * "unix:/path", where the file of a dead listener is replaced and a live one is an error. */
Listener *listener_new (NetLoop *loop, const char *address, GError **error);

/* Connections wait in the backlog until this is called. */
gboolean
listener_start (Listener *listener, ListenerAccepted accepted, gpointer user, GError **error);

/* Where it really listens, in the same form as it was asked for. */
const char *listener_get_address (Listener *listener);
guint16 listener_get_port (Listener *listener); /* 0 for a unix socket */

/* Stops accepting; connections that were not accepted are refused from now on. */
void listener_free (Listener *listener);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listener, listener_free)
