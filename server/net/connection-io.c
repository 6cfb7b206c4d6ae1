/* connection-io: socket -> parser -> handlers, and queue -> socket. With TLS it reads until the
 * stream would block, since bytes that TLS holds are invisible to epoll.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection-private.h"

#define READS_A_TURN 8

static void
unlink_from_loop (Conn *conn)
{
  *conn->link = conn->next;
  if (conn->next)
    conn->next->link = conn->link;
  conn->link = NULL;
  conn->next = NULL;
  conn->loop->counters.connections--;
}

void
conn_finish (Conn *conn)
{
  NetLoop *loop = conn->loop;

  epoll_source_remove (loop->epoll, &conn->watch);
  timer_wheel_cancel (loop->wheel, &conn->guard);
  timer_wheel_cancel (loop->wheel, &conn->timer);
  unlink_from_loop (conn);
  loop->counters.queued -= conn->queue.bytes;
  send_queue_clear (&conn->queue);
  transport_close (&conn->transport);
  conn->handlers->closed (conn, conn->code ? conn->code : WS_CODE_ABNORMAL, conn->user);
  conn_unref (conn);
}

static gint64
guard_due (const Conn *conn)
{
  const NetLimits *limits = &conn->loop->limits;
  gint64 due = G_MAXINT64;

  if (conn->closing)
    due = MIN (due, conn->close_at + limits->linger_ms * G_TIME_SPAN_MILLISECOND);
  if (conn->queue.bytes > 0)
    due = MIN (due, conn->written_at + limits->stall_ms * G_TIME_SPAN_MILLISECOND);
  if (conn->message_at)
    due = MIN (due, conn->message_at + limits->message_ms * G_TIME_SPAN_MILLISECOND);
  return due;
}

/* A timer that is already set earlier looks again when it fires; so traffic costs nothing here. */
static void
arm_guard (Conn *conn)
{
  gint64 due = guard_due (conn);
  if (due != G_MAXINT64 && (!conn->guard.link || due < conn->guard.due))
    timer_wheel_set (conn->loop->wheel, &conn->guard, due);
}

void
conn_guard_fired (WheelTimer *timer)
{
  Conn *conn = (Conn *) ((char *) timer - G_STRUCT_OFFSET (Conn, guard));
  const NetLimits *limits = &conn->loop->limits;
  gint64 now = g_get_monotonic_time ();

  if (guard_due (conn) > now) {
    arm_guard (conn);
    return;
  }
  if (conn->queue.bytes > 0 && !conn->closing &&
      conn->written_at + limits->stall_ms * G_TIME_SPAN_MILLISECOND <= now) {
    conn->code = CLOSE_SLOW;
    conn->loop->counters.slow++;
  }
  conn_finish (conn);
}

void
conn_update_interest (Conn *conn)
{
  guint32 events = conn->pauses > 0 ? 0 : EPOLLIN | EPOLLRDHUP;
  if (conn->blocked)
    events |= EPOLLOUT;
  epoll_source_want (conn->loop->epoll, &conn->watch, events);
}

void
conn_poke_to_read (Conn *conn)
{
  conn->read_again = TRUE;
  epoll_source_poke (conn->loop->epoll, &conn->watch);
}

void
conn_push (Conn *conn, SendLane lane, WsOpcode opcode, GBytes *payload)
{
  if (conn->queue.bytes == 0)
    conn->written_at = g_get_monotonic_time ();
  conn->loop->counters.queued += send_queue_push (&conn->queue, lane, opcode, payload);
  if (conn->queue.bytes > conn->loop->limits.high_water)
    conn->above_high = TRUE;
  arm_guard (conn);
  epoll_source_poke (conn->loop->epoll, &conn->watch);
}

static void
drop_waiting (Conn *conn)
{
  gsize before = conn->queue.bytes;
  send_queue_drop_waiting (&conn->queue);
  conn->loop->counters.queued -= before - conn->queue.bytes;
}

void
conn_close_now (Conn *conn, guint16 code, const char *reason)
{
  if (conn->closing)
    return;
  drop_waiting (conn);
  conn_close (conn, code, reason);
}

