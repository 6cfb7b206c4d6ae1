/* bench-server: how much a message costs whinchatd: pairs of clients on real sockets against a real
 * server with SQLite synchronous=FULL, each message sent, answered, delivered and acknowledged.
 *
 * bench-server BUILD-FOLDER [CLIENTS [MESSAGES [IN-FLIGHT [IDLE]]]]
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <libsoup/soup.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ids.h"

#define BUFFER (256 * 1024)
#define CT_BYTES 300
#define TIMEOUT_S 120

typedef struct {
  int fd;
  GSocketConnection *stream;
  char *token;
  char *acc;
  char in[BUFFER];
  gsize have;
  GString *out;
  guint in_flight;
  gint64 last_seq;
  gint64 acked;
  gboolean live;
} Client;

typedef struct {
  GSubprocess *process;
  GDataInputStream *lines;
  char *url;
  SoupSession *soup;
  Client *clients;
  guint n, idle, limit;
  guint to_send, answered, delivered;
  char *ct;
} Bench;

static char *
read_match (Bench *bench, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);

  for (;;) {
    g_autoptr (GMatchInfo) match = NULL;
    g_autofree char *line = g_data_input_stream_read_line (bench->lines, NULL, NULL, NULL);

    if (line == NULL)
      g_error ("the server ended");
    if (g_regex_match (regex, line, 0, &match))
      return g_match_info_fetch (match, 1);
  }
}

static void
start_server (Bench *bench, const char *program, const char *data)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;

  bench->process =
      g_subprocess_launcher_spawn (launcher, &error, program, "serve", "--dev", "--data", data,
                                   "--listen", "127.0.0.1:0", "--limits-percent", "1000000", NULL);
  if (bench->process == NULL)
    g_error ("%s", error->message);
  bench->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bench->process));
  bench->url = read_match (bench, "listening on (\\S+)");
  bench->soup = soup_session_new ();
}

static char *
post (Bench *bench, const char *path, const char *body)
{
  g_autofree char *url = g_strconcat (bench->url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) reply = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  reply = soup_session_send_and_read (bench->soup, message, NULL, NULL);
  if (reply == NULL || soup_message_get_status (message) != 200)
    g_error ("%s: %u", path, soup_message_get_status (message));
  return g_strndup (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply));
}

static char *
member (const char *json, const char *name)
{
  g_autofree char *key = g_strdup_printf ("\"%s\":\"", name);
  const char *at = strstr (json, key);

  g_assert (at != NULL);
  at += strlen (key);
  return g_strndup (at, strcspn (at, "\""));
}

static void
register_client (Bench *bench, Client *client, guint number)
{
  guint8 random[32];
  g_autofree char *ask = g_strdup_printf ("{\"phone\":\"+4477%08u\"}", number);
  g_autofree char *code = NULL, *body = NULL, *reply = NULL;

  for (guint i = 0; i < sizeof random; i++)
    random[i] = (guint8) g_random_int ();
  client->token = base64url_encode (random, sizeof random);
  g_free (post (bench, "/v1/codes", ask));
  code = read_match (bench, "\\b(\\d{6})\\b");
  body = g_strdup_printf ("{\"phone\":\"+4477%08u\",\"code\":\"%s\",\"tok\":\"%s\","
                          "\"device\":\"bench\"}",
                          number, code, client->token);
  reply = post (bench, "/v1/register", body);
  client->acc = member (reply, "acc");
}

/* A text frame with a zero mask, which is as good as any. */
static void
put_frame (Client *client, const char *text, gsize len)
{
  guint8 head[14] = { 0x81 };
  gsize n = 2;

  if (len < 126) {
    head[1] = (guint8) (0x80 | len);
  } else {
    head[1] = 0x80 | 126;
    head[2] = (guint8) (len >> 8);
    head[3] = (guint8) len;
    n = 4;
  }
  g_assert (len < 65536);
  g_string_append_len (client->out, (const char *) head, (gssize) n + 4);
  g_string_append_len (client->out, text, (gssize) len);
}

static void
flush_out (Client *client)
{
  while (client->out->len > 0) {
    gssize n = write (client->fd, client->out->str, client->out->len);

    if (n < 0 && errno == EAGAIN)
      return;
    g_assert (n > 0);
    g_string_erase (client->out, 0, n);
  }
}

