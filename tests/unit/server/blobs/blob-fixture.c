/* blob-fixture: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "blob-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define WAIT_SECONDS 20

struct _ServerThread {
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GMutex lock;
  GCond ready;
  char *url;
  ServerSetUp set_up;
  GDestroyNotify tear_down;
  gpointer data;
};

static gpointer
serve (gpointer data)
{
  ServerThread *self = data;
  g_main_context_push_thread_default (self->context);
  char *url = NULL;
  gpointer state = self->set_up (&url, self->data);

  g_mutex_lock (&self->lock);
  self->url = url;
  g_cond_signal (&self->ready);
  g_mutex_unlock (&self->lock);
  g_main_loop_run (self->loop);

  self->tear_down (state);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

ServerThread *
server_thread_new (ServerSetUp set_up, GDestroyNotify tear_down, gpointer data)
{
  ServerThread *self = g_new0 (ServerThread, 1);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->set_up = set_up;
  self->tear_down = tear_down;
  self->data = data;
  g_mutex_lock (&self->lock);
  self->thread = g_thread_new ("server", serve, self);
  while (!self->url)
    g_cond_wait (&self->ready, &self->lock);
  g_mutex_unlock (&self->lock);
  return self;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

void
server_thread_free (ServerThread *self)
{
  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->ready);
  g_free (self->url);
  g_free (self);
}

const char *
server_thread_url (ServerThread *self)
{
  return self->url;
}

typedef struct {
  NetLoop *loop;
  HttpServer *http;
  BlobStore *store;
} Served;

gpointer
embedded_set_up (char **url, gpointer data)
{
  const BlobEmbeddedConfig *given = data;
  g_autoptr (GError) error = NULL;
  Served *self = g_new0 (Served, 1);
  self->loop = net_loop_new (g_main_context_get_thread_default (), NULL, &error);
  g_assert_no_error (error);
  HttpConfig http = { .loop = self->loop };
  self->http = http_server_new (&http, &error);
  g_assert_no_error (error);
  const char *address = http_server_listen (self->http, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  *url = g_strconcat ("http://", address, NULL);

  BlobEmbeddedConfig config = *given;
  if (!config.public_url)
    config.public_url = *url;
  self->store = blob_embedded_new (&config, &error);
  g_assert_no_error (error);
  blob_embedded_serve (self->store, self->http);
  return self;
}

void
embedded_tear_down (gpointer data)
{
  Served *self = data;
  http_server_free (self->http);
  net_loop_free (self->loop);
  blob_store_free (self->store);
  g_free (self);
}

void
embedded_start (Embedded *self, const char *directory)
{
  BlobEmbeddedConfig config = { directory, NULL, NULL, "a secret for tests" };
  self->thread = server_thread_new (embedded_set_up, embedded_tear_down, &config);
  config.public_url = server_thread_url (self->thread);
  g_autoptr (GError) error = NULL;
  self->store = blob_embedded_new (&config, &error);
  g_assert_no_error (error);
}

void
embedded_stop (Embedded *self)
{
  g_clear_pointer (&self->store, blob_store_free);
  g_clear_pointer (&self->thread, server_thread_free);
}

void
reply_clear (Reply *reply)
{
  g_clear_pointer (&reply->head, g_free);
  g_clear_pointer (&reply->body, g_bytes_unref);
  reply->status = 0;
}

char *
reply_header (const Reply *reply, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (reply->head, "\r\n", -1);
  for (guint i = 1; lines[i]; i++) {
    char *colon = strchr (lines[i], ':');
    if (colon && g_ascii_strncasecmp (lines[i], name, strlen (name)) == 0 &&
        colon - lines[i] == (ptrdiff_t) strlen (name))
      return g_strdup (g_strstrip (colon + 1));
  }
  return NULL;
}

static void
parse_reply (Reply *reply, GByteArray *bytes)
{
  const guint8 blank[] = "\r\n\r\n";
  guint8 *end = bytes->len ? memmem (bytes->data, bytes->len, blank, 4) : NULL;
  if (!end)
    return;
  reply->head = g_strndup ((char *) bytes->data, end - bytes->data);
  reply->body = g_bytes_new (end + 4, bytes->data + bytes->len - end - 4);
  g_assert_cmpint (sscanf (reply->head, "HTTP/1.1 %u", &reply->status), ==, 1);
}

static GSocketConnection *
open_connection (GUri *uri)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, WAIT_SECONDS);
  GSocketConnection *connection = g_socket_client_connect_to_host (
      client, g_uri_get_host (uri), MAX (g_uri_get_port (uri), 80), NULL, &error);
  g_assert_no_error (error);
  return connection;
}

void
exchange (Reply *reply,
          const char *method,
          const char *url,
          const char *const *headers,
          const void *body,
          gsize size,
          gboolean cut)
{
  *reply = (Reply) { 0 };
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GSocketConnection) connection = open_connection (uri);
  g_autoptr (GString) head = g_string_new (NULL);
  const char *target = strchr (strstr (url, "://") + 3, '/');
  g_string_printf (head, "%s %s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n", method, target,
                   g_uri_get_host (uri), g_uri_get_port (uri));
  for (guint i = 0; headers && headers[i]; i += 2)
    g_string_append_printf (head, "%s: %s\r\n", headers[i], headers[i + 1]);
  g_string_append (head, "\r\n");

  /* A server may refuse and close before it has read everything. */
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  if (g_output_stream_write_all (out, head->str, head->len, NULL, NULL, NULL) && size)
    g_output_stream_write_all (out, body, size, NULL, NULL, NULL);
  if (cut)
    g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);

  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  guint8 buffer[16384];
  gssize n;
  g_autoptr (GError) error = NULL;
  while ((n = g_input_stream_read (in, buffer, sizeof buffer, NULL, &error)) > 0)
    g_byte_array_append (bytes, buffer, n);
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  parse_reply (reply, bytes);
}

