/* blob-files-private: DIRECTORY/objects/KE/KEY (a file, or a directory of parts named 1, 2, ...),
 * DIRECTORY/uploads/NAME/N for parts that are whole, DIRECTORY/tmp for what is on its way in or
 * out. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-files.h"

struct _BlobFiles {
  char *objects;
  char *uploads;
  char *tmp;
};

struct _BlobUpload {
  BlobFiles *files;
  char *path; /* NULL once it has a place */
  int fd;
  guint64 size;
  guint64 written;
};

/* From errno. */
void blob_files_set_error (GError **error, const char *what);
char *blob_files_path (BlobFiles *files, const char *key);
/* A rename is durable only when its directory is. */
gboolean blob_files_sync (const char *directory);
/* Moves what is at path, a file or a directory, to where key's object is. */
gboolean blob_files_place (BlobFiles *files, const char *path, const char *key, GError **error);
/* All of the upload is written and durable. */
gboolean blob_upload_is_whole (BlobUpload *upload, GError **error);
/* Takes path, a file or a directory of files, out of sight at once and then off the disk. What is
 * not there is gone. */
gboolean blob_files_discard (BlobFiles *files, const char *path);
