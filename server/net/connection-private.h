/* connection-private: what the two halves of connection share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connection.h"
#include "error.h"
#include "send-queue.h"

struct Conn {
  EpollWatch watch;
  WheelTimer guard; /* stall, half a message, a close that takes too long */
  WheelTimer timer;
  NetLoop *loop;
  Conn *next;
  Conn **link; /* NULL once it is dead */
  Transport transport;
  const ConnHandlers *handlers;
  gpointer user;
  char *remote;
  WsParser parser;
  SendQueue queue;
  gint64 read_at;
  gint64 written_at; /* when the queue last moved or began */
  gint64 message_at; /* when an unfinished message began */
  gint64 close_at;   /* when the close was begun */
  guint refs;
  guint pauses;
  guint16 code;
  guint closing : 1;     /* a close frame is queued or sent */
  guint peer_closed : 1; /* the peer's close frame has come */
  guint above_high : 1;
  guint blocked : 1;    /* the last write would have blocked */
  guint read_again : 1; /* the next poke is also for reading */
  guint ended : 1;      /* the peer sends nothing more */
};

static inline gboolean
conn_is_dead (const Conn *conn)
{
  return conn->link == NULL;
}

/* connection-io.c */
void conn_ready (EpollWatch *watch, guint32 events);
void conn_guard_fired (WheelTimer *timer);
void conn_push (Conn *conn, SendLane lane, WsOpcode opcode, GBytes *payload);
void conn_poke_to_read (Conn *conn);
void conn_update_interest (Conn *conn);
void conn_finish (Conn *conn); /* dead from now on; closed() runs */

/* Nobody reads the rest any more: the peer closed, broke the protocol, or is too slow. */
void conn_close_now (Conn *conn, guint16 code, const char *reason);
