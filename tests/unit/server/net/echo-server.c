/* echo-server: the net library alone as a program, for foreign clients to beat on.
 * Prints "ready ADDRESS" and serves until SIGTERM, which drains it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "http.h"
#include "tls.h"

static NetLoop *loop;
static HttpServer *server;
static GMainLoop *main_loop;

static char *address;
static char *certificate_file, *key_file;
static gboolean hasty;
static char **proxies;

static const GOptionEntry options[] = {
  { "address", 0, 0, G_OPTION_ARG_STRING, &address, "where to listen", "ADDRESS" },
  { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate_file, "serve TLS", "FILE" },
  { "key", 0, 0, G_OPTION_ARG_FILENAME, &key_file, "its key", "FILE" },
  { "proxy", 0, 0, G_OPTION_ARG_STRING_ARRAY, &proxies, "trusted network", "MASK" },
  { "hasty", 0, 0, G_OPTION_ARG_NONE, &hasty, "deadlines below a second", NULL },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static guint64
resident_kb (void)
{
  g_autofree char *status = NULL;
  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  const char *line = strstr (status, "VmRSS:");
  return line ? g_ascii_strtoull (line + strlen ("VmRSS:"), NULL, 10) : 0;
}

static char *
stats (void)
{
  const NetCounters *c = &loop->counters;
  malloc_trim (0);
  return g_strdup_printf ("{\"connections\":%u,\"accepted\":%" G_GUINT64_FORMAT
                          ",\"queued\":%" G_GUINT64_FORMAT ",\"slow\":%" G_GUINT64_FORMAT
                          ",\"errors\":%" G_GUINT64_FORMAT ",\"peers\":%u,\"requests\":%u"
                          ",\"rss_kb\":%" G_GUINT64_FORMAT "}",
                          c->connections, c->accepted, c->queued, c->slow, c->protocol_errors,
                          http_server_count_peers (server), http_server_count_requests (server),
                          resident_kb ());
}

/* --- WebSocket --- */

static void
send_string (Conn *conn, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  conn_send (conn, bytes, CONN_NORMAL);
}

static void
flood (Conn *conn, const char *arguments)
{
  g_auto (GStrv) words = g_strsplit (arguments, " ", 2);
  gsize size = atoi (words[1]);
  char *text = g_malloc (size);
  memset (text, 'f', size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, size);

  for (int i = atoi (words[0]); i > 0; i--) {
    if (!conn_send (conn, bytes, CONN_NORMAL))
      return;
  }
}

static void
text_cb (Conn *conn, const char *text, gsize length, gpointer user)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autofree char *command = g_strndup (text, MIN (length, 64));

  if (g_str_has_prefix (command, "flood ")) {
    flood (conn, command + 6);
  } else if (g_str_has_prefix (command, "close ")) {
    conn_close (conn, atoi (command + 6), "as asked");
  } else if (g_str_has_prefix (command, "pause ")) {
    conn_pause (conn);
    conn_set_timer (conn, atoi (command + 6));
  } else if (strcmp (command, "abort") == 0) {
    conn_abort (conn);
  } else if (strcmp (command, "who") == 0) {
    send_string (conn, conn_get_remote (conn));
  } else if (strcmp (command, "stats") == 0) {
    g_autofree char *json = stats ();
    send_string (conn, json);
  } else {
    conn_send (conn, bytes, CONN_NORMAL);
  }
}

static void
timer_cb (Conn *conn, gpointer user)
{
  conn_resume (conn);
}

static void
closed_cb (Conn *conn, guint16 code, gpointer user)
{
}

static const ConnHandlers handlers = { text_cb, NULL, timer_cb, closed_cb };

static void
open_ws (HttpRequest *request, gpointer user)
{
  Conn *conn = http_request_open (request, &handlers, NULL);
  if (conn && http_request_get_identity (request))
    send_string (conn, http_request_get_identity (request));
}

static void
refuse_ws (HttpRequest *request, gpointer user)
{
}

/* --- HTTP --- */

