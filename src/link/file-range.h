/* file-range: so many bytes of a file from a place on, as a stream. A file that ends before them is
 * an error: what is announced has to come. Blocking; one thread at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#define WHIN_TYPE_FILE_RANGE (whin_file_range_get_type ())
G_DECLARE_FINAL_TYPE (WhinFileRange, whin_file_range, WHIN, FILE_RANGE, GInputStream)

/* size: -1 for all that follows. NULL and WHIN_ERROR_DISK when the file cannot be read, or has not
 * so many bytes. */
GInputStream *whin_file_range_new (const char *path, gint64 offset, gint64 size, GError **error);
/* Of the stretch, as it was found. */
gint64 whin_file_range_get_size (WhinFileRange *self);