guint
put (const BlobGrant *grant, const void *body, gsize size)
{
  g_auto (Reply) reply = { 0 };
  exchange (&reply, "PUT", grant->url, (const char *const *) grant->headers, body, size, FALSE);
  return reply.status;
}

guint
count_files (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;
  for (const char *entry; dir && (entry = g_dir_read_name (dir));) {
    g_autofree char *child = g_build_filename (path, entry, NULL);
    n += g_file_test (child, G_FILE_TEST_IS_DIR) ? count_files (path, entry) : 1;
  }
  return n;
}

void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *entry; dir && (entry = g_dir_read_name (dir));) {
    g_autofree char *child = g_build_filename (path, entry, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

void
store_result (GObject *source, GAsyncResult *result, gpointer slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

static gboolean
expired_cb (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
wait_no_uploads (const char *directory)
{
  gboolean expired = FALSE;
  guint deadline = g_timeout_add_seconds (WAIT_SECONDS, expired_cb, &expired);
  guint tick = g_timeout_add (2, tick_cb, NULL);
  while (count_files (directory, "tmp") > 0 && !expired)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (expired);
  g_source_remove (deadline);
  g_source_remove (tick);
}

GAsyncResult *
wait_result (GAsyncResult **slot)
{
  gboolean expired = FALSE;
  guint source = g_timeout_add_seconds (WAIT_SECONDS, expired_cb, &expired);
  while (!*slot && !expired)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (expired);
  g_source_remove (source);
  return g_steal_pointer (slot);
}

gint64
head_size (BlobStore *store, const Id *id, GError **error)
{
  GAsyncResult *slot = NULL;
  blob_store_head (store, id, NULL, store_result, &slot);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  gint64 size = -2;
  blob_store_head_finish (store, result, &size, error);
  return size;
}

gboolean
delete_object (BlobStore *store, const Id *id, GError **error)
{
  GAsyncResult *slot = NULL;
  blob_store_delete (store, id, NULL, store_result, &slot);
  g_autoptr (GAsyncResult) result = wait_result (&slot);
  return blob_store_delete_finish (store, result, error);
}
