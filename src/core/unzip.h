/* unzip: reads a .zip of others: files stored or deflated, nothing encrypted, nothing past limits.
 * Blocking; any thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _Unzip Unzip;

Unzip *unzip_open (const char *path, GError **error);
void unzip_free (Unzip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Unzip, unzip_free)
/* Names without their folders; of several that are the same the first. */
gboolean unzip_has (Unzip *zip, const char *name);
/* The first name that ends so, or NULL. Borrowed. */
const char *unzip_find (Unzip *zip, const char *suffix);
/* *size bytes at most max, or WHIN_ERROR_TOO_BIG. NULL and WHIN_ERROR_CORRUPT. */
GBytes *unzip_read (Unzip *zip, const char *name, gsize max, GError **error);
