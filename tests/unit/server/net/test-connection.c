/* test-connection: a Conn at one end of a real socket, the test at the other, in one loop.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection.h"
#include "error.h"
#include "listener.h"
#include "ws-script.h"

#define BOUND (10 * G_TIME_SPAN_SECOND)

static gboolean is_bare; /* the transport of the present test's connection */

typedef struct {
  NetLoop *loop;
  Conn *conn;
  int fd; /* the client's end */
  const ConnHandlers *handlers;
  GString *log;
  GByteArray *received;
  gboolean eof;
  guint16 code;
  guint closed;
  guint writable;
  guint timers;
  void (*on_text) (gpointer fixture, const char *text);
} Fixture;

static void
text_cb (Conn *conn, const char *text, gsize length, gpointer user)
{
  Fixture *f = user;
  g_autofree char *copy = g_strndup (text, MIN (length, 40));
  g_string_append_printf (f->log, "%s;", copy);
  if (f->on_text)
    f->on_text (f, copy);
}

static void
writable_cb (Conn *conn, gpointer user)
{
  ((Fixture *) user)->writable++;
}

static void
timer_cb (Conn *conn, gpointer user)
{
  ((Fixture *) user)->timers++;
}

static void
closed_cb (Conn *conn, guint16 code, gpointer user)
{
  Fixture *f = user;
  g_assert_true (conn == f->conn);
  f->conn = NULL;
  f->code = code;
  f->closed++;
}

static const ConnHandlers handlers = { text_cb, writable_cb, timer_cb, closed_cb };

static void
accepted_cb (GSocket *socket, gpointer user)
{
  Fixture *f = user;
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GError) error = NULL;
  Transport transport =
      is_bare ? transport_bare (socket, NULL) : transport_over (G_IO_STREAM (stream), socket);
  f->conn = conn_new (f->loop, transport, "test", &handlers, f, &error);
  g_assert_no_error (error);
}

