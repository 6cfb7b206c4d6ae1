/* connection: socket -> parser -> handlers, and queue -> socket. With TLS it
 * reads until the stream would block, since bytes that TLS holds are invisible to epoll.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "error.h"
#include "send-queue.h"

#define READS_A_TURN 8

struct Conn {
  EpollWatch watch;
  WheelTimer guard; /* stall, half a message, a close that takes too long */
  WheelTimer timer;
  NetLoop *loop;
  Conn *next;
  Conn **link; /* NULL once it is dead */
  GIOStream *stream;
  GPollableInputStream *in;
  GPollableOutputStream *out;
  GSocket *socket;
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
  guint plain : 1;
  guint ended : 1; /* the peer sends nothing more */
};

Conn *
conn_ref (Conn *conn)
{
  conn->refs++;
  return conn;
}

void
conn_unref (Conn *conn)
{
  if (--conn->refs > 0)
    return;
  g_assert (!conn->link);
  ws_parser_clear (&conn->parser);
  g_free (conn->remote);
  g_free (conn);
}

static gboolean
is_dead (const Conn *conn)
{
  return conn->link == NULL;
}

/* The socket is shut first: closing a TLS stream would otherwise wait for a peer that reads
 * nothing. */
static void
release_stream (Conn *conn)
{
  g_socket_shutdown (conn->socket, TRUE, TRUE, NULL);
  g_socket_close (conn->socket, NULL);
  g_io_stream_close (conn->stream, NULL, NULL);
  g_clear_object (&conn->stream);
  g_clear_object (&conn->socket);
}

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

static void
finish (Conn *conn)
{
  NetLoop *loop = conn->loop;

  epoll_source_remove (loop->epoll, &conn->watch);
  timer_wheel_cancel (loop->wheel, &conn->guard);
  timer_wheel_cancel (loop->wheel, &conn->timer);
  unlink_from_loop (conn);
  loop->counters.queued -= conn->queue.bytes;
  send_queue_clear (&conn->queue);
  release_stream (conn);
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

static void
guard_fired (WheelTimer *timer)
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
  finish (conn);
}

static void
timer_fired (WheelTimer *timer)
{
  Conn *conn = (Conn *) ((char *) timer - G_STRUCT_OFFSET (Conn, timer));
  if (conn->handlers->timer && !conn->closing)
    conn->handlers->timer (conn, conn->user);
}

static void
update_interest (Conn *conn)
{
  guint32 events = conn->pauses > 0 ? 0 : EPOLLIN | EPOLLRDHUP;
  if (conn->blocked)
    events |= EPOLLOUT;
  epoll_source_want (conn->loop->epoll, &conn->watch, events);
}

static void
poke_to_read (Conn *conn)
{
  conn->read_again = TRUE;
  epoll_source_poke (conn->loop->epoll, &conn->watch);
}

static void
push (Conn *conn, SendLane lane, WsOpcode opcode, GBytes *payload)
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

/* Nobody reads the rest any more: the peer closed, broke the protocol, or is too slow. */
static void
close_now (Conn *conn, guint16 code, const char *reason)
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
      push (conn, SEND_URGENT, WS_PONG, payload);
    }
    break;
  case WS_EVENT_CLOSE:
    conn->peer_closed = TRUE;
    close_now (conn, event->code == WS_CODE_NONE ? WS_CODE_NORMAL : event->code, NULL);
    break;
  case WS_EVENT_ERROR:
    conn->loop->counters.protocol_errors++;
    close_now (conn, event->code, event->why);
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

  while (!is_dead (conn) && ws_parser_next (&conn->parser, &data, &length, &event))
    handle_event (conn, &event);
  if (is_dead (conn))
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
    g_autoptr (GError) error = NULL;
    gssize count = g_pollable_input_stream_read_nonblocking (conn->in, loop->read_buffer,
                                                             NET_BUFFER_SIZE, NULL, &error);
    if (count < 0)
      return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
    if (count == 0) {
      conn->ended = TRUE;
      return TRUE;
    }
    conn->read_at = g_get_monotonic_time ();
    loop->counters.bytes_in += count;
    feed (conn, loop->read_buffer, count);
    if (is_dead (conn) || (conn->plain && count < NET_BUFFER_SIZE))
      return TRUE;
  }
  poke_to_read (conn);
  return TRUE;
}