static void
handle_event (Conn *conn, const WsEvent *event)
{
  switch (event->type) {
  case WS_EVENT_TEXT:
    conn->message_at = 0;
    conn->loop->counters.frames_in++;
    if (!conn->closing)
      conn->handlers->text (conn, (const char *) event->data, event->length, conn->user);
    break;
  case WS_EVENT_PING:
    if (!conn->closing && conn->queue.bytes <= conn->loop->limits.high_water) {
      g_autoptr (GBytes) payload = g_bytes_new (event->data, event->length);
      conn_push (conn, SEND_URGENT, WS_PONG, payload);
    }
    break;
  case WS_EVENT_CLOSE:
    conn->peer_closed = TRUE;
    conn_close_now (conn, event->code == WS_CODE_NONE ? WS_CODE_NORMAL : event->code, NULL);
    break;
  case WS_EVENT_ERROR:
    conn->loop->counters.protocol_errors++;
    conn_close_now (conn, event->code, event->why);
    break;
  case WS_EVENT_PONG:
  case WS_EVENT_NONE:
    break;
  }
}

static void
feed (Conn *conn, guint8 *data, gsize length)
{
  WsEvent event;

  while (!conn_is_dead (conn) && ws_parser_next (&conn->parser, &data, &length, &event))
    handle_event (conn, &event);
  if (conn_is_dead (conn))
    return;
  if (!ws_parser_is_midway (&conn->parser))
    conn->message_at = 0;
  else if (!conn->message_at) {
    conn->message_at = conn->read_at;
    arm_guard (conn);
  }
}

/* FALSE when the connection is broken. */
static gboolean
read_some (Conn *conn)
{
  NetLoop *loop = conn->loop;

  conn->read_again = FALSE;
  for (guint i = 0; i < READS_A_TURN; i++) {
    if (conn->pauses > 0)
      return TRUE;
    gssize count = transport_read (&conn->transport, loop->read_buffer, NET_BUFFER_SIZE);
    if (count < 0)
      return count == TRANSPORT_BLOCKED;
    if (count == 0) {
      conn->ended = TRUE;
      return TRUE;
    }
    conn->read_at = g_get_monotonic_time ();
    loop->counters.bytes_in += count;
    feed (conn, loop->read_buffer, count);
    if (conn_is_dead (conn) || (transport_is_bare (&conn->transport) && count < NET_BUFFER_SIZE))
      return TRUE;
  }
  conn_poke_to_read (conn);
  return TRUE;
}

static gboolean
write_some (Conn *conn)
{
  NetLoop *loop = conn->loop;

  while (conn->queue.bytes > 0) {
    gsize staged = send_queue_stage (&conn->queue, loop->write_buffer, NET_BUFFER_SIZE);
    gssize count = transport_write (&conn->transport, loop->write_buffer, staged);
    if (count < 0) {
      conn->blocked = count == TRANSPORT_BLOCKED;
      return conn->blocked;
    }
    conn->written_at = g_get_monotonic_time ();
    loop->counters.bytes_out += count;
    loop->counters.queued -= count;
    loop->counters.frames_out += send_queue_advance (&conn->queue, count);
  }
  conn->blocked = FALSE;
  return TRUE;
}

static void
tell_writable (Conn *conn)
{
  if (!conn->above_high || conn->queue.bytes >= conn->loop->limits.low_water)
    return;
  conn->above_high = FALSE;
  if (conn->handlers->writable && !conn->closing)
    conn->handlers->writable (conn, conn->user);
}

void
conn_ready (EpollWatch *watch, guint32 events)
{
  g_autoptr (Conn) conn = conn_ref ((Conn *) watch);
  gboolean was_blocked = conn->blocked;
  gboolean alive = !(events & EPOLLERR) && !((events & EPOLLHUP) && conn->pauses > 0);

  if (alive && (conn->read_again || (events & ~EPOLLOUT)))
    alive = read_some (conn);
  if (conn_is_dead (conn))
    return;
  if (alive && (!was_blocked || (events & EPOLLOUT)))
    alive = write_some (conn);
  if (!alive || conn->ended || (conn->closing && conn->peer_closed && conn->queue.bytes == 0)) {
    conn_finish (conn);
    return;
  }
  tell_writable (conn);
  if (!conn_is_dead (conn))
    conn_update_interest (conn);
}