static void
put_send (Bench *bench, guint at)
{
  Client *client = &bench->clients[at];
  const Client *peer = &bench->clients[at ^ 1];
  Id id = id_random ();
  IdText text;
  g_autofree char *json =
      g_strdup_printf ("{\"t\":\"send\",\"id\":\"%s\",\"conv\":\"u:%s\",\"wake\":1,"
                       "\"to\":[{\"acc\":\"%s\",\"dev\":1,\"ct\":\"%s\"}]}",
                       id_to_text (&id, text), peer->acc, peer->acc, bench->ct);

  put_frame (client, json, strlen (json));
  client->in_flight++;
  bench->to_send--;
}

static void
count_frames (Bench *bench, guint at, const char *text, gsize len)
{
  Client *client = &bench->clients[at];

  for (const char *p = text; (p = g_strstr_len (p, text + len - p, "\"t\":\"")) != NULL;) {
    p += 5;
    if (g_str_has_prefix (p, "ok\"")) {
      bench->answered++;
      client->in_flight--;
    } else if (g_str_has_prefix (p, "msg\"")) {
      bench->delivered++;
      client->last_seq = g_ascii_strtoll (p + 11, NULL, 10);
    } else if (g_str_has_prefix (p, "live\"")) {
      client->live = TRUE;
    } else if (g_str_has_prefix (p, "err\"")) {
      g_error ("%.*s", (int) len, text);
    }
  }
}

/* Unmasked frames from the server. */
static void
parse_in (Bench *bench, guint at)
{
  Client *client = &bench->clients[at];
  gsize used = 0;

  while (client->have - used >= 2) {
    const guint8 *p = (const guint8 *) client->in + used;
    gsize head = 2, len = p[1];

    if (len == 126 && client->have - used >= 4) {
      len = (gsize) p[2] << 8 | p[3];
      head = 4;
    } else if (len == 127 && client->have - used >= 10) {
      len = (gsize) p[6] << 24 | (gsize) p[7] << 16 | (gsize) p[8] << 8 | p[9];
      head = 10;
    } else if (len >= 126) {
      break;
    }
    if (client->have - used < head + len)
      break;
    count_frames (bench, at, (const char *) p + head, len);
    used += head + len;
  }
  memmove (client->in, client->in + used, client->have - used);
  client->have -= used;
}

static void
read_in (Bench *bench, guint at)
{
  Client *client = &bench->clients[at];
  gssize n = read (client->fd, client->in + client->have, BUFFER - client->have);

  if (n < 0 && errno == EAGAIN)
    return;
  if (n <= 0)
    g_error ("client %u was cut off", at);
  client->have += (gsize) n;
  parse_in (bench, at);
  if (client->last_seq > client->acked) {
    g_autofree char *ack =
        g_strdup_printf ("{\"t\":\"ack\",\"seq\":%" G_GINT64_FORMAT "}", client->last_seq);

    client->acked = client->last_seq;
    put_frame (client, ack, strlen (ack));
  }
}

static void
open_client (Bench *bench, Client *client)
{
  static const char hello[] = "{\"t\":\"hello\",\"proto\":1,\"after\":0}";
  g_autoptr (GSocketClient) connector = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *request = g_strdup_printf (
      "GET /v1/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
      "Authorization: Bearer %s\r\n\r\n",
      client->token);
  const char *end = NULL;

  client->stream = g_socket_client_connect_to_uri (connector, bench->url, 80, NULL, &error);
  if (client->stream == NULL)
    g_error ("%s", error->message);
  client->fd = g_socket_get_fd (g_socket_connection_get_socket (client->stream));
  client->out = g_string_new (request);
  fcntl (client->fd, F_SETFL, fcntl (client->fd, F_GETFL) & ~O_NONBLOCK);
  flush_out (client);
  while (end == NULL) {
    gssize n = read (client->fd, client->in + client->have, BUFFER - client->have);

    g_assert (n > 0);
    client->have += (gsize) n;
    end = g_strstr_len (client->in, (gssize) client->have, "\r\n\r\n");
  }
  g_assert (g_str_has_prefix (client->in, "HTTP/1.1 101"));
  client->have = 0;
  put_frame (client, hello, strlen (hello));
  fcntl (client->fd, F_SETFL, fcntl (client->fd, F_GETFL) | O_NONBLOCK);
  flush_out (client);
}

