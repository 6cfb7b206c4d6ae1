/* vault: files on this machine as they lie on the server, sealed (crypto/blob.h). Blocking, for
 * pool threads, in constant memory.
 *
 * What is made appears under its name only when all of it is right; otherwise nothing is left.
 * Errors are WHIN_ERROR, or G_IO_ERROR_CANCELLED.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-key.h"

#include <gio/gio.h>

/* Reads from to its end, which must be after size bytes, and makes the sealed file at path. Returns
 * its new key. */
MediaKey *vault_seal (GInputStream *from,
                      gint64 size,
                      const char *path,
                      GCancellable *cancellable,
                      GError **error);
/* The same with a file. */
MediaKey *
vault_seal_file (const char *from, const char *path, GCancellable *cancellable, GError **error);
/* Opens the sealed file at path into a file at to that only its owner may read. */
gboolean vault_export (const char *path,
                       const MediaKey *key,
                       const char *to,
                       GCancellable *cancellable,
                       GError **error);