static void
echo (HttpRequest *request, gpointer user)
{
  g_autoptr (GBytes) body = http_request_body (request);
  http_reply_bytes (request, 200, "application/octet-stream", body);
}

static gboolean
later_cb (gpointer data)
{
  g_autoptr (HttpRequest) request = data;
  http_reply_json (request, 200, "{\"later\":true}", -1);
  return G_SOURCE_REMOVE;
}

static void
later (HttpRequest *request, gpointer user)
{
  g_timeout_add (30, later_cb, http_request_ref (request));
}

static void
remote (HttpRequest *request, gpointer user)
{
  g_autofree char *json = g_strdup_printf ("{\"remote\":\"%s\"}", http_request_remote (request));
  http_reply_json (request, 200, json, -1);
}

static void
get_stats (HttpRequest *request, gpointer user)
{
  g_autofree char *json = stats ();
  http_reply_json (request, 200, json, -1);
}

static gboolean
allow_later_cb (gpointer data)
{
  g_autoptr (HttpRequest) request = data;
  if (strcmp (http_request_token (request), "slow") == 0)
    http_request_allow (request, g_strdup ("slow"), g_free);
  else
    http_reply_error (request, WHIN_ERROR_UNAUTHORIZED, NULL);
  return G_SOURCE_REMOVE;
}

static void
authenticate (HttpRequest *request, const char *token, gpointer user)
{
  if (strcmp (token, "good") == 0)
    http_request_allow (request, g_strdup ("good"), g_free);
  else if (g_str_has_prefix (token, "slow"))
    g_timeout_add (30, allow_later_cb, http_request_ref (request));
  else
    http_reply_error (request, WHIN_ERROR_UNAUTHORIZED, NULL);
}

static void private (HttpRequest *request, gpointer user)
{
  g_autoptr (GBytes) body = http_request_body (request);
  g_autofree char *json =
      g_strdup_printf ("{\"who\":\"%s\",\"body\":%" G_GSIZE_FORMAT "}",
                       (char *) http_request_get_identity (request), g_bytes_get_size (body));
  http_reply_json (request, 200, json, -1);
}

typedef struct {
  GChecksum *sum;
  gsize size;
  gsize paused_at;
} Upload;

static guint aborted_uploads;

static void
upload_free (gpointer data)
{
  g_checksum_free (((Upload *) data)->sum);
  g_free (data);
}

static void
upload_begin (HttpRequest *request, goffset length, gpointer user)
{
  if (http_request_header (request, "X-Refuse")) {
    http_reply_error (request, WHIN_ERROR_QUOTA, NULL);
    return;
  }
  Upload *upload = g_new0 (Upload, 1);
  upload->sum = g_checksum_new (G_CHECKSUM_SHA256);
  http_request_set_data (request, upload, upload_free);
}

static gboolean
resume_cb (gpointer data)
{
  g_autoptr (HttpRequest) request = data;
  http_request_resume (request);
  return G_SOURCE_REMOVE;
}

