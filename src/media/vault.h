/* vault: files on this machine as they lie on the server, sealed (crypto/blob.h). Blocking, for
 * pool threads, in constant memory.
 *
 * What is made appears under its name only when all of it is right; otherwise nothing is left.
 * Errors are WHIN_ERROR, or G_IO_ERROR_CANCELLED.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-file.h"

#include <gio/gio.h>

/* Reads from to its end, which must be after size bytes, and makes the sealed file at path. Returns
 * its new key. */
MediaKey *vault_seal (GInputStream *from,
                      gint64 size,
                      const char *path,
                      GCancellable *cancellable,
                      GError **error);
/* The same with a file, and with bytes. */
MediaKey *
vault_seal_file (const char *from, const char *path, GCancellable *cancellable, GError **error);
MediaKey *
vault_seal_bytes (GBytes *bytes, const char *path, GCancellable *cancellable, GError **error);

/* The same with a video, without what film-metadata.h hides. */
MediaKey *
vault_seal_film (const char *from, const char *path, GCancellable *cancellable, GError **error);

/* A file that is here, once more under another key. */
MediaKey *vault_seal_again (const MediaFile *from,
                            const char *path,
                            GCancellable *cancellable,
                            GError **error);

/* The whole file; WHIN_ERROR_TOO_BIG when it has more than max bytes. */
GBytes *vault_load (const MediaFile *file, gsize max, GCancellable *cancellable, GError **error);
/* Whether all of it is here as it was made: WHIN_ERROR_CORRUPT when not. */
gboolean vault_check (const MediaFile *file, GCancellable *cancellable, GError **error);
/* Writes the file, open, to a stream, which stays open. */
gboolean
vault_pour (const MediaFile *file, GOutputStream *to, GCancellable *cancellable, GError **error);
/* The same to to; replaces what is there. */
gboolean vault_export (const MediaFile *file,
                       GFile *to,
                       GFileCreateFlags flags,
                       GCancellable *cancellable,
                       GError **error);
