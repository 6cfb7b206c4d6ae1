/* blob-store: where the encrypted media objects live. Clients get signed URLs and talk to the store
 * itself; whinchatd only signs, asks for a size and deletes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"

#include <gio/gio.h>

/* Every object has this type; what it is inside is encrypted. */
#define BLOB_CONTENT_TYPE "application/octet-stream"

/* What a client must send: the URL and, exactly as given, these headers. */
typedef struct {
  char *url;
  char **headers; /* name, value, name, value, ..., NULL; empty for a download */
  gint64 expires; /* seconds since 1970 */
} BlobGrant;
void blob_grant_free (BlobGrant *grant);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BlobGrant, blob_grant_free)

/* Belongs to the thread that made it; callbacks come on its thread-default main context.
 * An object's key is its id as text. Errors are G_IO_ERROR_CANCELLED or WHIN_ERROR_UNREACHABLE (no
 * answer), _STORAGE (full) and _INTERNAL (everything else); they name no key and no URL. */
typedef struct _BlobStore BlobStore;
void blob_store_free (BlobStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BlobStore, blob_store_free)

/* Seconds since 1970; tests bring their own. */
typedef gint64 (*BlobClock) (gpointer data);
void blob_store_set_clock (BlobStore *store, BlobClock clock, gpointer data);

/* An upload of exactly size bytes. lifetime in seconds, 1 to a week. */
BlobGrant *blob_store_presign_put (BlobStore *store,
                                   const Id *id,
                                   guint64 size,
                                   const char *content_type,
                                   guint lifetime);

/* disposition: the Content-Disposition the store shall answer with, or NULL. */
BlobGrant *
blob_store_presign_get (BlobStore *store, const Id *id, guint lifetime, const char *disposition);

/* size becomes -1 when there is no such object, which is no error. */
void blob_store_head (BlobStore *store,
                      const Id *id,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
gboolean
blob_store_head_finish (BlobStore *store, GAsyncResult *result, gint64 *size, GError **error);

/* Deleting what is not there succeeds. */
void blob_store_delete (BlobStore *store,
                        const Id *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
gboolean blob_store_delete_finish (BlobStore *store, GAsyncResult *result, GError **error);

/* Uploads, measures, downloads, compares and deletes a small object the way a client does it,
 * through the public address. skew: how many seconds the store's clock is ahead of ours, or 0 when
 * it sent no date. The error says which step failed. */
void blob_store_check (BlobStore *store,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
gboolean
blob_store_check_finish (BlobStore *store, GAsyncResult *result, gint64 *skew, GError **error);