static void
read_client (Fixture *f)
{
  guint8 buffer[65536];
  gssize count;
  while ((count = recv (f->fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    g_byte_array_append (f->received, buffer, count);
  if (count == 0 || errno == ECONNRESET)
    f->eof = TRUE;
}

/* Runs the loop until CONDITION holds, or fails the test. */
#define RUN_UNTIL(condition)                                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 limit_ = g_get_monotonic_time () + BOUND;                                               \
    while (!(condition)) {                                                                         \
      g_assert_cmpint (g_get_monotonic_time (), <, limit_);                                        \
      g_main_context_iteration (NULL, FALSE);                                                      \
      g_thread_yield ();                                                                           \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

static gboolean
client_has (Fixture *f, gsize length)
{
  read_client (f);
  return f->received->len >= length;
}

static gboolean
client_sees_end (Fixture *f)
{
  read_client (f);
  return f->eof;
}

static int
connect_to (guint16 port, int receive_buffer)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  guint8 native[128];
  gssize size = g_socket_address_get_native_size (address);

  if (receive_buffer > 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  g_assert_true (g_socket_address_to_native (address, native, sizeof native, NULL));
  g_assert_cmpint (connect (fd, (struct sockaddr *) native, size), ==, 0);
  return fd;
}

static Fixture *
fixture_new (const NetLimits *limits)
{
  Fixture *f = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  f->loop = net_loop_new (NULL, limits, &error);
  g_assert_no_error (error);
  f->log = g_string_new (NULL);
  f->received = g_byte_array_new ();
  g_autoptr (Listener) listener = listener_new (f->loop, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  g_assert_true (listener_start (listener, accepted_cb, f, &error));
  f->fd = connect_to (listener_get_port (listener), 4096);
  RUN_UNTIL (f->conn);
  return f;
}

static void
fixture_free (Fixture *f)
{
  guint closed = f->closed + (f->conn != NULL);
  net_loop_free (f->loop);
  g_assert_cmpuint (f->closed, ==, closed);
  close (f->fd);
  g_string_free (f->log, TRUE);
  g_byte_array_unref (f->received);
  g_free (f);
}

static void
client_write (Fixture *f, gconstpointer bytes, gsize length)
{
  g_assert_cmpint (send (f->fd, bytes, length, MSG_NOSIGNAL), ==, length);
}

static void
client_frame (Fixture *f, guint8 first, const char *payload)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  script_frame (out, first, payload, strlen (payload));
  client_write (f, out->data, out->len);
}

static gboolean
send_text (Conn *conn, const char *text, ConnPriority priority)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  return conn_send (conn, bytes, priority);
}

static GBytes *
filler (gsize size)
{
  char *text = g_malloc (size);
  memset (text, 'f', size);
  return g_bytes_new_take (text, size);
}

static void
test_echo (void)
{
  Fixture *f = fixture_new (NULL);

  client_frame (f, 0x81, "one");
  client_frame (f, 0x01, "tw");
  client_frame (f, 0x89, "hi");
  client_frame (f, 0x80, "o");
  RUN_UNTIL (g_strcmp0 (f->log->str, "one;two;") == 0);
  send_text (f->conn, "normal", CONN_NORMAL);
  send_text (f->conn, "first", CONN_URGENT);
  RUN_UNTIL (client_has (f, 19));
  g_assert_cmpmem (f->received->data, f->received->len,
                   "\x8a\x02hi\x81\x05"
                   "first\x81\x06normal",
                   19);
  g_assert_cmpuint (f->loop->counters.frames_in, ==, 2);
  g_assert_cmpuint (f->loop->counters.frames_out, ==, 3);
  g_assert_cmpuint (f->loop->counters.queued, ==, 0);
  fixture_free (f);
}

static void
test_close_by_us (void)
{
  Fixture *f = fixture_new (NULL);

  send_text (f->conn, "last", CONN_NORMAL);
  conn_close (f->conn, CLOSE_DRAIN, "drain");
  g_assert_false (send_text (f->conn, "too late", CONN_NORMAL));
  RUN_UNTIL (client_has (f, 15));
  g_assert_cmpmem (f->received->data, 15,
                   "\x81\x04last\x88\x07\x0f\xa1"
                   "drain",
                   15);
  client_frame (f, 0x81, "ignored");
  g_assert_cmpuint (f->closed, ==, 0);
  client_frame (f, 0x88, "");
  RUN_UNTIL (f->closed);
  g_assert_cmpuint (f->code, ==, CLOSE_DRAIN);
  g_assert_cmpstr (f->log->str, ==, "");
  RUN_UNTIL (client_sees_end (f));
  fixture_free (f);
}

static void
test_close_by_peer (void)
{
  Fixture *f = fixture_new (NULL);

  client_frame (f, 0x88, "\x03\xe9");
  RUN_UNTIL (f->closed);
  RUN_UNTIL (client_sees_end (f));
  g_assert_cmpuint (f->code, ==, 1001);
  g_assert_cmpmem (f->received->data, f->received->len, "\x88\x02\x03\xe9", 4);
  fixture_free (f);
}

static void
test_violation (void)
{
  static const NetLimits limits = { 1000, 4096, 1024, 16384, 5000, 300, 5000 };
  Fixture *f = fixture_new (&limits);

  client_write (f, "\x81\x01x", 3);
  client_frame (f, 0x81, "after");
  RUN_UNTIL (client_sees_end (f)); /* the close frame arrives although we sent on; linger ends it */
  g_assert_cmpuint (f->code, ==, 1002);
  g_assert_cmpmem (f->received->data, 4, "\x88\x15\x03\xea", 4);
  g_assert_cmpuint (f->loop->counters.protocol_errors, ==, 1);
  g_assert_cmpstr (f->log->str, ==, "");
  fixture_free (f);
}

static void
test_linger (void)
{
  static const NetLimits limits = { 1000, 4096, 1024, 16384, 5000, 200, 5000 };
  Fixture *f = fixture_new (&limits);
  gint64 start = g_get_monotonic_time ();

  conn_close (f->conn, 1000, NULL); /* the peer never answers */
  RUN_UNTIL (f->closed);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 200 * G_TIME_SPAN_MILLISECOND);
  fixture_free (f);
}

static void
test_half_open (void)
{
  Fixture *f = fixture_new (NULL);

  client_frame (f, 0x81, "x");
  shutdown (f->fd, SHUT_WR);
  RUN_UNTIL (f->closed);
  g_assert_cmpuint (f->code, ==, 1006);
  g_assert_cmpstr (f->log->str, ==, "x;");
  fixture_free (f);
}

static void
test_reset (void)
{
  Fixture *f = fixture_new (NULL);
  struct linger hard = { 1, 0 };

  setsockopt (f->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close (f->fd);
  f->fd = dup (0);
  RUN_UNTIL (f->closed);
  g_assert_cmpuint (f->code, ==, 1006);
  fixture_free (f);
}

static void
on_text_act (gpointer fixture, const char *text)
{
  Fixture *f = fixture;

  if (strcmp (text, "abort") == 0)
    conn_abort (f->conn);
  else if (strcmp (text, "close") == 0)
    conn_close (f->conn, 1000, NULL);
  else if (strcmp (text, "pause") == 0)
    conn_pause (f->conn);
}

/* Frames after the one that ended it, in the same packet, are not seen. */
static void
test_reentrant (void)
{
  static const char *const ways[] = { "abort", "close" };
  for (guint i = 0; i < 2; i++) {
    Fixture *f = fixture_new (NULL);
    g_autoptr (Conn) kept = conn_ref (f->conn);
    g_autoptr (GByteArray) out = g_byte_array_new ();
    f->on_text = on_text_act;
    script_frame (out, 0x01, ways[i], 2); /* in fragments, so that the text is a buffer of ours */
    script_frame (out, 0x80, ways[i] + 2, 3);
    script_frame (out, 0x81, "unseen", 6);
    script_frame (out, 0x88, NULL, 0);
    client_write (f, out->data, out->len);
    RUN_UNTIL (f->closed);
    g_assert_cmpuint (f->closed, ==, 1);
    g_assert_false (g_strrstr (f->log->str, "unseen") != NULL);
    g_assert_true (conn_is_closing (kept));
    g_assert_false (send_text (kept, "x", CONN_NORMAL));
    conn_pause (kept);
    conn_resume (kept);
    conn_close (kept, 1000, NULL);
    conn_abort (kept);
    conn_set_timer (kept, 10);
    fixture_free (f);
  }
}

static void
test_pause (void)
{
  Fixture *f = fixture_new (NULL);

  f->on_text = on_text_act;
  client_frame (f, 0x81, "pause");
  RUN_UNTIL (strcmp (f->log->str, "pause;") == 0);
  client_frame (f, 0x81, "later");
  conn_set_timer (f->conn, 200);
  RUN_UNTIL (f->timers == 1); /* time enough to be read, were it not paused */
  g_assert_cmpstr (f->log->str, ==, "pause;");
  conn_pause (f->conn);
  conn_resume (f->conn);
  g_assert_cmpstr (f->log->str, ==, "pause;");
  conn_resume (f->conn);
  RUN_UNTIL (strcmp (f->log->str, "pause;later;") == 0);
  fixture_free (f);
}

static void
test_water (void)
{
  Fixture *f = fixture_new (NULL);
  g_autoptr (GBytes) block = filler (16 * 1024);
  guint sent = 0;

  while (!conn_is_above_high_water (f->conn)) {
    g_assert_true (conn_send (f->conn, block, CONN_NORMAL));
    sent++;
  }
  g_assert_cmpuint (sent, ==, 16);
  g_assert_false (send_text (f->conn, "typing", CONN_EPHEMERAL));
  g_assert_cmpuint (f->loop->counters.dropped, ==, 1);
  g_assert_cmpuint (f->loop->counters.queued, ==, conn_queued_bytes (f->conn));
  RUN_UNTIL (client_has (f, sent * (16 * 1024 + 4)) && f->writable == 1);
  g_assert_cmpuint (conn_queued_bytes (f->conn), ==, 0);
  g_assert_true (send_text (f->conn, "typing", CONN_EPHEMERAL));
  RUN_UNTIL (client_has (f, sent * (16 * 1024 + 4) + 8));
  g_assert_cmpuint (f->writable, ==, 1);
  fixture_free (f);
}

static void
test_queue_full (void)
{
  static const NetLimits limits = { 1000, 256 << 10, 64 << 10, 1 << 20, 5000, 300, 5000 };
  Fixture *f = fixture_new (&limits);
  g_autoptr (GBytes) block = filler (16 * 1024);
  gsize peak = 0;

  while (conn_send (f->conn, block, CONN_NORMAL)) {
    g_main_context_iteration (NULL, FALSE);
    peak = MAX (peak, f->loop->counters.queued);
  }
  g_assert_cmpuint (peak, <=, 1 << 20);
  g_assert_cmpuint (f->loop->counters.slow, ==, 1);
  g_assert_cmpuint (conn_queued_bytes (f->conn), <=,
                    128 * 1024); /* the rest is forgotten at once */
  RUN_UNTIL (f->closed);
  g_assert_cmpuint (f->code, ==, CLOSE_SLOW);
  g_assert_cmpuint (f->loop->counters.queued, ==, 0);
  fixture_free (f);
}

static void
test_stall (void)
{
  static const NetLimits limits = { 1000, 256 << 10, 64 << 10, 8 << 20, 300, 300, 5000 };
  Fixture *f = fixture_new (&limits);
  g_autoptr (GBytes) block = filler (6 << 20);

  g_assert_true (conn_send (f->conn, block, CONN_NORMAL));
  RUN_UNTIL (f->closed);
  g_assert_cmpuint (f->code, ==, CLOSE_SLOW);
  g_assert_cmpuint (f->loop->counters.slow, ==, 1);
  fixture_free (f);
}

static void
test_half_message (void)
{
  static const NetLimits limits = { 1000, 256 << 10, 64 << 10, 1 << 20, 5000, 300, 300 };
  Fixture *f = fixture_new (&limits);

  client_frame (f, 0x81, "whole");
  client_write (f, "\x81\x85\x00\x00", 4);
  RUN_UNTIL (f->closed);
  g_assert_cmpuint (f->code, ==, 1006);
  g_assert_cmpstr (f->log->str, ==, "whole;");
  fixture_free (f);
}

/* One encoding for many connections, and nobody starves. */
static void
test_share (void)
{
  Fixture *f = fixture_new (NULL);
  g_autoptr (GBytes) payload = filler (5000);

  for (guint i = 0; i < 20; i++)
    g_assert_true (conn_send (f->conn, payload, CONN_NORMAL));
  RUN_UNTIL (client_has (f, 20 * 5004));
  for (guint i = 0; i < 20; i++)
    g_assert_cmpmem (f->received->data + i * 5004 + 4, 5000, g_bytes_get_data (payload, NULL),
                     5000);
  fixture_free (f);
}

static void
test_addresses (void)
{
  NetLoop *loop = net_loop_new (NULL, NULL, NULL);
  g_autofree char *folder = g_dir_make_tmp ("net-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sock", NULL);
  g_autofree char *unix_address = g_strconcat ("unix:", path, NULL);
  static const char *const bad[] = { "", "8080", ":1", "host:", "127.0.0.1:70000", "127.0.0.1:x" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_null (listener_new (loop, bad[i], &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    g_clear_error (&error);
  }
  Listener *any = listener_new (loop, "*:0", &error);
  g_assert_no_error (error);
  close (connect_to (listener_get_port (any), 0));
  Listener *again = listener_new (loop, listener_get_address (any), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_null (again);
  g_clear_error (&error);
  listener_free (any);

  Listener *first = listener_new (loop, unix_address, &error);
  g_assert_no_error (error);
  g_assert_null (listener_new (loop, unix_address, &error)); /* alive */
  g_assert_nonnull (error);
  g_clear_error (&error);
  listener_free (first);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  net_loop_free (loop);
  rmdir (folder);
}

typedef struct {
  const char *name;
  void (*run) (void);
} Case;

static void
run_streamed (gconstpointer data)
{
  is_bare = FALSE;
  ((const Case *) data)->run ();
}

static void
run_bare (gconstpointer data)
{
  is_bare = TRUE;
  ((const Case *) data)->run ();
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { "echo", test_echo },
    { "close-by-us", test_close_by_us },
    { "close-by-peer", test_close_by_peer },
    { "violation", test_violation },
    { "linger", test_linger },
    { "half-open", test_half_open },
    { "reset", test_reset },
    { "reentrant", test_reentrant },
    { "pause", test_pause },
    { "water", test_water },
    { "queue-full", test_queue_full },
    { "stall", test_stall },
    { "half-message", test_half_message },
    { "share", test_share },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *streamed = g_strconcat ("/net/connection/streamed/", cases[i].name, NULL);
    g_autofree char *bare = g_strconcat ("/net/connection/bare/", cases[i].name, NULL);

    g_test_add_data_func (streamed, &cases[i], run_streamed);
    g_test_add_data_func (bare, &cases[i], run_bare);
  }
  g_test_add_func ("/net/listener/addresses", test_addresses);
  return g_test_run ();
}