static gboolean
write_some (Conn *conn)
{
  NetLoop *loop = conn->loop;

  while (conn->queue.bytes > 0) {
    g_autoptr (GError) error = NULL;
    gsize staged = send_queue_stage (&conn->queue, loop->write_buffer, NET_BUFFER_SIZE);
    gssize count = g_pollable_output_stream_write_nonblocking (conn->out, loop->write_buffer,
                                                               staged, NULL, &error);
    if (count < 0) {
      conn->blocked = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
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

static void
ready (EpollWatch *watch, guint32 events)
{
  g_autoptr (Conn) conn = conn_ref ((Conn *) watch);
  gboolean was_blocked = conn->blocked;
  gboolean alive = !(events & EPOLLERR) && !((events & EPOLLHUP) && conn->pauses > 0);

  if (alive && (conn->read_again || (events & ~EPOLLOUT)))
    alive = read_some (conn);
  if (is_dead (conn))
    return;
  if (alive && (!was_blocked || (events & EPOLLOUT)))
    alive = write_some (conn);
  if (!alive || conn->ended || (conn->closing && conn->peer_closed && conn->queue.bytes == 0)) {
    finish (conn);
    return;
  }
  tell_writable (conn);
  if (!is_dead (conn))
    update_interest (conn);
}

Conn *
conn_new (NetLoop *loop,
          GIOStream *stream,
          GSocket *socket,
          const char *remote,
          const ConnHandlers *handlers,
          gpointer user,
          GError **error)
{
  Conn *conn = g_new0 (Conn, 1);

  conn->watch.ready = ready;
  if (!epoll_source_add (loop->epoll, &conn->watch, g_socket_get_fd (socket), EPOLLIN | EPOLLRDHUP,
                         error)) {
    g_free (conn);
    return NULL;
  }
  /* What the kernel may hold beyond our own count. Unix sockets have neither option. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, loop->limits.low_water, NULL);
  conn->guard.fire = guard_fired;
  conn->timer.fire = timer_fired;
  conn->loop = loop;
  conn->refs = 1;
  conn->stream = g_object_ref (stream);
  conn->socket = g_object_ref (socket);
  conn->in = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  conn->out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  conn->remote = g_strdup (remote);
  conn->handlers = handlers;
  conn->user = user;
  conn->read_at = g_get_monotonic_time ();
  ws_parser_init (&conn->parser, loop->limits.message_max);

  conn->next = loop->conns;
  conn->link = &loop->conns;
  if (conn->next)
    conn->next->link = &conn->next;
  loop->conns = conn;
  loop->counters.connections++;
  loop->counters.accepted++;
  poke_to_read (conn); /* bytes that came with the handshake */
  return conn;
}

void
conn_set_plain (Conn *conn)
{
  conn->plain = TRUE;
}

void
conn_set_handlers (Conn *conn, const ConnHandlers *handlers, gpointer user)
{
  conn->handlers = handlers;
  conn->user = user;
}

gpointer
conn_get_user (Conn *conn)
{
  return conn->user;
}

gboolean
conn_send (Conn *conn, GBytes *text, ConnPriority priority)
{
  const NetLimits *limits = &conn->loop->limits;

  if (is_dead (conn) || conn->closing)
    return FALSE;
  if (priority == CONN_EPHEMERAL && conn->queue.bytes >= limits->low_water) {
    conn->loop->counters.dropped++;
    return FALSE;
  }
  if (conn->queue.bytes + g_bytes_get_size (text) + WS_HEADER_MAX > limits->queue_max) {
    conn->loop->counters.slow++;
    close_now (conn, CLOSE_SLOW, "slow");
    return FALSE;
  }
  push (conn, priority == CONN_URGENT ? SEND_URGENT : SEND_NORMAL, WS_TEXT, text);
  return TRUE;
}

gsize
conn_queued_bytes (Conn *conn)
{
  return conn->queue.bytes;
}

gboolean
conn_is_above_high_water (Conn *conn)
{
  return conn->above_high;
}

void
conn_close (Conn *conn, guint16 code, const char *reason)
{
  g_return_if_fail (ws_close_code_is_valid (code));

  if (is_dead (conn) || conn->closing)
    return;
  conn->closing = TRUE;
  conn->code = code;
  conn->close_at = g_get_monotonic_time ();
  g_autoptr (GBytes) payload = ws_close_payload (code, reason);
  push (conn, SEND_NORMAL, WS_CLOSE, payload);
  if (conn->pauses > 0) { /* whoever paused will not resume, and the peer's close must be read */
    conn->pauses = 0;
    update_interest (conn);
    poke_to_read (conn);
  }
}

void
conn_abort (Conn *conn)
{
  if (!is_dead (conn))
    finish (conn);
}

void
conn_pause (Conn *conn)
{
  if (is_dead (conn) || conn->closing)
    return;
  conn->pauses++;
  update_interest (conn);
}

void
conn_resume (Conn *conn)
{
  if (is_dead (conn) || conn->pauses == 0 || --conn->pauses > 0)
    return;
  update_interest (conn);
  poke_to_read (conn);
}

void
conn_set_timer (Conn *conn, guint milliseconds)
{
  if (is_dead (conn))
    return;
  if (milliseconds > 0)
    net_loop_set_timer (conn->loop, &conn->timer, milliseconds);
  else
    timer_wheel_cancel (conn->loop->wheel, &conn->timer);
}

const char *
conn_get_remote (Conn *conn)
{
  return conn->remote;
}

gboolean
conn_is_closing (Conn *conn)
{
  return is_dead (conn) || conn->closing;
}

gint64
conn_last_read (Conn *conn)
{
  return conn->read_at;
}

NetLoop *
conn_get_loop (Conn *conn)
{
  return conn->loop;
}

Conn *
conn_next (Conn *conn)
{
  return conn->next;
}
