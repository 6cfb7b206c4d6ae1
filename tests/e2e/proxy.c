/* proxy: starts tests/util/faultproxy.py and steers it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "proxy.h"

#include <gio/gunixsocketaddress.h>
#include <signal.h>
#include <string.h>

struct _Proxy {
  GSubprocess *process;
  char *url;
  char *control;
};

Proxy *
proxy_new_to (const char *url, guint seconds)
{
  Proxy *proxy = g_new0 (Proxy, 1);
  g_autofree char *dir = g_dir_make_tmp ("whin-proxy-XXXXXX", NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  g_autofree char *limit = g_strdup_printf ("%u", seconds);

  proxy->control = g_build_filename (dir, "control", NULL);
  proxy->process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "python3", g_getenv ("FAULTPROXY"),
                        "--listen", "127.0.0.1:0", "--to", strstr (url, "//") + 2, "--control",
                        proxy->control, "--seconds", limit, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (proxy->process));
  line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "ready "));
  proxy->url = g_strconcat ("http://127.0.0.1:", line + strlen ("ready "), NULL);
  return proxy;
}

Proxy *
proxy_new (TestServer *server, guint seconds)
{
  return proxy_new_to (test_server_url (server), seconds);
}

const char *
proxy_url (Proxy *proxy)
{
  return proxy->url;
}

static char *
ask (Proxy *proxy, const char *command)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (proxy->control);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_autoptr (GDataInputStream) answers = NULL;
  g_autofree char *line = g_strconcat (command, "\n", NULL);
  char *answer;

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), line,
                             strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
  answers = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  answer = g_data_input_stream_read_line (answers, NULL, NULL, NULL);
  g_assert_nonnull (answer);
  g_assert_nonnull (strstr (answer, "\"ok\": true"));
  return answer;
}

void
proxy_tell (Proxy *proxy, const char *command)
{
  g_free (ask (proxy, command));
}

static guint64
count (Proxy *proxy, const char *name)
{
  g_autofree char *answer = ask (proxy, "{}");
  const char *at = strstr (answer, name);

  g_assert_nonnull (at);
  return g_ascii_strtoull (at + strlen (name), NULL, 10);
}

guint64
proxy_bytes_up (Proxy *proxy)
{
  return count (proxy, "\"up\": ");
}

guint64
proxy_bytes_down (Proxy *proxy)
{
  return count (proxy, "\"down\": ");
}

void
proxy_free (Proxy *proxy)
{
  g_autofree char *dir = NULL;

  g_subprocess_send_signal (proxy->process, SIGTERM);
  g_subprocess_wait (proxy->process, NULL, NULL);
  g_object_unref (proxy->process);
  dir = g_path_get_dirname (proxy->control);
  remove_tree (dir);
  g_free (proxy->control);
  g_free (proxy->url);
  g_free (proxy);
}
