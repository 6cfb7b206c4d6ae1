/* blob-files: objects as files in a sharded directory, and those that came in parts as directories
 * of files: they are never copied together. Every call may block: use a pool thread.
 * Keys are the text of an id. Errors are WHIN_ERROR_STORAGE (no room) or _INTERNAL, and _NOT_FOUND
 * for an upload in parts that is not there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-parts.h"

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

/* An object being read; one thread at a time. */
typedef struct _BlobReader BlobReader;

/* NULL without an error when there is no such object. */
BlobReader *blob_files_open (BlobFiles *files, const char *key, gint64 *size, GError **error);
void blob_reader_free (BlobReader *reader);
/* At most max bytes from offset on; 0 at the end, -1 when it cannot be read. */
gssize blob_reader_read (BlobReader *reader, void *buffer, gsize max, gint64 offset);

/* Size, or -1 without an error when there is no such object. */
gint64 blob_files_size (BlobFiles *files, const char *key, GError **error);

gboolean blob_files_remove (BlobFiles *files, const char *key, GError **error);

/* -- Uploads in parts -- */

/* The name of a new one, for an object of size bytes. Caller frees. */
char *blob_files_begin (BlobFiles *files, guint64 size, GError **error);
/* As blob_upload_commit, but it becomes part n. */
gboolean blob_upload_commit_part (BlobUpload *upload, const char *name, guint n, GError **error);
/* Of BlobPart, by number. */
GPtrArray *blob_files_list (BlobFiles *files, const char *name, GError **error);
/* All parts that are there become the object, at once and durable. */
gboolean blob_files_join (BlobFiles *files, const char *name, const char *key, GError **error);
gboolean blob_files_abort (BlobFiles *files, const char *name, GError **error);
/* Ends those that nothing came for since then (seconds since 1970). Returns how many. */
guint blob_files_sweep (BlobFiles *files, gint64 before);
