/* canvas: a picture that is being edited. It shows a small copy with the steps of a sketch on it,
 * and makes steps of what the pointer and the keys do.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sketch.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_CANVAS (whin_canvas_get_type ())
G_DECLARE_FINAL_TYPE (WhinCanvas, whin_canvas, WHIN, CANVAS, GtkWidget)

typedef enum {
  WHIN_TOOL_CROP,
  WHIN_TOOL_PEN,
  WHIN_TOOL_BLUR,
} WhinTool;

/* Signals: changed ()   a step was made */

/* sketch lives as long as the canvas does; copy is of the whole picture. */
void whin_canvas_set_picture (WhinCanvas *self, Sketch *sketch, GdkPixbuf *copy);
/* The sketch was changed from outside. */
void whin_canvas_refresh (WhinCanvas *self);
void whin_canvas_set_tool (WhinCanvas *self, WhinTool tool);
/* width: 0 to 1. */
void whin_canvas_set_pen (WhinCanvas *self, guint32 colour, double width);
void whin_canvas_set_blur (WhinCanvas *self, gboolean box, double width);
/* Of width to height as it is seen; 0: any. The box is fitted to it. */
void whin_canvas_set_ratio (WhinCanvas *self, double ratio);
/* Gives up what is being drawn or pulled; FALSE when there is nothing. */
gboolean whin_canvas_stop (WhinCanvas *self);

G_END_DECLS
