/* crop-box: how a box in a picture changes when it is taken by its edges.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sketch.h"

typedef enum {
  CROP_INSIDE = 0, /* all of it moves */
  CROP_LEFT = 1,
  CROP_RIGHT = 2,
  CROP_TOP = 4,
  CROP_BOTTOM = 8,
} CropEdges;

/* edges were moved by dx, dy. ratio: of width to height, kept; 0: any. It stays in a picture of
 * width x height, and no side becomes less than least. */
SketchBox crop_box_drag (const SketchBox *box,
                         CropEdges edges,
                         double dx,
                         double dy,
                         double ratio,
                         double least,
                         double width,
                         double height);
/* The largest of that ratio in it, in its middle. */
SketchBox crop_box_fit (const SketchBox *box, double ratio);
/* What is at x, y, near being as close as that; -1: nothing. */
int crop_box_hit (const SketchBox *box, double x, double y, double near);
