/* film-poster: how a video begins that is on this disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-file.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* Upright, at most side pixels a side. Blocks, for seconds at most. NULL: it cannot be shown here.
 */
GdkPixbuf *film_poster (const MediaFile *file, int side, GCancellable *cancellable, GError **error);

G_END_DECLS
