/* blob-embedded: checks the signature of what arrives under /blob and hands good requests to
 * blob-upload and blob-download. Everything else is refused before its body is read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-embedded.h"
#include "blob-embedded-private.h"
#include "error.h"

#include <string.h>

#define KEY_ID "whinchatd"
#define REGION "local"
#define ROUTE "/blob"

static void
head_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *key = task_data;
  BlobFiles *files = g_object_get_data (G_OBJECT (task), "files");
  GError *error = NULL;
  gint64 size = blob_files_size (files, key, &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, size);
}

static void
remove_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *key = task_data;
  BlobFiles *files = g_object_get_data (G_OBJECT (task), "files");
  GError *error = NULL;
  if (blob_files_remove (files, key, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
run (BlobStore *store, const char *key, GTask *task, GTaskThreadFunc func)
{
  g_object_set_data_full (G_OBJECT (task), "files",
                          blob_files_ref (((BlobEmbedded *) store)->files),
                          (GDestroyNotify) blob_files_unref);
  g_task_set_task_data (task, g_strdup (key), g_free);
  g_task_run_in_thread (task, func);
  g_object_unref (task);
}

static void
embedded_head (BlobStore *store, const char *key, GTask *task)
{
  run (store, key, task, head_in_thread);
}

static void
embedded_remove (BlobStore *store, const char *key, GTask *task)
{
  run (store, key, task, remove_in_thread);
}

static void
embedded_free (BlobStore *store)
{
  BlobEmbedded *self = (BlobEmbedded *) store;
  if (self->server)
    soup_server_remove_handler (self->server, ROUTE);
  g_clear_weak_pointer (&self->server);
  g_clear_pointer (&self->files, blob_files_unref);
  g_free (self->route);
  g_free (self);
}

static const BlobStoreOps embedded_ops = { embedded_free, embedded_head, embedded_remove };

void
blob_answer_error (SoupServerMessage *message, guint status, const char *code)
{
  g_autofree char *body = g_strdup_printf (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code></Error>\n", code);
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/xml", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

guint
blob_status_for_error (const GError *error)
{
  return g_error_matches (error, WHIN_ERROR, WHIN_ERROR_STORAGE)
             ? SOUP_STATUS_INSUFFICIENT_STORAGE
             : SOUP_STATUS_INTERNAL_SERVER_ERROR;
}

static void
collect_header (const char *name, const char *value, gpointer data)
{
  Sigv4Header header = { name, value };
  if (g_ascii_strcasecmp (name, "host") != 0)
    g_array_append_val ((GArray *) data, header);
}

/* A proxy in front may have changed the Host header and cut the path, but both are known: they are
 * those of the public address, which is what was signed. */
static Sigv4Verdict
verify (BlobEmbedded *self, SoupServerMessage *message, const char *key)
{
  g_autofree char *path = g_strconcat (self->parent.address.base, key, NULL);
  g_autoptr (GArray) headers = g_array_new (FALSE, FALSE, sizeof (Sigv4Header));
  Sigv4Header host = { "host", self->parent.address.host };
  g_array_append_val (headers, host);
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), collect_header,
                                headers);
  Sigv4Request request = { soup_server_message_get_method (message),
                           path,
                           g_uri_get_query (soup_server_message_get_uri (message)),
                           (const Sigv4Header *) (gpointer) headers->data,
                           headers->len,
                           SIGV4_UNSIGNED_PAYLOAD };
  return sigv4_verify (self->parent.signer, &request, blob_store_now (&self->parent));
}

static const char *
key_in_path (BlobEmbedded *self, const char *path)
{
  Id id;
  if (!g_str_has_prefix (path, self->route))
    return NULL;
  const char *key = path + strlen (self->route);
  return id_from_text (key, &id) ? key : NULL;
}

static void
begin_put (BlobEmbedded *self, SoupServerMessage *message, const char *key)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH)
    blob_answer_error (message, SOUP_STATUS_LENGTH_REQUIRED, "MissingContentLength");
  else
    blob_upload_start (self, message, key, soup_message_headers_get_content_length (headers));
}

/* The headers are in, the body is not. What gets a status here never reaches answer_cb. */
static void
headers_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  BlobEmbedded *self = data;
  const char *method = soup_server_message_get_method (message);
  const char *key = key_in_path (self, path);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);

  Sigv4Verdict verdict = key ? verify (self, message, key) : SIGV4_MISMATCH;
  gboolean known =
      g_str_equal (method, "PUT") || g_str_equal (method, "GET") || g_str_equal (method, "HEAD");
  if (verdict != SIGV4_OK || !known)
    blob_answer_error (message, SOUP_STATUS_FORBIDDEN, "AccessDenied");
  else if (g_str_equal (method, "PUT"))
    begin_put (self, message, key);
}

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer data)
{
  if (g_str_equal (soup_server_message_get_method (message), "PUT")) {
    blob_upload_finish (message);
    return;
  }
  const char *disposition =
      query ? g_hash_table_lookup (query, "response-content-disposition") : NULL;
  blob_download_start (data, message, key_in_path (data, path), disposition);
}

BlobStore *
blob_embedded_new (const BlobEmbeddedConfig *config, GError **error)
{
  BlobEmbedded *self = g_new0 (BlobEmbedded, 1);
  blob_store_init (&self->parent, &embedded_ops, KEY_ID, config->secret, REGION);
  self->route = g_strconcat (ROUTE "/", config->bucket ? config->bucket : "media", "/", NULL);
  self->files = blob_files_new (config->directory, error);
  if (!self->files ||
      !blob_address_set (&self->parent.address, config->public_url, NULL, self->route, error)) {
    blob_store_free (&self->parent);
    return NULL;
  }
  return &self->parent;
}

void
blob_embedded_serve (BlobStore *store, SoupServer *server)
{
  BlobEmbedded *self = (BlobEmbedded *) store;
  g_return_if_fail (store->ops == &embedded_ops);
  blob_files_clean (self->files);
  g_set_weak_pointer (&self->server, server);
  soup_server_add_early_handler (server, ROUTE, headers_cb, self, NULL);
  soup_server_add_handler (server, ROUTE, answer_cb, self, NULL);
}
