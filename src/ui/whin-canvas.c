/* canvas: drawing, and painting the marks on a thread. Until they are painted they are drawn over
 * the picture. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-canvas-private.h"

#include "sketch-paint.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MARGIN 18
#define ENLARGED_MAX 4.0
#define HANDLE 22
#define THIN 0.004 /* of the longer side of what is seen */
#define THICK 0.08

G_DEFINE_FINAL_TYPE (WhinCanvas, whin_canvas, GTK_TYPE_WIDGET)

static guint changed_signal;

/* -- Where things are -- */

SketchFrame
whin_canvas_seen (WhinCanvas *self)
{
  SketchFrame frame = sketch_get_frame (self->sketch);

  if (self->tool == WHIN_TOOL_CROP)
    frame.crop =
        (SketchBox) { 0, 0, sketch_get_width (self->sketch), sketch_get_height (self->sketch) };
  return frame;
}

double
whin_canvas_layout (WhinCanvas *self, double *x, double *y)
{
  SketchFrame frame = whin_canvas_seen (self);
  double width, height, scale;
  double room_x = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN);
  double room_y = MAX (1, gtk_widget_get_height (GTK_WIDGET (self)) - 2 * MARGIN);

  sketch_frame_size (&frame, &width, &height);
  scale = MIN (ENLARGED_MAX, MIN (room_x / width, room_y / height));
  *x = (gtk_widget_get_width (GTK_WIDGET (self)) - width * scale) / 2;
  *y = (gtk_widget_get_height (GTK_WIDGET (self)) - height * scale) / 2;
  return scale;
}

double
whin_canvas_line_width (WhinCanvas *self)
{
  SketchFrame frame = sketch_get_frame (self->sketch);
  double wide = self->tool == WHIN_TOOL_BLUR ? self->blur_width : self->pen_width;
  double longer = MAX (frame.crop.width, frame.crop.height);

  return longer * (THIN + (THICK - THIN) * wide * wide) * (self->tool == WHIN_TOOL_BLUR ? 2 : 1);
}

/* -- Painting -- */

typedef struct {
  GdkPixbuf *from;
  GPtrArray *marks; /* all of them */
  guint done;       /* of those, on it already */
  double scale;
} Painting;

static void
painting_free (gpointer data)
{
  Painting *painting = data;

  g_object_unref (painting->from);
  g_ptr_array_unref (painting->marks);
  g_free (painting);
}

static void
paint_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Painting *painting = data;
  GdkPixbuf *to = gdk_pixbuf_copy (painting->from);

  for (guint i = painting->done; to && i < painting->marks->len; i++) {
    if (g_task_return_error_if_cancelled (task)) {
      g_object_unref (to);
      return;
    }
    sketch_paint_mark (to, painting->marks->pdata[i], 0, 0, painting->scale);
  }
  g_task_return_pointer (task, to, g_object_unref);
}

static void
painted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WhinCanvas *self = WHIN_CANVAS (source);
  Painting *painting = g_task_get_task_data (G_TASK (result));
  g_autoptr (GdkPixbuf) painted = g_task_propagate_pointer (G_TASK (result), NULL);

  if (!painted || g_task_get_cancellable (G_TASK (result)) != self->painting)
    return;
  g_clear_object (&self->painting);
  g_set_object (&self->painted, painted);
  g_clear_pointer (&self->painted_marks, g_ptr_array_unref);
  self->painted_marks = g_ptr_array_ref (painting->marks);
  g_clear_object (&self->texture);
  self->texture = gdk_texture_new_for_pixbuf (painted);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* How many of the marks are on what was painted; -1: others are. */
static int
already (WhinCanvas *self, const GPtrArray *marks)
{
  if (!self->painted_marks || self->painted_marks->len > marks->len)
    return -1;
  for (guint i = 0; i < self->painted_marks->len; i++)
    if (self->painted_marks->pdata[i] != marks->pdata[i])
      return -1;
  return (int) self->painted_marks->len;
}

