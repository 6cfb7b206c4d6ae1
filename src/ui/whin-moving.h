/* moving: a paintable that plays a GIF or an animated WebP while it is drawn. What is scrolled out
 * of sight, or in a window that nobody sees, is not drawn, so it rests.
 *
 * UI thread; pictures are decoded off it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_MOVING (whin_moving_get_type ())
G_DECLARE_FINAL_TYPE (WhinMoving, whin_moving, WHIN, MOVING, GObject)

/* STILL is drawn until it moves, and when it does not; it is as large. */
WhinMoving *whin_moving_new (const MediaFile *file, GdkTexture *still);
gboolean whin_moving_is_of (WhinMoving *self, const MediaFile *file, int width, int height);

G_END_DECLS
