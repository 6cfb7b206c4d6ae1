/* transport: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define EARLY_MAX (64 * 1024)

Transport
transport_over (GIOStream *stream, GSocket *socket)
{
  return (Transport) { .fd = g_socket_get_fd (socket),
                       .stream = g_object_ref (stream),
                       .socket = g_object_ref (socket) };
}

static GBytes *
held_by (GInputStream *reader)
{
  g_autofree guint8 *buffer = g_malloc (EARLY_MAX);
  gssize count = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (reader), buffer,
                                                           EARLY_MAX, NULL, NULL);

  return count > 0 ? g_bytes_new (buffer, count) : NULL;
}

Transport
transport_bare (GSocket *socket, GInputStream *reader)
{
  return (Transport) { .fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0),
                       .early = reader ? held_by (reader) : NULL };
}

static gssize
judge (gssize count)
{
  if (count >= 0)
    return count;
  return errno == EAGAIN || errno == EINTR ? TRANSPORT_BLOCKED : TRANSPORT_BROKEN;
}

static gssize
judge_error (gssize count, GError *error)
{
  gboolean blocked = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);

  g_clear_error (&error);
  return count >= 0 ? count : blocked ? TRANSPORT_BLOCKED : TRANSPORT_BROKEN;
}

static gssize
take_early (Transport *transport, void *buffer, gsize size)
{
  gsize count = g_bytes_get_size (transport->early);

  g_assert (count <= size);
  memcpy (buffer, g_bytes_get_data (transport->early, NULL), count);
  g_clear_pointer (&transport->early, g_bytes_unref);
  return (gssize) count;
}

gssize
transport_read (Transport *transport, void *buffer, gsize size)
{
  GError *error = NULL;

  if (transport->early)
    return take_early (transport, buffer, size);
  if (!transport->stream)
    return judge (recv (transport->fd, buffer, size, MSG_DONTWAIT));
  GInputStream *in = g_io_stream_get_input_stream (transport->stream);
  gssize count = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (in), buffer,
                                                           size, NULL, &error);
  return judge_error (count, error);
}

gssize
transport_write (Transport *transport, const void *data, gsize size)
{
  GError *error = NULL;

  if (!transport->stream)
    return judge (send (transport->fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL));
  GOutputStream *out = g_io_stream_get_output_stream (transport->stream);
  gssize count = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (out), data,
                                                             size, NULL, &error);
  return judge_error (count, error);
}

gboolean
transport_is_bare (const Transport *transport)
{
  return !transport->stream;
}

/* The socket is shut first: closing a TLS stream would otherwise wait for a peer that reads
 * nothing. */
void
transport_close (Transport *transport)
{
  shutdown (transport->fd, SHUT_RDWR);
  if (transport->stream) {
    g_socket_close (transport->socket, NULL);
    g_io_stream_close (transport->stream, NULL, NULL);
  } else {
    close (transport->fd);
  }
  g_clear_object (&transport->stream);
  g_clear_object (&transport->socket);
  g_clear_pointer (&transport->early, g_bytes_unref);
}
