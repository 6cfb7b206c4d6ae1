/* blob-files: objects as files in a sharded directory. Every call may block: use a pool thread.
 * Keys are the text of an id. Errors are WHIN_ERROR_STORAGE (no room) or _INTERNAL.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Counted, and immutable after blob_files_new: any thread may use it. */
typedef struct _BlobFiles BlobFiles;

/* Makes the directory when it is missing. */
BlobFiles *blob_files_new (const char *directory, GError **error);
BlobFiles *blob_files_ref (BlobFiles *files);
void blob_files_unref (BlobFiles *files);

/* Removes uploads a crash left behind: only for the process that takes the uploads. */
void blob_files_clean (BlobFiles *files);

/* An upload in progress; one thread at a time. Freed before the commit it leaves nothing. */
typedef struct _BlobUpload BlobUpload;

/* Reserves the room at once, so that a full disk says so before the bytes are sent. */
BlobUpload *blob_files_upload (BlobFiles *files, guint64 size, GError **error);
void blob_upload_free (BlobUpload *upload);

/* Refuses what goes over the size. */
gboolean blob_upload_write (BlobUpload *upload, const void *data, gsize size, GError **error);

/* Makes the object appear whole and durable, in place of an older one. Refuses to end short. */
gboolean blob_upload_commit (BlobUpload *upload, const char *key, GError **error);

/* A descriptor the caller closes; -1 without an error when there is no such object. */
int blob_files_open (BlobFiles *files, const char *key, gint64 *size, GError **error);

/* Size, or -1 without an error when there is no such object. */
gint64 blob_files_size (BlobFiles *files, const char *key, GError **error);

gboolean blob_files_remove (BlobFiles *files, const char *key, GError **error);
