/* blob-store: the parts both stores share: addresses, signed URLs and the vtable's front.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-store-private.h"
#include "error.h"

#include <libsoup/soup.h>
#include <string.h>

void
blob_grant_free (BlobGrant *grant)
{
  if (!grant)
    return;
  g_free (grant->url);
  g_strfreev (grant->headers);
  g_free (grant);
}

static gint64
wall_clock (gpointer data)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

void
blob_store_init (BlobStore *store,
                 const BlobStoreOps *ops,
                 const char *key_id,
                 const char *secret,
                 const char *region)
{
  store->ops = ops;
  store->clock = wall_clock;
  store->signer = sigv4_signer_new (key_id, secret, NULL, region, "s3");
}

void
blob_store_free (BlobStore *store)
{
  if (!store)
    return;
  sigv4_signer_free (store->signer);
  blob_address_clear (&store->address);
  store->ops->free (store);
}

void
blob_store_set_clock (BlobStore *store, BlobClock clock, gpointer data)
{
  store->clock = clock;
  store->clock_data = data;
}

gint64
blob_store_now (BlobStore *store)
{
  return store->clock (store->clock_data);
}

static char *
host_header (GUri *uri, const char *subdomain)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);
  int port = g_uri_get_port (uri);
  gboolean is_default = port == -1 || port == (g_str_equal (scheme, "https") ? 443 : 80);
  g_autofree char *name =
      strchr (host, ':') ? g_strdup_printf ("[%s]", host) : g_ascii_strdown (host, -1);
  g_autofree char *suffix = is_default ? g_strdup ("") : g_strdup_printf (":%d", port);
  return g_strconcat (subdomain ? subdomain : "", subdomain ? "." : "", name, suffix, NULL);
}

gboolean
blob_address_set (BlobAddress *address,
                  const char *base,
                  const char *subdomain,
                  const char *path,
                  GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (base, SOUP_HTTP_URI_FLAGS & ~G_URI_FLAGS_ENCODED_PATH, NULL);
  const char *scheme = uri ? g_uri_get_scheme (uri) : "";
  if ((!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")) || !g_uri_get_host (uri) ||
      !*g_uri_get_host (uri) || g_uri_get_query (uri)) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL,
                 "“%s” is not the http:// or https:// address of a media store", base);
    return FALSE;
  }
  g_autofree char *prefix = g_strdup (g_uri_get_path (uri));
  while (g_str_has_suffix (prefix, "/"))
    prefix[strlen (prefix) - 1] = 0;
  address->host = host_header (uri, subdomain);
  address->origin = g_strconcat (scheme, "://", address->host, NULL);
  address->base = g_strconcat (prefix, path, NULL);
  return TRUE;
}

void
blob_address_clear (BlobAddress *address)
{
  g_clear_pointer (&address->origin, g_free);
  g_clear_pointer (&address->host, g_free);
  g_clear_pointer (&address->base, g_free);
}

char *
blob_address_url (const BlobAddress *address, const char *key)
{
  g_autofree char *path = g_strconcat (address->base, key, NULL);
  g_autofree char *encoded = sigv4_encode (path, TRUE);
  return g_strconcat (address->origin, encoded, NULL);
}

BlobGrant *
blob_store_grant (BlobStore *store,
                  const char *method,
                  const Id *id,
                  const char *query,
                  const Sigv4Header *headers,
                  gsize n_headers,
                  guint lifetime)
{
  IdText key;
  id_to_text (id, key);
  g_autofree char *path = g_strconcat (store->address.base, key, NULL);
  Sigv4Request request = { method, path, query, headers, n_headers, SIGV4_UNSIGNED_PAYLOAD };
  gint64 now = blob_store_now (store);
  g_autofree char *signed_query = sigv4_presign (store->signer, &request, now, lifetime);
  g_return_val_if_fail (signed_query, NULL);

  BlobGrant *grant = g_new0 (BlobGrant, 1);
  g_autofree char *url = blob_address_url (&store->address, key);
  grant->url = g_strconcat (url, "?", signed_query, NULL);
  grant->expires = now + lifetime;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (gsize i = 1; i < n_headers; i++) /* the first is host, which every client sends */
    g_strv_builder_add_many (builder, headers[i].name, headers[i].value, NULL);
  grant->headers = g_strv_builder_end (builder);
  return grant;
}

BlobGrant *
blob_store_presign_put (BlobStore *store,
                        const Id *id,
                        guint64 size,
                        const char *content_type,
                        guint lifetime)
{
  /* Engines take a chunked body of any length when the length is not signed. */
  g_autofree char *length = g_strdup_printf ("%" G_GUINT64_FORMAT, size);
  const Sigv4Header headers[] = {
    { "host", store->address.host },
    { "content-length", length },
    { "content-type", content_type },
  };
  return blob_store_grant (store, "PUT", id, NULL, headers, G_N_ELEMENTS (headers), lifetime);
}

BlobGrant *
blob_store_presign_get (BlobStore *store, const Id *id, guint lifetime, const char *disposition)
{
  const Sigv4Header headers[] = { { "host", store->address.host } };
  g_autofree char *value = disposition ? sigv4_encode (disposition, FALSE) : NULL;
  g_autofree char *query =
      value ? g_strconcat ("response-content-disposition=", value, NULL) : NULL;
  return blob_store_grant (store, "GET", id, query, headers, G_N_ELEMENTS (headers), lifetime);
}

void
blob_store_head (BlobStore *store,
                 const Id *id,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  IdText key;
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, blob_store_head);
  store->ops->head (store, id_to_text (id, key), task);
}

gboolean
blob_store_head_finish (BlobStore *store, GAsyncResult *result, gint64 *size, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, blob_store_head), FALSE);
  GError *local = NULL;
  gint64 value = g_task_propagate_int (G_TASK (result), &local);
  if (local) {
    g_propagate_error (error, local);
    return FALSE;
  }
  *size = value;
  return TRUE;
}

void
blob_store_delete (BlobStore *store,
                   const Id *id,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  IdText key;
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, blob_store_delete);
  store->ops->remove (store, id_to_text (id, key), task);
}

gboolean
blob_store_delete_finish (BlobStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, blob_store_delete), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
