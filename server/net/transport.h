/* transport: the bytes of one connection: through GIO where TLS is in between, else straight from
 * the descriptor, which takes a fraction of the memory. A value, owned by its connection.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#define TRANSPORT_BLOCKED (-1) /* nothing now; epoll tells when */
#define TRANSPORT_BROKEN (-2)

typedef struct {
  int fd;
  GIOStream *stream; /* NULL: the descriptor is ours */
  GSocket *socket;   /* under the stream */
  GBytes *early;     /* was read by somebody before us; NULL mostly */
} Transport;

/* Keeps STREAM (its input and output must be pollable) and SOCKET, which is under it. */
Transport transport_over (GIOStream *stream, GSocket *socket);
/* Has a descriptor of its own for what SOCKET is: that may be closed, but not shut. READER, if not
 * NULL, has read from it before and may hold bytes that are ours. */
Transport transport_bare (GSocket *socket, GInputStream *reader);

/* The bytes, 0 at the end, or one of the above. */
gssize transport_read (Transport *transport, void *buffer, gsize size);
gssize transport_write (Transport *transport, const void *data, gsize size);
/* A read that did not fill the buffer emptied it. With TLS that says nothing: bytes that TLS holds
 * are invisible to epoll. */
gboolean transport_is_bare (const Transport *transport);
void transport_close (Transport *transport);