static void
paint (WhinCanvas *self)
{
  g_autoptr (GPtrArray) marks = sketch_get_marks (self->sketch);
  int done = already (self, marks);
  g_autoptr (GTask) task = NULL;
  Painting *painting;

  if (self->painting)
    g_cancellable_cancel (self->painting);
  g_clear_object (&self->painting);
  if (done == (int) marks->len)
    return;
  painting = g_new0 (Painting, 1);
  painting->from = g_object_ref (done >= 0 ? self->painted : self->copy);
  painting->done = (guint) MAX (done, 0);
  painting->marks = g_ptr_array_ref (marks);
  painting->scale = (double) gdk_pixbuf_get_width (self->copy) / sketch_get_width (self->sketch);
  self->painting = g_cancellable_new ();
  task = g_task_new (self, self->painting, painted_cb, NULL);
  g_task_set_task_data (task, painting, painting_free);
  g_task_run_in_thread (task, paint_in_thread);
}

/* -- Drawing -- */

/* From the picture to what is seen, in front of what is drawn next. */
static void
place_frame (GtkSnapshot *snapshot, const SketchFrame *frame)
{
  float width = (float) frame->crop.width, height = (float) frame->crop.height;

  if (frame->turns == 1)
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (height, 0));
  else if (frame->turns == 2)
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (width, height));
  else if (frame->turns == 3)
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, width));
  gtk_snapshot_rotate (snapshot, 90.0f * (float) frame->turns);
  if (frame->mirrored) {
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (width, 0));
    gtk_snapshot_scale (snapshot, -1, 1);
  }
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (-(float) frame->crop.x, -(float) frame->crop.y));
}

static void
draw_line (GtkSnapshot *snapshot,
           const SketchPoint *points,
           guint n,
           double width,
           const GdkRGBA *colour)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  g_autoptr (GskStroke) stroke = gsk_stroke_new ((float) width);

  gsk_path_builder_move_to (builder, (float) points[0].x, (float) points[0].y);
  /* A dot is a line that goes nowhere. */
  if (n == 1)
    gsk_path_builder_line_to (builder, (float) points[0].x + 0.01f, (float) points[0].y);
  for (guint i = 1; i < n; i++)
    gsk_path_builder_line_to (builder, (float) points[i].x, (float) points[i].y);
  path = gsk_path_builder_to_path (builder);
  gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  gtk_snapshot_append_stroke (snapshot, path, stroke, colour);
}

static const GdkRGBA veil = { 0.5f, 0.5f, 0.5f, 0.85f };

static GdkRGBA
rgba_of (guint32 colour)
{
  return (GdkRGBA) { (float) (colour >> 16 & 255) / 255, (float) (colour >> 8 & 255) / 255,
                     (float) (colour & 255) / 255, 1 };
}

static graphene_rect_t
rect_of (const SketchBox *box)
{
  return GRAPHENE_RECT_INIT ((float) box->x, (float) box->y, (float) box->width,
                             (float) box->height);
}

static void
draw_mark (GtkSnapshot *snapshot, const SketchStep *mark)
{
  GdkRGBA colour = mark->kind == SKETCH_PEN ? rgba_of (mark->colour) : veil;
  graphene_rect_t box = rect_of (&mark->box);

  if (mark->kind == SKETCH_BLUR_BOX)
    gtk_snapshot_append_color (snapshot, &veil, &box);
  else
    draw_line (snapshot, mark->points, mark->n_points, mark->width, &colour);
}

/* What is done and not painted yet, and what is being done. */
static void
draw_marks (WhinCanvas *self, GtkSnapshot *snapshot)
{
  g_autoptr (GPtrArray) marks = sketch_get_marks (self->sketch);
  const SketchPoint *points = (const SketchPoint *) (gpointer) self->line->data;
  GdkRGBA colour = self->tool == WHIN_TOOL_PEN ? rgba_of (self->colour) : veil;

  for (guint i = (guint) MAX (already (self, marks), 0); i < marks->len; i++)
    draw_mark (snapshot, marks->pdata[i]);
  if (!self->drawing || self->line->len == 0)
    return;
  if (self->tool == WHIN_TOOL_BLUR && self->blur_box) {
    SketchPoint last = points[self->line->len - 1];
    graphene_rect_t box = GRAPHENE_RECT_INIT ((float) self->box_start.x, (float) self->box_start.y,
                                              (float) (last.x - self->box_start.x),
                                              (float) (last.y - self->box_start.y));

    graphene_rect_normalize (&box);
    gtk_snapshot_append_color (snapshot, &veil, &box);
  } else {
    draw_line (snapshot, points, self->line->len, whin_canvas_line_width (self), &colour);
  }
}

