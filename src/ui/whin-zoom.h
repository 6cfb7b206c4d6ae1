/* zoom: a picture that can be enlarged and moved about.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_ZOOM (whin_zoom_get_type ())
G_DECLARE_FINAL_TYPE (WhinZoom, whin_zoom, WHIN, ZOOM, GtkWidget)

/* WIDTH and HEIGHT are the whole picture's; PAINTABLE may be smaller for the time being. Fits it
 * again. */
void whin_zoom_set_picture (WhinZoom *self, GdkPaintable *paintable, int width, int height);
/* A better copy of the same picture. */
void whin_zoom_set_paintable (WhinZoom *self, GdkPaintable *paintable);
/* Multiplies the scale around the middle. */
void whin_zoom_by (WhinZoom *self, double factor);
void whin_zoom_fit (WhinZoom *self);
gboolean whin_zoom_is_fitted (WhinZoom *self);

G_END_DECLS
