/* net-loop: the shared part of all connections of one thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "net-loop.h"

#include "connection.h"
#include "limits.h"
#include "linger.h"

const NetLimits net_default_limits = {
  .message_max = LIMIT_FRAME_MAX,
  .high_water = 256 * 1024,
  .low_water = 64 * 1024,
  .queue_max = 1024 * 1024,
  .stall_ms = 30 * 1000,
  .linger_ms = 5 * 1000,
  .message_ms = 60 * 1000,
};

NetLoop *
net_loop_new (GMainContext *context, const NetLimits *limits, GError **error)
{
  EpollSource *epoll = epoll_source_new (context, error);
  if (!epoll)
    return NULL;

  NetLoop *loop = g_new0 (NetLoop, 1);
  loop->context = g_main_context_ref (context ? context : g_main_context_default ());
  loop->epoll = epoll;
  loop->wheel = timer_wheel_new (context);
  loop->limits = limits ? *limits : net_default_limits;
  loop->read_buffer = g_malloc (NET_BUFFER_SIZE);
  loop->write_buffer = g_malloc (NET_BUFFER_SIZE);
  return loop;
}

void
net_loop_free (NetLoop *loop)
{
  if (!loop)
    return;
  while (loop->conns)
    conn_abort (loop->conns);
  linger_end_all (loop);
  timer_wheel_free (loop->wheel);
  epoll_source_free (loop->epoll);
  g_main_context_unref (loop->context);
  g_free (loop->read_buffer);
  g_free (loop->write_buffer);
  g_free (loop);
}
