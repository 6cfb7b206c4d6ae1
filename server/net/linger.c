/* linger: half-closed sockets that are read empty, for two seconds at most.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "linger.h"

#include <errno.h>
#include <sys/socket.h>

#define LINGER_MS 2000
#define LINGER_BYTES (4 * 1024 * 1024)

typedef struct Linger Linger;
struct Linger {
  EpollWatch watch;
  WheelTimer deadline;
  NetLoop *loop;
  GIOStream *stream;
  GSocket *socket;
  gsize left;
  Linger *next;
  Linger **link;
};

static void
linger_free (Linger *linger)
{
  *linger->link = linger->next;
  if (linger->next)
    linger->next->link = linger->link;
  epoll_source_remove (linger->loop->epoll, &linger->watch);
  timer_wheel_cancel (linger->loop->wheel, &linger->deadline);
  g_socket_shutdown (linger->socket, TRUE, TRUE, NULL);
  g_io_stream_close (linger->stream, NULL, NULL);
  g_socket_close (linger->socket, NULL);
  g_object_unref (linger->stream);
  g_object_unref (linger->socket);
  g_free (linger);
}

static void
ready (EpollWatch *watch, guint32 events)
{
  Linger *linger = (Linger *) watch;

  while (linger->left > 0) {
    gssize count = recv (watch->fd, linger->loop->read_buffer, MIN (linger->left, NET_BUFFER_SIZE),
                         MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
      return;
    if (count <= 0)
      break;
    linger->left -= count;
  }
  linger_free (linger);
}

static void
expired (WheelTimer *timer)
{
  linger_free ((Linger *) ((char *) timer - G_STRUCT_OFFSET (Linger, deadline)));
}

void
linger_and_close (NetLoop *loop, GIOStream *stream, GSocket *socket, GString *bytes)
{
  GOutputStream *out = g_io_stream_get_output_stream (stream);

  /* A short answer into an empty socket buffer: it fits, or the client has gone. */
  g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (out), bytes->str,
                                              bytes->len, NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);

  Linger *linger = g_new0 (Linger, 1);
  linger->watch.ready = ready;
  linger->deadline.fire = expired;
  linger->loop = loop;
  linger->stream = g_object_ref (stream);
  linger->socket = g_object_ref (socket);
  linger->left = LINGER_BYTES;
  linger->next = loop->lingers;
  linger->link = &loop->lingers;
  if (linger->next)
    linger->next->link = &linger->next;
  loop->lingers = linger;
  if (!epoll_source_add (loop->epoll, &linger->watch, g_socket_get_fd (socket), EPOLLIN, NULL)) {
    linger_free (linger);
    return;
  }
  net_loop_set_timer (loop, &linger->deadline, LINGER_MS);
}

void
linger_end_all (NetLoop *loop)
{
  while (loop->lingers)
    linger_free (loop->lingers);
}
