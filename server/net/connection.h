/* connection: one WebSocket taken over from libsoup, read and written through its loop's epoll
 * source. All functions and callbacks run on the loop's thread. No function calls back before it
 * returns (but conn_abort), so anything may be called inside a callback.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-loop.h"
#include "transport.h"

typedef struct Conn Conn;

typedef enum {
  CONN_URGENT,    /* answers and acks: overtake what waits */
  CONN_NORMAL,    /* messages, in order */
  CONN_EPHEMERAL, /* typing, presence: dropped when the queue is above low water */
} ConnPriority;

typedef struct {
  /* A whole message; TEXT is UTF-8, not NUL-terminated and valid during the call only. */
  void (*text) (Conn *conn, const char *text, gsize length, gpointer user);
  /* The queue was above high water and has fallen below low water. May be NULL. */
  void (*writable) (Conn *conn, gpointer user);
  /* The timer of conn_set_timer() ran out. May be NULL. */
  void (*timer) (Conn *conn, gpointer user);
  /* The last callback, exactly once. CODE is that of whoever closed first, 1006 without a close. */
  void (*closed) (Conn *conn, guint16 code, gpointer user);
} ConnHandlers;

/* Takes TRANSPORT over, also when it fails. REMOTE is the client's address in words. The connection
 * belongs to the loop and lives until closed() has returned; conn_ref() to keep it longer, after
 * which every function is harmless. */
Conn *conn_new (NetLoop *loop,
                Transport transport,
                const char *remote,
                const ConnHandlers *handlers,
                gpointer user,
                GError **error);

Conn *conn_ref (Conn *conn);
void conn_unref (Conn *conn);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Conn, conn_unref)

/* Hands the connection to somebody else, for example from the greeting to the session. */
void conn_set_handlers (Conn *conn, const ConnHandlers *handlers, gpointer user);
gpointer conn_get_user (Conn *conn);

/* Queues a text frame, written when the loop comes round. FALSE: it will not be sent, because the
 * connection is closing, because it was ephemeral and there is no room, or because the queue is
 * full: then the peer is being cut off as slow. */
gboolean conn_send (Conn *conn, GBytes *text, ConnPriority priority);
gsize conn_queued_bytes (Conn *conn);
gboolean conn_is_above_high_water (Conn *conn);

/* Sends what is queued, then a close frame, and waits for the peer's for a bounded time. */
void conn_close (Conn *conn, guint16 code, const char *reason);

/* Cuts the connection at once; closed() runs before this returns. */
void conn_abort (Conn *conn);

/* While paused the socket is not read and TCP holds the peer back. At most one buffer (64 KiB) that
 * was already read is still delivered. Counted: each pause needs its resume. */
void conn_pause (Conn *conn);
void conn_resume (Conn *conn);

/* One timer, coarse and cheap; 0 cancels it. */
void conn_set_timer (Conn *conn, guint milliseconds);

const char *conn_get_remote (Conn *conn);
gboolean conn_is_closing (Conn *conn);
gint64 conn_last_read (Conn *conn); /* monotonic time of the last bytes from the peer */
NetLoop *conn_get_loop (Conn *conn);
Conn *conn_next (Conn *conn); /* the next of loop->conns, NULL at the end */
