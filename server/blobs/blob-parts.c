/* blob-parts: the front of uploads in parts, for either store.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-parts.h"
#include "blob-store-private.h"

BlobPart *
blob_part_new (guint n, guint64 size, const char *etag)
{
  BlobPart *part = g_new (BlobPart, 1);
  *part = (BlobPart) { n, size, g_strdup (etag) };
  return part;
}

void
blob_part_free (BlobPart *part)
{
  g_free (part->etag);
  g_free (part);
}

static GTask *
task_new (gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, tag);
  return task;
}

void
blob_store_begin (BlobStore *store,
                  const Id *id,
                  guint64 size,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  IdText key;
  GTask *task = task_new (blob_store_begin, cancellable, callback, user_data);
  store->ops->begin (store, id_to_text (id, key), size, task);
}

char *
blob_store_begin_finish (BlobStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, blob_store_begin), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

BlobGrant *
blob_store_presign_part (BlobStore *store,
                         const Id *id,
                         const char *upload,
                         guint n,
                         guint64 size,
                         guint lifetime)
{
  g_autofree char *length = g_strdup_printf ("%" G_GUINT64_FORMAT, size);
  g_autofree char *name = sigv4_encode (upload, FALSE);
  g_autofree char *query = g_strdup_printf ("partNumber=%u&uploadId=%s", n, name);
  const Sigv4Header headers[] = {
    { "host", store->address.host },
    { "content-length", length },
  };
  return blob_store_grant (store, "PUT", id, query, headers, G_N_ELEMENTS (headers), lifetime);
}

void
blob_store_list (BlobStore *store,
                 const Id *id,
                 const char *upload,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  IdText key;
  GTask *task = task_new (blob_store_list, cancellable, callback, user_data);
  store->ops->list (store, id_to_text (id, key), upload, task);
}

GPtrArray *
blob_store_list_finish (BlobStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, blob_store_list), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
blob_store_join (BlobStore *store,
                 const Id *id,
                 const char *upload,
                 GPtrArray *parts,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  IdText key;
  GTask *task = task_new (blob_store_join, cancellable, callback, user_data);
  store->ops->join (store, id_to_text (id, key), upload, parts, task);
}

gboolean
blob_store_join_finish (BlobStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, blob_store_join), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
blob_store_abort (BlobStore *store,
                  const Id *id,
                  const char *upload,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  IdText key;
  GTask *task = task_new (blob_store_abort, cancellable, callback, user_data);
  store->ops->abort (store, id_to_text (id, key), upload, task);
}

gboolean
blob_store_abort_finish (BlobStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, blob_store_abort), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
blob_store_sweep (BlobStore *store,
                  gint64 before,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  store->ops->sweep (store, before, task_new (blob_store_sweep, cancellable, callback, user_data));
}

gboolean
blob_store_sweep_finish (BlobStore *store, GAsyncResult *result, guint *swept, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, blob_store_sweep), FALSE);
  GError *local = NULL;
  gssize value = g_task_propagate_int (G_TASK (result), &local);
  if (local) {
    g_propagate_error (error, local);
    return FALSE;
  }
  *swept = (guint) value;
  return TRUE;
}
