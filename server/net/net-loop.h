/* net-loop: what the connections of one thread share: epoll, timers, scratch buffers, limits,
 * counters. Created and used on the thread that runs its context; connections never move between
 * loops.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "epoll-source.h"
#include "timer-wheel.h"

#define NET_BUFFER_SIZE (64 * 1024)

typedef struct {
  gsize message_max; /* bytes of one incoming message */
  gsize high_water;  /* queued bytes above which a sender should pause */
  gsize low_water;   /* ... and below which it is told to go on */
  gsize queue_max;   /* queued bytes at which the peer is cut off as slow */
  guint stall_ms;    /* the same when nothing could be written for so long */
  guint linger_ms;   /* how long a close may take */
  guint message_ms;  /* how long one incoming message may take */
} NetLimits;

extern const NetLimits net_default_limits;

typedef struct {
  guint64 accepted; /* connections ever */
  guint connections;
  guint64 frames_in, frames_out;
  guint64 bytes_in, bytes_out; /* WebSocket bytes, frame headers included */
  guint64 queued;              /* bytes waiting to be sent, all connections */
  guint64 slow;                /* cut off for not reading */
  guint64 protocol_errors;
  guint64 dropped; /* ephemeral frames not sent */
} NetCounters;

typedef struct NetLoop {
  GMainContext *context;
  EpollSource *epoll;
  TimerWheel *wheel;
  NetLimits limits;
  NetCounters counters;
  struct Conn *conns; /* newest first */
  struct Linger *lingers;
  guint8 *read_buffer;
  guint8 *write_buffer;
} NetLoop;

/* LIMITS may be NULL for the defaults. */
NetLoop *net_loop_new (GMainContext *context, const NetLimits *limits, GError **error);

/* Cuts off what is still connected: each connection's closed callback runs. Listeners and HTTP
 * servers of this loop must be freed before. */
void net_loop_free (NetLoop *loop);

static inline void
net_loop_set_timer (NetLoop *loop, WheelTimer *timer, guint milliseconds)
{
  timer_wheel_set (loop->wheel, timer,
                   g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND);
}
