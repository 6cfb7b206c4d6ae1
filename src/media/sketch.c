/* sketch: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sketch.h"

#include <math.h>

/* Squares along the longer side of what is seen: a face or a line of text is a few of them. */
#define BLOCKS 24

struct _Sketch {
  int width, height;
  GPtrArray *steps;
  guint n; /* done; those behind can be done again */
};

/* -- Steps -- */

SketchStep *
sketch_step_ref (const SketchStep *step)
{
  return g_atomic_rc_box_acquire ((SketchStep *) step);
}

static void
clear_step (gpointer data)
{
  g_free (((SketchStep *) data)->points);
}

void
sketch_step_unref (SketchStep *step)
{
  g_atomic_rc_box_release_full (step, clear_step);
}

gboolean
sketch_step_is_mark (const SketchStep *step)
{
  return step->kind == SKETCH_PEN || step->kind == SKETCH_BLUR_PEN || step->kind == SKETCH_BLUR_BOX;
}

/* -- Frames -- */

void
sketch_frame_size (const SketchFrame *frame, double *width, double *height)
{
  gboolean lying = frame->turns % 2 == 1;

  *width = lying ? frame->crop.height : frame->crop.width;
  *height = lying ? frame->crop.width : frame->crop.height;
}

SketchPoint
sketch_frame_to (const SketchFrame *frame, SketchPoint point)
{
  double width = frame->crop.width, height = frame->crop.height;
  double x = point.x - frame->crop.x, y = point.y - frame->crop.y;

  if (frame->mirrored)
    x = width - x;
  switch (frame->turns) {
  case 1:
    return (SketchPoint) { height - y, x };
  case 2:
    return (SketchPoint) { width - x, height - y };
  case 3:
    return (SketchPoint) { y, width - x };
  default:
    return (SketchPoint) { x, y };
  }
}

SketchPoint
sketch_frame_from (const SketchFrame *frame, SketchPoint point)
{
  double width = frame->crop.width, height = frame->crop.height;
  double x = point.x, y = point.y;

  switch (frame->turns) {
  case 1:
    x = point.y;
    y = height - point.x;
    break;
  case 2:
    x = width - point.x;
    y = height - point.y;
    break;
  case 3:
    x = width - point.y;
    y = point.x;
    break;
  default:
    break;
  }
  if (frame->mirrored)
    x = width - x;
  return (SketchPoint) { x + frame->crop.x, y + frame->crop.y };
}

static SketchBox
box_of (SketchPoint a, SketchPoint b)
{
  return (SketchBox) { MIN (a.x, b.x), MIN (a.y, b.y), fabs (a.x - b.x), fabs (a.y - b.y) };
}

SketchBox
sketch_frame_box_to (const SketchFrame *frame, SketchBox box)
{
  return box_of (sketch_frame_to (frame, (SketchPoint) { box.x, box.y }),
                 sketch_frame_to (frame, (SketchPoint) { box.x + box.width, box.y + box.height }));
}

SketchBox
sketch_frame_box_from (const SketchFrame *frame, SketchBox box)
{
  return box_of (
      sketch_frame_from (frame, (SketchPoint) { box.x, box.y }),
      sketch_frame_from (frame, (SketchPoint) { box.x + box.width, box.y + box.height }));
}

/* A mirror in front of what is turned turns it the other way. */
static void
fold (SketchFrame *frame, const SketchStep *step)
{
  switch (step->kind) {
  case SKETCH_CROP:
    frame->crop = step->box;
    break;
  case SKETCH_TURN:
    frame->turns = (frame->turns + step->turns) & 3;
    break;
  case SKETCH_FLIP:
    frame->turns = ((step->upright ? 2 : 0) - frame->turns) & 3;
    frame->mirrored = !frame->mirrored;
    break;
  default:
    break;
  }
}

/* -- The list -- */

Sketch *
sketch_new (int width, int height)
{
  Sketch *self = g_new0 (Sketch, 1);

  self->width = width;
  self->height = height;
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) sketch_step_unref);
  return self;
}

void
sketch_free (Sketch *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->steps);
  g_free (self);
}

int
sketch_get_width (const Sketch *self)
{
  return self->width;
}

int
sketch_get_height (const Sketch *self)
{
  return self->height;
}

static SketchStep *
new_step (SketchKind kind)
{
  SketchStep *step = g_atomic_rc_box_new0 (SketchStep);

  step->kind = kind;
  return step;
}

static void
add (Sketch *self, SketchStep *step)
{
  if (self->n >= SKETCH_STEPS_MAX) {
    sketch_step_unref (step);
    return;
  }
  g_ptr_array_set_size (self->steps, (int) self->n);
  g_ptr_array_add (self->steps, step);
  self->n++;
}

