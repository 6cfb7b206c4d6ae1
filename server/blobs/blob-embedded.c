/* blob-embedded: checks the signature of what arrives under /blob and hands good requests to
 * blob-upload and blob-download. Everything else is refused before its body is read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-embedded.h"
#include "blob-embedded-private.h"

#include <string.h>

#define KEY_ID "whinchatd"
#define REGION "local"
#define ROUTE "/blob"

static void
embedded_free (BlobStore *store)
{
  BlobEmbedded *self = (BlobEmbedded *) store;
  g_clear_pointer (&self->files, blob_files_unref);
  g_free (self->route);
  g_free (self);
}

static const BlobStoreOps embedded_ops = {
  .free = embedded_free,
  .head = embedded_head,
  .remove = embedded_remove,
  .begin = embedded_begin,
  .list = embedded_list,
  .join = embedded_join,
  .abort = embedded_abort,
  .sweep = embedded_sweep,
};

/* A proxy in front may have changed the Host header and cut the path, but both are known: they are
 * those of the public address, which is what was signed. No other header is ever signed by us. */
static Sigv4Verdict
verify (BlobEmbedded *self, HttpRequest *request, const char *key)
{
  static const char *const names[] = { "content-length", "content-type" };
  g_autofree char *path = g_strconcat (self->parent.address.base, key, NULL);
  Sigv4Header headers[1 + G_N_ELEMENTS (names)] = { { "host", self->parent.address.host } };
  gsize n_headers = 1;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *value = http_request_header (request, names[i]);
    if (value)
      headers[n_headers++] = (Sigv4Header) { names[i], value };
  }
  Sigv4Request arrived = {
    http_request_method (request), path, http_request_query (request), headers, n_headers,
    SIGV4_UNSIGNED_PAYLOAD
  };
  return sigv4_verify (self->parent.signer, &arrived, blob_store_now (&self->parent));
}

/* The path is as it was sent: an id never needs an escape. */
static const char *
key_in_path (BlobEmbedded *self, const char *path)
{
  Id id;
  if (!g_str_has_prefix (path, self->route))
    return NULL;
  const char *key = path + strlen (self->route);
  return id_from_text (key, &id) ? key : NULL;
}

static gboolean
is_put (HttpRequest *request)
{
  return g_str_equal (http_request_method (request), "PUT");
}

static void
begin_put (BlobEmbedded *self, HttpRequest *request, const char *key, goffset length)
{
  g_autoptr (GHashTable) query = soup_form_decode (http_request_query (request));
  const char *name = g_hash_table_lookup (query, "uploadId");
  const char *number = g_hash_table_lookup (query, "partNumber");
  guint64 n = 0;
  Id id;
  /* We have signed it: it is a whole object, or a part that is named. */
  gboolean is_part = name && id_from_text (name, &id) && number &&
                     g_ascii_string_to_unsigned (number, 10, 1, BLOB_PARTS_MAX, &n, NULL);
  if (!is_part && (name || number))
    http_reply_error (request, WHIN_ERROR_FORBIDDEN, NULL);
  else
    blob_upload_begin (self, request, key, name, (guint) n, length);
}

/* The headers are in, the body is not. */
static void
begin_cb (HttpRequest *request, goffset length, gpointer user)
{
  BlobEmbedded *self = user;
  const char *method = http_request_method (request);
  const char *key = key_in_path (self, http_request_path (request));
  gboolean known = is_put (request) || g_str_equal (method, "GET") || g_str_equal (method, "HEAD");
  if (!key || !known || verify (self, request, key) != SIGV4_OK)
    http_reply_error (request, WHIN_ERROR_FORBIDDEN, NULL);
  else if (is_put (request))
    begin_put (self, request, key, length);
}

static void
chunk_cb (HttpRequest *request, GBytes *chunk, gpointer user)
{
  if (is_put (request))
    blob_upload_chunk (request, chunk);
}

/* What an upload has left goes with the request. */
static void
aborted_cb (HttpRequest *request, gpointer user)
{
}

static void
handle_cb (HttpRequest *request, gpointer user)
{
  if (is_put (request)) {
    blob_upload_finish (request);
    return;
  }
  const char *text = http_request_query (request);
  g_autoptr (GHashTable) query = soup_form_decode (text ? text : "");
  blob_download (user, request, key_in_path (user, http_request_path (request)),
                 g_hash_table_lookup (query, "response-content-disposition"));
}

static const HttpSink sink = { begin_cb, chunk_cb, aborted_cb };

static const HttpRoute routes[] = {
  { NULL, ROUTE, handle_cb, HTTP_LARGE_BODY, &sink },
};

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
blob_embedded_serve (BlobStore *store, HttpServer *server)
{
  g_return_if_fail (store->ops == &embedded_ops);
  blob_files_clean (((BlobEmbedded *) store)->files);
  http_server_add_routes (server, routes, G_N_ELEMENTS (routes), store);
}
