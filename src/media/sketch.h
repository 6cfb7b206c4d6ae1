/* sketch: what somebody does to a picture before it is sent, as a list of steps that can be taken
 * back. Nothing here touches pixels (sketch-paint does): the same steps are shown on a small copy
 * and done to the whole picture.
 *
 * All places are pixels of the picture at its full size, upright, before anything was done to it:
 * what is drawn stays where it is when the picture is cut or turned afterwards, and may come back
 * when it is cut otherwise. Any one thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef enum {
  SKETCH_CROP,
  SKETCH_TURN,
  SKETCH_FLIP,
  SKETCH_PEN,
  SKETCH_BLUR_PEN, /* blurs what the line covers */
  SKETCH_BLUR_BOX,
  SKETCH_RESET, /* as it was; what was done before can be had back */
} SketchKind;

#define SKETCH_STEPS_MAX 1000
#define SKETCH_POINTS_MAX 20000 /* of one line */
#define SKETCH_CROP_MIN 16.0

typedef struct {
  double x, y;
} SketchPoint;

typedef struct {
  double x, y, width, height;
} SketchBox;

/* Immutable, reference counted: steps cross threads. */
typedef struct {
  SketchKind kind;
  SketchBox box;    /* of a crop, or what a line or box covers */
  int turns;        /* quarters, clockwise */
  gboolean upright; /* of a flip: upside down, else left to right */
  SketchPoint *points;
  guint n_points;
  double width;   /* of the line */
  guint32 colour; /* 0xrrggbb */
  double block; /* side of the squares of which a blur keeps nothing but what they are on average */
} SketchStep;

SketchStep *sketch_step_ref (const SketchStep *step);
void sketch_step_unref (SketchStep *step);
gboolean sketch_step_is_mark (const SketchStep *step);

/* What is to be seen of a picture, and how: cut, then mirrored, then turned. */
typedef struct {
  SketchBox crop;
  gboolean mirrored;
  int turns; /* 0 to 3 */
} SketchFrame;

/* Size of what is seen. */
void sketch_frame_size (const SketchFrame *frame, double *width, double *height);
/* From the picture to what is seen of it, and back. */
SketchPoint sketch_frame_to (const SketchFrame *frame, SketchPoint point);
SketchPoint sketch_frame_from (const SketchFrame *frame, SketchPoint point);
SketchBox sketch_frame_box_to (const SketchFrame *frame, SketchBox box);
SketchBox sketch_frame_box_from (const SketchFrame *frame, SketchBox box);

typedef struct _Sketch Sketch;

Sketch *sketch_new (int width, int height);
void sketch_free (Sketch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sketch, sketch_free)

int sketch_get_width (const Sketch *self);
int sketch_get_height (const Sketch *self);

/* Each adds a step, and forgets those that were taken back. */
void sketch_crop (Sketch *self, const SketchBox *box);
void sketch_turn (Sketch *self, int quarters);
void sketch_flip (Sketch *self, gboolean upright);
void sketch_draw (Sketch *self, const SketchPoint *points, guint n, double width, guint32 colour);
/* width: as sketch_draw. The squares have a size that hides what one can make out. */
void sketch_blur (Sketch *self, const SketchPoint *points, guint n, double width);
void sketch_blur_box (Sketch *self, const SketchBox *box);
void sketch_reset (Sketch *self);

gboolean sketch_can_undo (const Sketch *self);
gboolean sketch_can_redo (const Sketch *self);
/* The step that was taken back, or done again; borrowed. NULL: there is none. */
const SketchStep *sketch_undo (Sketch *self);
const SketchStep *sketch_redo (Sketch *self);
/* Whether the picture is another than it was. */
gboolean sketch_is_changed (const Sketch *self);

SketchFrame sketch_get_frame (const Sketch *self);
/* Of SketchStep: what is drawn and blurred, in its order. (transfer full) */
GPtrArray *sketch_get_marks (const Sketch *self);
