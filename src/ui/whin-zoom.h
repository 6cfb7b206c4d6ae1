/* zoom: a picture that can be enlarged and moved about.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_ZOOM (whin_zoom_get_type ())
G_DECLARE_FINAL_TYPE (WhinZoom, whin_zoom, WHIN, ZOOM, GtkWidget)

/* Properties:
 *   fitted (gboolean, read-only)   it is not enlarged
 * Signals:
 *   swiped (int by)   to the next one, 1, or the one before, -1
 */

/* WIDTH and HEIGHT are the whole picture's; PAINTABLE may be smaller for the time being. Fits it
 * again. */
void whin_zoom_set_picture (WhinZoom *self, GdkPaintable *paintable, int width, int height);
/* A better copy of the same picture. */
void whin_zoom_set_paintable (WhinZoom *self, GdkPaintable *paintable);
/* Borrowed, or NULL. */
GdkPaintable *whin_zoom_get_paintable (WhinZoom *self);
/* Moves it, as far as it is larger. */
void whin_zoom_pan (WhinZoom *self, double dx, double dy);
/* Multiplies the scale around the middle. */
void whin_zoom_by (WhinZoom *self, double factor);
void whin_zoom_fit (WhinZoom *self);
gboolean whin_zoom_is_fitted (WhinZoom *self);

G_END_DECLS
