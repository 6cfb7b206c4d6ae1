/* net-stream: an accepted connection as libsoup sees it. libsoup closes its streams synchronously,
 * and a TLS stream then waits for a peer that may not read; this one shuts the socket first. The
 * only GObject of the server: libsoup takes nothing less.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#define NET_TYPE_STREAM (net_stream_get_type ())
G_DECLARE_FINAL_TYPE (NetStream, net_stream, NET, STREAM, GIOStream)

/* INNER is the stream over SOCKET that is really read and written; both are kept. */
GIOStream *net_stream_new (GIOStream *inner, GSocket *socket);

/* Somebody else has a descriptor for the connection: closing closes only this one. */
void net_stream_let_go (NetStream *self);
