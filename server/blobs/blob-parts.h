/* blob-parts: objects too big for one request. An upload is begun, its parts go in by signed URLs,
 * in any order and as often as need be, and then they are joined; until that there is no object.
 * Belongs to the store's thread, as blob-store.h says; callbacks and errors are as there, and
 * WHIN_ERROR_NOT_FOUND where the store knows no such upload (any more).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-store.h"

/* All parts but the last have at least so many bytes in every store. */
#define BLOB_PART_MIN (5 * 1024 * 1024)
#define BLOB_PARTS_MAX 10000

typedef struct {
  guint n; /* from 1 */
  guint64 size;
  char *etag; /* what the store calls its contents */
} BlobPart;
BlobPart *blob_part_new (guint n, guint64 size, const char *etag);
void blob_part_free (BlobPart *part);

/* size: of the whole object; a store that can tell refuses what it has no room for. The result is
 * the upload's name, which the caller frees. */
void blob_store_begin (BlobStore *store,
                       const Id *id,
                       guint64 size,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
char *blob_store_begin_finish (BlobStore *store, GAsyncResult *result, GError **error);

/* An upload of exactly size bytes, in place of an earlier part n. */
BlobGrant *blob_store_presign_part (BlobStore *store,
                                    const Id *id,
                                    const char *upload,
                                    guint n,
                                    guint64 size,
                                    guint lifetime);

/* The parts that are there whole: a GPtrArray of BlobPart, by number. */
void blob_store_list (BlobStore *store,
                      const Id *id,
                      const char *upload,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
GPtrArray *blob_store_list_finish (BlobStore *store, GAsyncResult *result, GError **error);

/* parts: of BlobPart, all of them, as listed; read at once. Of what was joined already some
 * stores know no upload, some join it again to the same. */
void blob_store_join (BlobStore *store,
                      const Id *id,
                      const char *upload,
                      GPtrArray *parts,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
gboolean blob_store_join_finish (BlobStore *store, GAsyncResult *result, GError **error);

/* Ends an upload; ending what is not there succeeds. */
void blob_store_abort (BlobStore *store,
                       const Id *id,
                       const char *upload,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
gboolean blob_store_abort_finish (BlobStore *store, GAsyncResult *result, GError **error);

/* Ends uploads that were begun before then (seconds since 1970), some at a time: those that a crash
 * left behind before anybody had noted their names. The result is how many there were. */
void blob_store_sweep (BlobStore *store,
                       gint64 before,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
gboolean
blob_store_sweep_finish (BlobStore *store, GAsyncResult *result, guint *swept, GError **error);
