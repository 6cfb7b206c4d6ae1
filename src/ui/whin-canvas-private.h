/* canvas, inside: what its tools change.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-canvas.h"

struct _WhinCanvas {
  GtkWidget parent_instance;

  Sketch *sketch; /* borrowed, or NULL */
  GdkPixbuf *copy;

  /* What was painted last: the copy with the first of the marks on it. */
  GdkPixbuf *painted;
  GPtrArray *painted_marks;
  GdkTexture *texture;
  GCancellable *painting; /* or NULL */

  WhinTool tool;
  guint32 colour;
  double pen_width, blur_width; /* 0 to 1 */
  gboolean blur_box;
  double ratio;

  /* What is under way. */
  GArray *line; /* of SketchPoint, in the picture */
  gboolean drawing;
  SketchPoint box_start;
  int edges;                  /* of the crop, -1: none */
  SketchBox crop, crop_start; /* as seen */
  gboolean nudged;            /* the last step was made by keys, and the next one takes its place */

  /* The pen of the keyboard, as seen. */
  SketchPoint cursor;
  gboolean has_cursor;
};

/* What is seen: with the crop tool all of the picture. */
SketchFrame whin_canvas_seen (WhinCanvas *self);
/* Where that is: its scale, and where it begins. */
double whin_canvas_layout (WhinCanvas *self, double *x, double *y);
/* A step was made: paints it and tells. */
void whin_canvas_made (WhinCanvas *self, const char *words);
/* In pixels of the picture. */
double whin_canvas_line_width (WhinCanvas *self);

void whin_canvas_init_tools (WhinCanvas *self);
gboolean whin_canvas_is_busy (WhinCanvas *self);
