/* bench-net: what one echoed frame costs beside many idle connections, and what those weigh.
 * A child serves through the net library; the parent is a raw epoll client.
 * Usage: bench-net [--idle N] [--active N] [--seconds S] [--size BYTES]
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http.h"

static int idle = 0, active = 50, size = 200;
static double seconds = 3;

static const GOptionEntry options[] = {
  { "idle", 0, 0, G_OPTION_ARG_INT, &idle, "connections that say nothing", "N" },
  { "active", 0, 0, G_OPTION_ARG_INT, &active, "connections that echo", "N" },
  { "size", 0, 0, G_OPTION_ARG_INT, &size, "bytes of a message", "BYTES" },
  { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, "how long", "S" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

/* --- the server --- */

static void
echo_cb (Conn *conn, const char *text, gsize length, gpointer user)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  conn_send (conn, bytes, CONN_NORMAL);
}

static void
closed_cb (Conn *conn, guint16 code, gpointer user)
{
}

static const ConnHandlers handlers = { echo_cb, NULL, NULL, closed_cb };

static void
open_cb (HttpRequest *request, gpointer user)
{
  http_request_open (request, &handlers, NULL);
}

static const HttpRoute route = { "GET", "/ws", open_cb, HTTP_WEBSOCKET, NULL };

static void
serve (int out)
{
  g_autoptr (GMainLoop) main_loop = g_main_loop_new (NULL, FALSE);
  HttpConfig config = { .loop = net_loop_new (NULL, NULL, NULL) };
  HttpServer *server = http_server_new (&config, NULL);

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  http_server_add_routes (server, &route, 1, NULL);
  const char *address = http_server_listen (server, "127.0.0.1:0", NULL);
  guint16 port = atoi (strrchr (address, ':') + 1);
  if (write (out, &port, sizeof port) == sizeof port)
    g_main_loop_run (main_loop);
}

/* --- the client --- */

static double
now (void)
{
  return g_get_monotonic_time () / 1e6;
}

static long
status_kb (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  const char *line = text ? strstr (text, "VmRSS:") : NULL;
  return line ? atol (line + strlen ("VmRSS:")) : 0;
}

static double
cpu_seconds (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/schedstat", pid);
  g_autofree char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  return text ? g_ascii_strtoull (text, NULL, 10) / 1e9 : 0;
}

static int
connect_ws (guint16 port, int number)
{
  static const char request[] = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  int fd = socket (AF_INET, SOCK_STREAM, 0);
  int one = 1;
  struct sockaddr_in address = { .sin_family = AF_INET };
  char reply[2048];
  gsize have = 0;

  /* Several source addresses, for more connections than one has ports. */
  setsockopt (fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK + 1 + number / 20000);
  if (fd < 0 || bind (fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("socket: %s", g_strerror (errno));
  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  address.sin_port = htons (port);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0 ||
      write (fd, request, sizeof request - 1) != sizeof request - 1)
    g_error ("connect: %s", g_strerror (errno));
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  while (!g_strstr_len (reply, have, "\r\n\r\n")) {
    gssize count = read (fd, reply + have, sizeof reply - have);
    if (count <= 0)
      g_error ("the handshake of connection %d ended", number);
    have += count;
  }
  return fd;
}

static GByteArray *
make_frame (void)
{
  GByteArray *frame = g_byte_array_new ();
  guint8 head[8] = { 0x81, 0x80 | (size < 126 ? size : 126), size >> 8, size & 0xFF };

  g_byte_array_append (frame, head, size < 126 ? 2 : 4);
  g_byte_array_append (frame, (const guint8 *) "\0\0\0\0", 4);
  g_byte_array_set_size (frame, frame->len + size);
  memset (frame->data + frame->len - size, 'x', size);
  return frame;
}

typedef struct {
  int fd;
  gsize got;
  double sent;
} Talker;

static void
say (Talker *talker, GByteArray *frame)
{
  talker->got = 0;
  talker->sent = now ();
  if (write (talker->fd, frame->data, frame->len) != (gssize) frame->len)
    g_error ("write: %s", g_strerror (errno));
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

static GArray *
talk (Talker *talkers, GByteArray *frame)
{
  GArray *latencies = g_array_new (FALSE, FALSE, sizeof (double));
  int epoll = epoll_create1 (0);
  gsize whole = frame->len - 4;
  char buffer[65536];

  for (int i = 0; i < active; i++) {
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = &talkers[i] };
    epoll_ctl (epoll, EPOLL_CTL_ADD, talkers[i].fd, &event);
    say (&talkers[i], frame);
  }
  for (double end = now () + seconds; now () < end;) {
    struct epoll_event events[64];
    int count = epoll_wait (epoll, events, 64, 100);
    for (int i = 0; i < count; i++) {
      Talker *talker = events[i].data.ptr;
      gssize got = read (talker->fd, buffer, sizeof buffer);
      if (got <= 0)
        g_error ("a connection ended");
      talker->got += got;
      if (talker->got < whole)
        continue;
      double latency = now () - talker->sent;
      g_array_append_val (latencies, latency);
      say (talker, frame);
    }
  }
  close (epoll);
  g_array_sort (latencies, compare);
  return latencies;
}

static void
measure (pid_t server, guint16 port)
{
  g_autofree int *idlers = g_new (int, idle + 1);
  g_autofree Talker *talkers = g_new0 (Talker, active);
  g_autoptr (GByteArray) frame = make_frame ();
  close (connect_ws (port, 0)); /* what is made once, is made before we weigh */
  long before = status_kb (server);
  double start = now ();

  for (int i = 0; i < active; i++)
    talkers[i].fd = connect_ws (port, i);
  for (int i = 0; i < idle; i++)
    idlers[i] = connect_ws (port, active + i);
  double connected = now () - start;
  long after = status_kb (server);
  double cpu = cpu_seconds (server);
  g_autoptr (GArray) latencies = talk (talkers, frame);
  cpu = cpu_seconds (server) - cpu;

  guint n = latencies->len;
  printf ("idle %d active %d: %.0f connects/s, %.2f kB a connection, %.0f echoes/s, "
          "%.1f us CPU an echo, p50 %.2f ms p99 %.2f ms\n",
          idle, active, (idle + active) / connected, (after - before) / (double) (idle + active),
          n / seconds, cpu / n * 1e6, g_array_index (latencies, double, n / 2) * 1e3,
          g_array_index (latencies, double, n * 99 / 100) * 1e3);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  struct rlimit files;
  int channel[2];
  guint16 port;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || active < 1 || size > 60000)
    return 2;
  getrlimit (RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit (RLIMIT_NOFILE, &files);
  if (pipe (channel) != 0)
    return 1;
  pid_t server = fork ();
  if (server == 0) {
    serve (channel[1]);
    _exit (0);
  }
  if (read (channel[0], &port, sizeof port) != sizeof port)
    return 1;
  measure (server, port);
  kill (server, SIGKILL);
  waitpid (server, NULL, 0);
  return 0;
}
