/* canvas tools: what the pointer and the keys do. The keys have all that the pointer has: arrows
 * move the crop, with Shift its far edges; with a pen they move it, and the space bar puts it down
 * and lifts it. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-canvas-private.h"

#include "crop-box.h"

#include <glib/gi18n.h>

#define NEAR 24   /* px, to an edge */
#define STEP 0.02 /* of the longer side of what is seen, for a key */
#define FINE 0.0025
#define APART 1.5 /* px, between two points of a line */

static SketchPoint
seen_at (WhinCanvas *self, double x, double y)
{
  double left, top, scale = whin_canvas_layout (self, &left, &top);

  return (SketchPoint) { (x - left) / scale, (y - top) / scale };
}

static void
seen_size (WhinCanvas *self, double *width, double *height)
{
  SketchFrame frame = whin_canvas_seen (self);

  sketch_frame_size (&frame, width, height);
}

gboolean
whin_canvas_is_busy (WhinCanvas *self)
{
  return self->drawing || self->edges >= 0;
}

gboolean
whin_canvas_stop (WhinCanvas *self)
{
  if (!whin_canvas_is_busy (self))
    return FALSE;
  self->drawing = FALSE;
  self->edges = -1;
  g_array_set_size (self->line, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

/* -- Crop -- */

static SketchBox
crop_now (WhinCanvas *self)
{
  SketchFrame frame = sketch_get_frame (self->sketch), seen = whin_canvas_seen (self);

  return sketch_frame_box_to (&seen, frame.crop);
}

/* FALSE: it is what it was. */
static gboolean
set_crop (WhinCanvas *self, SketchBox box)
{
  SketchFrame seen = whin_canvas_seen (self), before = sketch_get_frame (self->sketch), after;
  SketchBox in_picture = sketch_frame_box_from (&seen, box);

  sketch_crop (self->sketch, &in_picture);
  after = sketch_get_frame (self->sketch);
  return before.crop.x != after.crop.x || before.crop.y != after.crop.y ||
         before.crop.width != after.crop.width || before.crop.height != after.crop.height;
}

static void
pull (WhinCanvas *self, const SketchBox *from, int edges, double dx, double dy)
{
  double width, height;

  seen_size (self, &width, &height);
  self->crop =
      crop_box_drag (from, (CropEdges) edges, dx, dy, self->ratio, SKETCH_CROP_MIN, width, height);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
edges_at (WhinCanvas *self, double x, double y)
{
  double left, top, scale = whin_canvas_layout (self, &left, &top);
  SketchBox box = crop_now (self);

  return crop_box_hit (&box, (x - left) / scale, (y - top) / scale, NEAR / scale);
}

static const char *
cursor_for (int edges)
{
  switch (edges) {
  case CROP_INSIDE:
    return "move";
  case CROP_LEFT:
  case CROP_RIGHT:
    return "ew-resize";
  case CROP_TOP:
  case CROP_BOTTOM:
    return "ns-resize";
  case CROP_LEFT | CROP_TOP:
  case CROP_RIGHT | CROP_BOTTOM:
    return "nwse-resize";
  case CROP_RIGHT | CROP_TOP:
  case CROP_LEFT | CROP_BOTTOM:
    return "nesw-resize";
  default:
    return NULL;
  }
}

void
whin_canvas_set_ratio (WhinCanvas *self, double ratio)
{
  double width, height;
  SketchBox box;

  self->ratio = ratio;
  if (!self->sketch || ratio <= 0)
    return;
  whin_canvas_stop (self);
  seen_size (self, &width, &height);
  box = crop_now (self);
  box = crop_box_fit (&box, ratio);
  if (set_crop (self, box))
    whin_canvas_made (self, NULL);
}

/* -- Lines and boxes -- */

static void
add_point (WhinCanvas *self, SketchPoint seen)
{
  SketchFrame frame = whin_canvas_seen (self);
  SketchPoint point = sketch_frame_from (&frame, seen);

  if (self->line->len < SKETCH_POINTS_MAX)
    g_array_append_val (self->line, point);
  else
    g_array_index (self->line, SketchPoint, self->line->len - 1) = point;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
begin (WhinCanvas *self, SketchPoint seen)
{
  g_array_set_size (self->line, 0);
  self->drawing = TRUE;
  add_point (self, seen);
  self->box_start = g_array_index (self->line, SketchPoint, 0);
}

static gboolean
end_box (WhinCanvas *self)
{
  SketchPoint last = g_array_index (self->line, SketchPoint, self->line->len - 1);
  SketchPoint first = self->box_start;
  SketchBox box = { MIN (first.x, last.x), MIN (first.y, last.y), ABS (first.x - last.x),
                    ABS (first.y - last.y) };

  if (box.width < 2 || box.height < 2)
    return FALSE;
  sketch_blur_box (self->sketch, &box);
  return TRUE;
}

static void
end (WhinCanvas *self)
{
  const SketchPoint *points = (const SketchPoint *) (gpointer) self->line->data;
  double width = whin_canvas_line_width (self);
  gboolean made = TRUE;

  if (!self->drawing)
    return;
  if (self->tool == WHIN_TOOL_PEN)
    sketch_draw (self->sketch, points, self->line->len, width, self->colour);
  else if (self->blur_box)
    made = end_box (self);
  else
    sketch_blur (self->sketch, points, self->line->len, width);
  whin_canvas_stop (self);
  if (made)
    whin_canvas_made (self, self->tool == WHIN_TOOL_PEN ? _ ("Line drawn") : _ ("Blurred"));
}

/* -- The pointer -- */

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, WhinCanvas *self)
{
  if (!self->sketch)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->has_cursor = FALSE;
  whin_canvas_stop (self);
  if (self->tool == WHIN_TOOL_CROP) {
    self->edges = edges_at (self, x, y);
    self->crop = self->crop_start = crop_now (self);
  } else {
    begin (self, seen_at (self, x, y));
  }
  if (whin_canvas_is_busy (self))
    gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, WhinCanvas *self)
{
  double x, y, left, top, scale;

  if (!self->sketch || !whin_canvas_is_busy (self))
    return;
  scale = whin_canvas_layout (self, &left, &top);
  gtk_gesture_drag_get_start_point (drag, &x, &y);
  if (self->edges >= 0)
    pull (self, &self->crop_start, self->edges, dx / scale, dy / scale);
  else
    add_point (self, seen_at (self, x + dx, y + dy));
}

static void
drag_end_cb (GtkGestureDrag *drag, double dx, double dy, WhinCanvas *self)
{
  SketchBox crop = self->crop;

  if (!self->sketch)
    return;
  if (self->edges >= 0) {
    whin_canvas_stop (self);
    self->nudged = FALSE;
    if (set_crop (self, crop))
      whin_canvas_made (self, NULL);
  } else {
    end (self);
  }
}

static void
cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, WhinCanvas *self)
{
  whin_canvas_stop (self);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, WhinCanvas *self)
{
  if (self->sketch && self->tool == WHIN_TOOL_CROP && self->edges < 0)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursor_for (edges_at (self, x, y)));
}

/* -- The keys -- */

static gboolean
direction_of (guint key, int *dx, int *dy)
{
  *dx = *dy = 0;
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    *dx = -1;
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    *dx = 1;
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    *dy = -1;
  else if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    *dy = 1;
  return *dx != 0 || *dy != 0;
}

static void
nudge (WhinCanvas *self, int edges, double dx, double dy)
{
  SketchBox box = crop_now (self);

  pull (self, &box, edges, dx, dy);
  /* Many keys are one step. */
  if (self->nudged)
    sketch_undo (self->sketch);
  set_crop (self, self->crop);
  self->nudged = TRUE;
  whin_canvas_made (self, NULL);
}

static void
move_cursor (WhinCanvas *self, double dx, double dy)
{
  double width, height;

  seen_size (self, &width, &height);
  self->has_cursor = TRUE;
  self->cursor.x = CLAMP (self->cursor.x + dx, 0, width);
  self->cursor.y = CLAMP (self->cursor.y + dy, 0, height);
  if (self->drawing)
    add_point (self, self->cursor);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
put_pen (WhinCanvas *self)
{
  self->has_cursor = TRUE;
  if (self->drawing)
    end (self);
  else
    begin (self, self->cursor);
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, WhinCanvas *self)
{
  double width, height, step;
  int dx, dy;

  if (!self->sketch)
    return FALSE;
  if (key == GDK_KEY_Escape)
    return whin_canvas_stop (self);
  if (key == GDK_KEY_space && self->tool != WHIN_TOOL_CROP) {
    put_pen (self);
    return TRUE;
  }
  if (!direction_of (key, &dx, &dy))
    return FALSE;
  seen_size (self, &width, &height);
  step = MAX (1, MAX (width, height) * (state & GDK_CONTROL_MASK ? FINE : STEP));
  if (self->tool != WHIN_TOOL_CROP)
    move_cursor (self, dx * step, dy * step);
  else if (state & GDK_SHIFT_MASK)
    nudge (self, dx != 0 ? CROP_RIGHT : CROP_BOTTOM, dx * step, dy * step);
  else
    nudge (self, CROP_INSIDE, dx * step, dy * step);
  return TRUE;
}

void
whin_canvas_init_tools (WhinCanvas *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, 0);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, 0);
  g_signal_connect_object (drag, "cancel", G_CALLBACK (cancel_cb), self, 0);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