static void
upload_chunk (HttpRequest *request, GBytes *chunk, gpointer user)
{
  Upload *upload = http_request_get_data (request);

  g_checksum_update (upload->sum, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
  upload->size += g_bytes_get_size (chunk);
  if (upload->size - upload->paused_at > 1 << 20) { /* as if a disk were slow */
    upload->paused_at = upload->size;
    http_request_pause (request);
    g_timeout_add (2, resume_cb, http_request_ref (request));
  }
}

static void
upload_aborted (HttpRequest *request, gpointer user)
{
  aborted_uploads++;
}

static void
upload_done (HttpRequest *request, gpointer user)
{
  Upload *upload = http_request_get_data (request);
  g_autofree char *json =
      g_strdup_printf ("{\"size\":%" G_GSIZE_FORMAT ",\"sha256\":\"%s\",\"aborted\":%u}",
                       upload->size, g_checksum_get_string (upload->sum), aborted_uploads);
  http_reply_json (request, 200, json, -1);
}

static GBytes *
pull_xs (gsize max, gpointer data)
{
  char *text = g_malloc (max);
  memset (text, 'x', max);
  return g_bytes_new_take (text, max);
}

/* Fails when DATA bytes are given. */
static GBytes *
pull_some (gsize max, gpointer data)
{
  gsize *left = data;

  if (*left < max)
    return NULL;
  *left -= max;
  return pull_xs (max, NULL);
}

static void
broken (HttpRequest *request, gpointer user)
{
  gsize *left = g_new (gsize, 1);

  *left = g_ascii_strtoll (http_request_query (request), NULL, 10);
  http_reply_stream (request, 200, "application/octet-stream", 10000000, pull_some, left, g_free);
}

static void
stream (HttpRequest *request, gpointer user)
{
  goffset size = g_ascii_strtoll (http_request_query (request), NULL, 10);
  http_reply_stream (request, 200, "application/octet-stream", size, pull_xs, NULL, NULL);
}

static const HttpSink upload_sink = { upload_begin, upload_chunk, upload_aborted };

static const HttpRoute routes[] = {
  { "GET", "/v1/ws", open_ws, HTTP_WEBSOCKET, NULL },
  { "GET", "/v1/private-ws", open_ws, HTTP_WEBSOCKET | HTTP_AUTH, NULL },
  { "GET", "/v1/closed-ws", refuse_ws, HTTP_WEBSOCKET, NULL },
  { "POST", "/echo", echo, 0, NULL },
  { "GET", "/later", later, 0, NULL },
  { "GET", "/remote", remote, 0, NULL },
  { "GET", "/stats", get_stats, 0, NULL },
  { "GET", "/stream", stream, 0, NULL },
  { "GET", "/broken", broken, 0, NULL },
  { NULL, "/private", private, HTTP_AUTH, NULL },
  { "GET", "/private/open", remote, 0, NULL },
  { "PUT", "/upload", upload_done, HTTP_LARGE_BODY, &upload_sink },
};

static gboolean
drained_cb (gpointer data)
{
  gint64 *limit = data;

  if ((loop->conns || http_server_count_requests (server) > 0) && g_get_monotonic_time () < *limit)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (main_loop);
  return G_SOURCE_REMOVE;
}

static gboolean
drain_cb (gpointer data)
{
  static gint64 limit;

  if (limit > 0)
    return G_SOURCE_CONTINUE;
  limit = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  http_server_stop_accepting (server);
  for (Conn *conn = loop->conns; conn; conn = conn_next (conn))
    conn_close (conn, CLOSE_DRAIN, "drain");
  g_timeout_add (20, drained_cb, &limit);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  static const NetLimits hasty_net = { 512 << 10, 256 << 10, 64 << 10, 1 << 20, 1000, 500, 1000 };
  static const HttpLimits hasty_http = { 256 << 10, 64 << 20, 500, 500, 500, 500, 64 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GTlsCertificate) certificate = NULL;

  tls_require_modern ();
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  main_loop = g_main_loop_new (NULL, FALSE);
  loop = net_loop_new (NULL, hasty ? &hasty_net : NULL, &error);
  if (certificate_file && !(certificate = tls_load (certificate_file, key_file, &error)))
    g_error ("%s", error->message);
  HttpConfig config = { .loop = loop,
                        .limits = hasty ? &hasty_http : NULL,
                        .trusted_proxies = (const char *const *) proxies,
                        .certificate = certificate,
                        .authenticate = authenticate };
  server = http_server_new (&config, &error);
  http_server_add_routes (server, routes, G_N_ELEMENTS (routes), NULL);
  const char *where = http_server_listen (server, address ? address : "127.0.0.1:0", &error);
  if (!where)
    g_error ("%s", error->message);
  g_print ("ready %s\n", where);
  guint term = g_unix_signal_add (SIGTERM, drain_cb, NULL);
  g_main_loop_run (main_loop);

  g_source_remove (term);
  g_clear_pointer (&server, http_server_free);
  net_loop_free (loop);
  g_main_loop_unref (main_loop);
  return 0;
}
