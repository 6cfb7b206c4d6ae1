/* connection: the life of a connection and what its owner may do with it; connection-io.c moves the
 * bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "connection-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

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

static void
timer_fired (WheelTimer *timer)
{
  Conn *conn = (Conn *) ((char *) timer - G_STRUCT_OFFSET (Conn, timer));
  if (conn->handlers->timer && !conn->closing)
    conn->handlers->timer (conn, conn->user);
}

/* What the kernel may hold beyond our own count. Unix sockets have neither option. */
static void
limit_kernel (int fd, int bytes)
{
  int on = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt (fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bytes, sizeof bytes);
}

Conn *
conn_new (NetLoop *loop,
          Transport transport,
          const char *remote,
          const ConnHandlers *handlers,
          gpointer user,
          GError **error)
{
  Conn *conn = g_new0 (Conn, 1);

  conn->watch.ready = conn_ready;
  if (!epoll_source_add (loop->epoll, &conn->watch, transport.fd, EPOLLIN | EPOLLRDHUP, error)) {
    transport_close (&transport);
    g_free (conn);
    return NULL;
  }
  limit_kernel (transport.fd, (int) loop->limits.low_water);
  conn->guard.fire = conn_guard_fired;
  conn->timer.fire = timer_fired;
  conn->loop = loop;
  conn->refs = 1;
  conn->transport = transport;
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
  conn_poke_to_read (conn); /* bytes that came with the handshake */
  return conn;
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

  if (conn_is_dead (conn) || conn->closing)
    return FALSE;
  if (priority == CONN_EPHEMERAL && conn->queue.bytes >= limits->low_water) {
    conn->loop->counters.dropped++;
    return FALSE;
  }
  if (conn->queue.bytes + g_bytes_get_size (text) + WS_HEADER_MAX > limits->queue_max) {
    conn->loop->counters.slow++;
    conn_close_now (conn, CLOSE_SLOW, "slow");
    return FALSE;
  }
  conn_push (conn, priority == CONN_URGENT ? SEND_URGENT : SEND_NORMAL, WS_TEXT, text);
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

  if (conn_is_dead (conn) || conn->closing)
    return;
  conn->closing = TRUE;
  conn->code = code;
  conn->close_at = g_get_monotonic_time ();
  g_autoptr (GBytes) payload = ws_close_payload (code, reason);
  conn_push (conn, SEND_NORMAL, WS_CLOSE, payload);
  if (conn->pauses > 0) { /* whoever paused will not resume, and the peer's close must be read */
    conn->pauses = 0;
    conn_update_interest (conn);
    conn_poke_to_read (conn);
  }
}

void
conn_abort (Conn *conn)
{
  if (!conn_is_dead (conn))
    conn_finish (conn);
}

void
conn_pause (Conn *conn)
{
  if (conn_is_dead (conn) || conn->closing)
    return;
  conn->pauses++;
  conn_update_interest (conn);
}

void
conn_resume (Conn *conn)
{
  if (conn_is_dead (conn) || conn->pauses == 0 || --conn->pauses > 0)
    return;
  conn_update_interest (conn);
  conn_poke_to_read (conn);
}

void
conn_set_timer (Conn *conn, guint milliseconds)
{
  if (conn_is_dead (conn))
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
  return conn_is_dead (conn) || conn->closing;
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