static void
draw_picture (WhinCanvas *self, GtkSnapshot *snapshot, const SketchFrame *frame)
{
  int width = sketch_get_width (self->sketch), height = sketch_get_height (self->sketch);
  double seen_x, seen_y;

  sketch_frame_size (frame, &seen_x, &seen_y);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) seen_x, (float) seen_y));
  gtk_snapshot_save (snapshot);
  place_frame (snapshot, frame);
  gtk_snapshot_append_texture (snapshot, self->texture,
                               &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  draw_marks (self, snapshot);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
fill (GtkSnapshot *snapshot, const GdkRGBA *colour, double x, double y, double width, double height)
{
  if (width > 0 && height > 0)
    gtk_snapshot_append_color (
        snapshot, colour,
        &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

static void
draw_handles (GtkSnapshot *snapshot, const SketchBox *box)
{
  static const GdkRGBA white = { 1, 1, 1, 1 }, faint = { 1, 1, 1, 0.45f };
  double right = box->x + box->width, bottom = box->y + box->height;
  double reach_x = MIN (HANDLE, box->width / 3), reach_y = MIN (HANDLE, box->height / 3);

  for (int i = 1; i < 3; i++) {
    fill (snapshot, &faint, box->x + box->width * i / 3, box->y, 1, box->height);
    fill (snapshot, &faint, box->x, box->y + box->height * i / 3, box->width, 1);
  }
  fill (snapshot, &white, box->x - 1, box->y - 1, box->width + 2, 1);
  fill (snapshot, &white, box->x - 1, bottom, box->width + 2, 1);
  fill (snapshot, &white, box->x - 1, box->y, 1, box->height);
  fill (snapshot, &white, right, box->y, 1, box->height);
  for (int i = 0; i < 4; i++) {
    double x = i % 2 ? right : box->x - 4, y = i / 2 ? bottom : box->y - 4;

    fill (snapshot, &white, i % 2 ? right + 4 - reach_x : box->x - 4, y, reach_x, 4);
    fill (snapshot, &white, x, i / 2 ? bottom + 4 - reach_y : box->y - 4, 4, reach_y);
  }
}

/* In pixels of the widget, so that its lines are one wide at any size. */
static void
draw_crop (WhinCanvas *self, GtkSnapshot *snapshot, const SketchFrame *frame)
{
  static const GdkRGBA shade = { 0, 0, 0, 0.6f };
  double x, y, scale = whin_canvas_layout (self, &x, &y), width, height;
  SketchFrame done = sketch_get_frame (self->sketch);
  SketchBox seen = self->edges >= 0 ? self->crop : sketch_frame_box_to (frame, done.crop);
  SketchBox box = { x + seen.x * scale, y + seen.y * scale, seen.width * scale,
                    seen.height * scale };

  sketch_frame_size (frame, &width, &height);
  width *= scale;
  height *= scale;
  fill (snapshot, &shade, x, y, width, box.y - y);
  fill (snapshot, &shade, x, box.y + box.height, width, y + height - box.y - box.height);
  fill (snapshot, &shade, x, box.y, box.x - x, box.height);
  fill (snapshot, &shade, box.x + box.width, box.y, x + width - box.x - box.width, box.height);
  draw_handles (snapshot, &box);
}

static void
draw_cursor (WhinCanvas *self, GtkSnapshot *snapshot)
{
  double x, y, scale = whin_canvas_layout (self, &x, &y);
  float side = (float) MAX (10, whin_canvas_line_width (self) * scale);
  graphene_rect_t ring =
      GRAPHENE_RECT_INIT ((float) (x + self->cursor.x * scale) - side / 2,
                          (float) (y + self->cursor.y * scale) - side / 2, side, side);
  GskRoundedRect outline;
  const float widths[] = { 2, 2, 2, 2 }, inner[] = { 1, 1, 1, 1 };
  static const GdkRGBA white[] = { { 1, 1, 1, 1 }, { 1, 1, 1, 1 }, { 1, 1, 1, 1 }, { 1, 1, 1, 1 } };
  static const GdkRGBA black[] = { { 0, 0, 0, 1 }, { 0, 0, 0, 1 }, { 0, 0, 0, 1 }, { 0, 0, 0, 1 } };

  gsk_rounded_rect_init_from_rect (&outline, &ring, side / 2);
  gtk_snapshot_append_border (snapshot, &outline, widths, white);
  gtk_snapshot_append_border (snapshot, &outline, inner, black);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WhinCanvas *self = WHIN_CANVAS (widget);
  SketchFrame frame;
  double x, y, scale;

  if (!self->sketch || !self->texture)
    return;
  frame = whin_canvas_seen (self);
  scale = whin_canvas_layout (self, &x, &y);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_scale (snapshot, (float) scale, (float) scale);
  draw_picture (self, snapshot, &frame);
  gtk_snapshot_restore (snapshot);
  if (self->tool == WHIN_TOOL_CROP)
    draw_crop (self, snapshot, &frame);
  else if (self->has_cursor && gtk_widget_has_focus (widget))
    draw_cursor (self, snapshot);
}

/* -- The widget -- */

static void
whin_canvas_dispose (GObject *object)
{
  WhinCanvas *self = WHIN_CANVAS (object);

  if (self->painting)
    g_cancellable_cancel (self->painting);
  g_clear_object (&self->painting);
  self->sketch = NULL;
  g_clear_object (&self->copy);
  g_clear_object (&self->painted);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->painted_marks, g_ptr_array_unref);
  G_OBJECT_CLASS (whin_canvas_parent_class)->dispose (object);
}

static void
whin_canvas_finalize (GObject *object)
{
  g_array_unref (WHIN_CANVAS (object)->line);
  G_OBJECT_CLASS (whin_canvas_parent_class)->finalize (object);
}

static void
whin_canvas_class_init (WhinCanvasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_canvas_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_canvas_finalize;
  widget_class->snapshot = snapshot;
  changed_signal = g_signal_new ("changed", WHIN_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
whin_canvas_init (WhinCanvas *self)
{
  self->line = g_array_new (FALSE, FALSE, sizeof (SketchPoint));
  self->edges = -1;
  self->pen_width = self->blur_width = 0.5;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  whin_canvas_init_tools (self);
}

/* -- Verbs -- */

static void
describe (WhinCanvas *self)
{
  SketchFrame frame = sketch_get_frame (self->sketch);
  double width, height;
  g_autofree char *words = NULL;

  sketch_frame_size (&frame, &width, &height);
  /* Translators: a size in pixels */
  words = g_strdup_printf (_ ("%d × %d pixels"), (int) width, (int) height);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Picture"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

void
whin_canvas_set_picture (WhinCanvas *self, Sketch *sketch, GdkPixbuf *copy)
{
  double width, height;
  SketchFrame frame;

  self->sketch = sketch;
  g_set_object (&self->copy, copy);
  g_set_object (&self->painted, copy);
  g_clear_pointer (&self->painted_marks, g_ptr_array_unref);
  self->painted_marks = sketch_get_marks (sketch);
  g_clear_object (&self->texture);
  self->texture = gdk_texture_new_for_pixbuf (copy);
  frame = sketch_get_frame (sketch);
  sketch_frame_size (&frame, &width, &height);
  self->cursor = (SketchPoint) { width / 2, height / 2 };
  whin_canvas_refresh (self);
}

void
whin_canvas_refresh (WhinCanvas *self)
{
  if (!self->sketch)
    return;
  self->nudged = FALSE;
  paint (self);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
whin_canvas_made (WhinCanvas *self, const char *words)
{
  gboolean nudged = self->nudged;

  whin_canvas_refresh (self);
  self->nudged = nudged;
  if (words)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), words,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  g_signal_emit (self, changed_signal, 0);
}

void
whin_canvas_set_tool (WhinCanvas *self, WhinTool tool)
{
  SketchFrame frame;
  double width, height;

  whin_canvas_stop (self);
  self->tool = tool;
  self->has_cursor = FALSE;
  if (!self->sketch)
    return;
  frame = sketch_get_frame (self->sketch);
  sketch_frame_size (&frame, &width, &height);
  self->cursor = (SketchPoint) { width / 2, height / 2 };
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), tool == WHIN_TOOL_CROP ? NULL : "crosshair");
  whin_canvas_refresh (self);
}

void
whin_canvas_set_pen (WhinCanvas *self, guint32 colour, double width)
{
  self->colour = colour;
  self->pen_width = width;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
whin_canvas_set_blur (WhinCanvas *self, gboolean box, double width)
{
  self->blur_box = box;
  self->blur_width = width;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
