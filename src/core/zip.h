/* zip: writes a .zip, file after file, each stored as it is: what takes room in a chat is
 * compressed already. The file appears under its name when it is whole. Blocking; any thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _Zip Zip;

/* Errors are WHIN_ERROR, or G_IO_ERROR_CANCELLED. cancellable is borrowed until zip_free. */
Zip *zip_new (const char *path, GCancellable *cancellable, GError **error);
/* Without zip_finish before, nothing is left. */
void zip_free (Zip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Zip, zip_free)
/* Where the next file is written to, at most 4 GiB of it; until zip_end. Borrowed; NULL and error.
 */
GOutputStream *zip_begin (Zip *zip, const char *name, GError **error);
gboolean zip_end (Zip *zip, GError **error);
gboolean zip_finish (Zip *zip, GError **error);