static gboolean
is_done (const Bench *bench, guint total)
{
  for (guint i = 0; i < bench->n + bench->idle; i++)
    if (!bench->clients[i].live)
      return FALSE;
  return bench->answered == total && bench->delivered == total;
}

static void
run_until_done (Bench *bench, guint total)
{
  guint n = bench->n + bench->idle;
  g_autofree struct pollfd *polls = g_new0 (struct pollfd, n);
  gint64 until = g_get_monotonic_time () + TIMEOUT_S * (gint64) G_USEC_PER_SEC;

  while (!is_done (bench, total)) {
    for (guint i = 0; i < n; i++) {
      Client *client = &bench->clients[i];

      while (i < bench->n && bench->to_send > 0 && client->in_flight < bench->limit)
        put_send (bench, i);
      flush_out (client);
      polls[i].fd = client->fd;
      polls[i].events = (short) (POLLIN | (client->out->len > 0 ? POLLOUT : 0));
    }
    poll (polls, n, 1000);
    for (guint i = 0; i < n; i++)
      if (polls[i].revents & (POLLIN | POLLHUP))
        read_in (bench, i);
    if (g_get_monotonic_time () > until)
      g_error ("too slow: %u answered, %u delivered", bench->answered, bench->delivered);
  }
}

/* Seconds of CPU the server has used. */
static double
server_cpu (Bench *bench)
{
  g_autofree char *path =
      g_strdup_printf ("/proc/%s/stat", g_subprocess_get_identifier (bench->process));
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  fields = g_strsplit (strrchr (text, ')') + 2, " ", 0);
  return (double) (atoll (fields[11]) + atoll (fields[12])) / (double) sysconf (_SC_CLK_TCK);
}

static guint
arg (int argc, char **argv, int at, guint fallback)
{
  return argc > at ? (guint) atoi (argv[at]) : fallback;
}

int
main (int argc, char **argv)
{
  Bench bench = { .n = arg (argc, argv, 2, 50) & ~1u,
                  .limit = arg (argc, argv, 4, 8),
                  .idle = arg (argc, argv, 5, 0) };
  guint total = arg (argc, argv, 3, 20000);
  g_autofree char *data = g_dir_make_tmp ("bench-server-XXXXXX", NULL);
  g_autofree char *random = g_malloc (CT_BYTES);
  g_autofree char *program = NULL;
  double cpu, seconds;
  gint64 start;

  if (argc < 2) {
    fputs ("bench-server BUILD-FOLDER [CLIENTS [MESSAGES [IN-FLIGHT [IDLE]]]]\n", stderr);
    return 2;
  }
  for (guint i = 0; i < CT_BYTES; i++)
    random[i] = (char) g_random_int ();
  bench.ct = base64url_encode (random, CT_BYTES);
  program = g_build_filename (argv[1], "server", "whinchatd", NULL);
  start_server (&bench, program, data);
  bench.clients = g_new0 (Client, bench.n + bench.idle);
  for (guint i = 0; i < bench.n + bench.idle; i++) {
    register_client (&bench, &bench.clients[i], i);
    open_client (&bench, &bench.clients[i]);
  }
  run_until_done (&bench, 0);
  cpu = server_cpu (&bench);
  start = g_get_monotonic_time ();
  bench.to_send = total;
  run_until_done (&bench, total);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  cpu = server_cpu (&bench) - cpu;
  printf ("%u clients, %u idle, %u in flight each, %u messages of %u bytes\n", bench.n, bench.idle,
          bench.limit, total, (guint) strlen (bench.ct));
  printf ("%.0f messages/s, %.0f us of server CPU a message (send, ok, msg, ack)\n",
          total / seconds, cpu * 1e6 / total);
  g_subprocess_send_signal (bench.process, SIGTERM);
  g_subprocess_wait (bench.process, NULL, NULL);
  return 0;
}