/* Cut to the picture, on whole pixels, and not too small to be seen. */
static SketchBox
fitted (const Sketch *self, const SketchBox *box, double least)
{
  double left = CLAMP (floor (box->x + 0.5), 0, self->width);
  double top = CLAMP (floor (box->y + 0.5), 0, self->height);
  double right = CLAMP (floor (box->x + box->width + 0.5), 0, self->width);
  double bottom = CLAMP (floor (box->y + box->height + 0.5), 0, self->height);
  double least_x = MIN (least, self->width), least_y = MIN (least, self->height);

  if (right - left < least_x) {
    left = MIN (left, self->width - least_x);
    right = left + least_x;
  }
  if (bottom - top < least_y) {
    top = MIN (top, self->height - least_y);
    bottom = top + least_y;
  }
  return (SketchBox) { left, top, right - left, bottom - top };
}

void
sketch_crop (Sketch *self, const SketchBox *box)
{
  SketchFrame frame = sketch_get_frame (self);
  SketchBox crop = fitted (self, box, SKETCH_CROP_MIN);
  SketchStep *step;

  if (crop.x == frame.crop.x && crop.y == frame.crop.y && crop.width == frame.crop.width &&
      crop.height == frame.crop.height)
    return;
  step = new_step (SKETCH_CROP);
  step->box = crop;
  add (self, step);
}

void
sketch_turn (Sketch *self, int quarters)
{
  SketchStep *step = new_step (SKETCH_TURN);

  step->turns = quarters & 3;
  add (self, step);
}

void
sketch_flip (Sketch *self, gboolean upright)
{
  SketchStep *step = new_step (SKETCH_FLIP);

  step->upright = upright;
  add (self, step);
}

static SketchStep *
new_line (SketchKind kind, const SketchPoint *points, guint n, double width)
{
  SketchStep *step = new_step (kind);
  double left = points[0].x, right = left, top = points[0].y, bottom = top;

  n = MIN (n, SKETCH_POINTS_MAX);
  step->points = g_memdup2 (points, n * sizeof *points);
  step->n_points = n;
  step->width = width;
  for (guint i = 1; i < n; i++) {
    left = MIN (left, points[i].x);
    right = MAX (right, points[i].x);
    top = MIN (top, points[i].y);
    bottom = MAX (bottom, points[i].y);
  }
  step->box =
      (SketchBox) { left - width / 2, top - width / 2, right - left + width, bottom - top + width };
  return step;
}

void
sketch_draw (Sketch *self, const SketchPoint *points, guint n, double width, guint32 colour)
{
  SketchStep *step;

  if (n == 0)
    return;
  step = new_line (SKETCH_PEN, points, n, width);
  step->colour = colour;
  add (self, step);
}

static double
block_side (const Sketch *self)
{
  SketchFrame frame = sketch_get_frame (self);

  return MAX (8.0, MAX (frame.crop.width, frame.crop.height) / BLOCKS);
}

void
sketch_blur (Sketch *self, const SketchPoint *points, guint n, double width)
{
  SketchStep *step;

  if (n == 0)
    return;
  step = new_line (SKETCH_BLUR_PEN, points, n, width);
  step->block = block_side (self);
  add (self, step);
}

void
sketch_blur_box (Sketch *self, const SketchBox *box)
{
  SketchStep *step = new_step (SKETCH_BLUR_BOX);

  step->box = fitted (self, box, 1);
  step->block = block_side (self);
  add (self, step);
}

void
sketch_reset (Sketch *self)
{
  if (sketch_is_changed (self))
    add (self, new_step (SKETCH_RESET));
}

gboolean
sketch_can_undo (const Sketch *self)
{
  return self->n > 0;
}

gboolean
sketch_can_redo (const Sketch *self)
{
  return self->n < self->steps->len;
}

const SketchStep *
sketch_undo (Sketch *self)
{
  return sketch_can_undo (self) ? self->steps->pdata[--self->n] : NULL;
}

const SketchStep *
sketch_redo (Sketch *self)
{
  return sketch_can_redo (self) ? self->steps->pdata[self->n++] : NULL;
}

/* After the last reset. */
static guint
first (const Sketch *self)
{
  for (guint i = self->n; i > 0; i--)
    if (((SketchStep *) self->steps->pdata[i - 1])->kind == SKETCH_RESET)
      return i;
  return 0;
}

SketchFrame
sketch_get_frame (const Sketch *self)
{
  SketchFrame frame = { .crop = { 0, 0, self->width, self->height } };

  for (guint i = first (self); i < self->n; i++)
    fold (&frame, self->steps->pdata[i]);
  return frame;
}

GPtrArray *
sketch_get_marks (const Sketch *self)
{
  GPtrArray *marks = g_ptr_array_new_with_free_func ((GDestroyNotify) sketch_step_unref);

  for (guint i = first (self); i < self->n; i++)
    if (sketch_step_is_mark (self->steps->pdata[i]))
      g_ptr_array_add (marks, sketch_step_ref (self->steps->pdata[i]));
  return marks;
}

gboolean
sketch_is_changed (const Sketch *self)
{
  SketchFrame frame = sketch_get_frame (self);
  g_autoptr (GPtrArray) marks = sketch_get_marks (self);

  return marks->len > 0 || frame.mirrored || frame.turns != 0 || frame.crop.width < self->width ||
         frame.crop.height < self->height;
}
