/* strip: the handles are sliders for a screen reader, and move by keys as by the pointer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-strip.h"

#include "whin-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define HANDLE 16
#define LEAST_MS 500
#define STEP_MS 200
#define LARGE_MS 2000

struct _WhinStrip {
  GtkWidget parent_instance;

  GtkWidget *handles[2];
  GdkTexture *stills[WHIN_STRIP_STILLS];
  gint64 ms, at[2], position;
  int dragged; /* a handle, 2: the position, -1 */
  double off;  /* from the pointer to what is dragged */
};

G_DEFINE_FINAL_TYPE (WhinStrip, whin_strip, GTK_TYPE_WIDGET)

enum {
  CHANGED,
  SEEK,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* -- Handles -- */

#define WHIN_TYPE_STRIP_HANDLE (whin_strip_handle_get_type ())
G_DECLARE_FINAL_TYPE (WhinStripHandle, whin_strip_handle, WHIN, STRIP_HANDLE, GtkWidget)

struct _WhinStripHandle {
  GtkWidget parent_instance;
  int which;
};

static void move_handle (WhinStrip *self, int which, gint64 ms);

static gboolean
set_current_value (GtkAccessibleRange *range, double seconds)
{
  WhinStripHandle *handle = WHIN_STRIP_HANDLE (range);

  move_handle (WHIN_STRIP (gtk_widget_get_parent (GTK_WIDGET (handle))), handle->which,
               (gint64) (seconds * 1000));
  return TRUE;
}

static void
range_init (GtkAccessibleRangeInterface *iface)
{
  iface->set_current_value = set_current_value;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinStripHandle,
                               whin_strip_handle,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE_RANGE, range_init))

static void
whin_strip_handle_class_init (WhinStripHandleClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "striphandle");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
whin_strip_handle_init (WhinStripHandle *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "ew-resize");
}

/* -- Where things are: time runs with the direction of writing -- */

static double
room (WhinStrip *self)
{
  return MAX (1, gtk_widget_get_width (GTK_WIDGET (self)) - 2 * HANDLE);
}

static gboolean
is_mirrored (WhinStrip *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static double
x_of (WhinStrip *self, gint64 ms)
{
  double part = self->ms > 0 ? (double) ms / self->ms : 0;

  return HANDLE + room (self) * (is_mirrored (self) ? 1 - part : part);
}

static gint64
ms_at (WhinStrip *self, double x)
{
  double part = CLAMP ((x - HANDLE) / room (self), 0, 1);

  return (gint64) ((is_mirrored (self) ? 1 - part : part) * self->ms + 0.5);
}

static void
describe (WhinStrip *self)
{
  for (int i = 0; i < 2; i++) {
    g_autofree char *text = whin_format_length (self->at[i]);

    gtk_accessible_update_property (
        GTK_ACCESSIBLE (self->handles[i]), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
        GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, self->ms / 1000.0, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
        self->at[i] / 1000.0, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  }
}

static void
move_handle (WhinStrip *self, int which, gint64 ms)
{
  gint64 least = MIN (LEAST_MS, self->ms);

  ms = which == 0 ? CLAMP (ms, 0, self->at[1] - least) : CLAMP (ms, self->at[0] + least, self->ms);
  if (ms == self->at[which])
    return;
  self->at[which] = ms;
  describe (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CHANGED], 0, ms);
}

/* -- The pointer and the keys -- */

static void
drag_to (WhinStrip *self, double x)
{
  if (self->dragged == 2)
    g_signal_emit (self, signals[SEEK], 0, CLAMP (ms_at (self, x), self->at[0], self->at[1]));
  else if (self->dragged >= 0)
    move_handle (self, self->dragged, ms_at (self, x + self->off));
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, WhinStrip *self)
{
  double to_start = ABS (x - x_of (self, self->at[0])), to_end = ABS (x - x_of (self, self->at[1]));
  int nearest = to_start <= to_end ? 0 : 1;

  if (self->ms <= 0)
    return;
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  self->dragged = MIN (to_start, to_end) <= 1.5 * HANDLE ? nearest : 2;
  self->off = self->dragged < 2 ? x_of (self, self->at[nearest]) - x : 0;
  if (self->dragged < 2)
    gtk_widget_grab_focus (self->handles[nearest]);
  else
    drag_to (self, x);
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, WhinStrip *self)
{
  double x, y;

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  drag_to (self, x + dx);
}

static void
drag_end_cb (GtkGestureDrag *drag, double dx, double dy, WhinStrip *self)
{
  self->dragged = -1;
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, WhinStrip *self)
{
  GtkWidget *handle = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys));
  int which = handle == self->handles[0] ? 0 : 1;
  gint64 step = state & GDK_SHIFT_MASK ? LARGE_MS : STEP_MS, to = self->at[which];

  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    to += (key == GDK_KEY_Right) != is_mirrored (self) ? step : -step;
  else if (key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down)
    to += key == GDK_KEY_Page_Up ? LARGE_MS : -LARGE_MS;
  else if (key == GDK_KEY_Home)
    to = 0;
  else if (key == GDK_KEY_End)
    to = self->ms;
  else
    return FALSE;
  move_handle (self, which, to);
  return TRUE;
}

/* -- Drawing -- */

static void
draw_still (GtkSnapshot *snapshot, GdkTexture *still, float x, float width)
{
  float wide = (float) gdk_texture_get_width (still) * WHIN_STRIP_HEIGHT /
               (float) MAX (1, gdk_texture_get_height (still));
  float shown = MAX (wide, width), high = WHIN_STRIP_HEIGHT * shown / MAX (wide, 1);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (x, 0, width, WHIN_STRIP_HEIGHT));
  gtk_snapshot_append_texture (
      snapshot, still,
      &GRAPHENE_RECT_INIT (x - (shown - width) / 2, (WHIN_STRIP_HEIGHT - high) / 2, shown, high));
  gtk_snapshot_pop (snapshot);
}

static void
fill (GtkSnapshot *snapshot, const GdkRGBA *colour, double from, double to, double y, double height)
{
  if (to > from)
    gtk_snapshot_append_color (
        snapshot, colour,
        &GRAPHENE_RECT_INIT ((float) from, (float) y, (float) (to - from), (float) height));
}

static void
draw_part (WhinStrip *self, GtkSnapshot *snapshot)
{
  GdkRGBA shade = { 0, 0, 0, 0.55f }, white = { 1, 1, 1, 1 };
  AdwStyleManager *style =
      adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkRGBA *accent = adw_style_manager_get_accent_color_rgba (style);
  double a = x_of (self, self->at[0]), b = x_of (self, self->at[1]), at;
  double left = MIN (a, b), right = MAX (a, b);

  fill (snapshot, &shade, HANDLE, left, 0, WHIN_STRIP_HEIGHT);
  fill (snapshot, &shade, right, HANDLE + room (self), 0, WHIN_STRIP_HEIGHT);
  fill (snapshot, accent, left, right, 0, 3);
  fill (snapshot, accent, left, right, WHIN_STRIP_HEIGHT - 3, 3);
  at = x_of (self, self->position);
  if (self->position >= self->at[0] && self->position <= self->at[1])
    fill (snapshot, &white, at - 1, at + 1, 3, WHIN_STRIP_HEIGHT - 6);
  gdk_rgba_free (accent);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WhinStrip *self = WHIN_STRIP (widget);
  float width = (float) room (self) / WHIN_STRIP_STILLS;
  GdkRGBA plain = { 0.5f, 0.5f, 0.5f, 0.25f };

  fill (snapshot, &plain, HANDLE, HANDLE + room (self), 0, WHIN_STRIP_HEIGHT);
  for (int i = 0; i < WHIN_STRIP_STILLS; i++) {
    int place = is_mirrored (self) ? WHIN_STRIP_STILLS - 1 - i : i;

    if (self->stills[i])
      draw_still (snapshot, self->stills[i], HANDLE + width * (float) place, width);
  }
  if (self->ms > 0)
    draw_part (self, snapshot);
  for (int i = 0; i < 2; i++)
    gtk_widget_snapshot_child (widget, self->handles[i], snapshot);
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = *natural = WHIN_STRIP_HEIGHT;
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = 8 * HANDLE;
    *natural = 480;
  }
}

/* The handles are outside of what is kept. */
static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WhinStrip *self = WHIN_STRIP (widget);

  for (int i = 0; i < 2; i++) {
    double x = x_of (self, self->at[i]);
    gboolean before = (i == 0) != is_mirrored (self);
    GtkAllocation place = { (int) (before ? x - HANDLE : x), 0, HANDLE, WHIN_STRIP_HEIGHT };
    int least;

    gtk_widget_measure (self->handles[i], GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
    gtk_widget_size_allocate (self->handles[i], &place, -1);
  }
}

/* -- The widget -- */

static void
whin_strip_dispose (GObject *object)
{
  WhinStrip *self = WHIN_STRIP (object);

  for (int i = 0; i < 2; i++)
    g_clear_pointer (&self->handles[i], gtk_widget_unparent);
  for (int i = 0; i < WHIN_STRIP_STILLS; i++)
    g_clear_object (&self->stills[i]);
  G_OBJECT_CLASS (whin_strip_parent_class)->dispose (object);
}

static void
whin_strip_class_init (WhinStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_strip_dispose;
  widget_class->snapshot = snapshot;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  signals[CHANGED] = g_signal_new ("changed", WHIN_TYPE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SEEK] = g_signal_new ("seek", WHIN_TYPE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_css_name (widget_class, "strip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_handle (WhinStrip *self, int which, const char *label)
{
  WhinStripHandle *handle = g_object_new (WHIN_TYPE_STRIP_HANDLE, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  handle->which = which;
  self->handles[which] = GTK_WIDGET (handle);
  gtk_widget_set_parent (GTK_WIDGET (handle), GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (handle), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (handle), keys);
}

static void
whin_strip_init (WhinStrip *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->dragged = -1;
  add_handle (self, 0, _ ("Start"));
  add_handle (self, 1, _ ("End"));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, 0);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
whin_strip_set_length (WhinStrip *self, gint64 ms)
{
  self->ms = self->at[1] = ms;
  self->at[0] = 0;
  describe (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
whin_strip_set_still (WhinStrip *self, guint i, GdkTexture *still)
{
  g_set_object (&self->stills[MIN (i, WHIN_STRIP_STILLS - 1)], still);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint64
whin_strip_get_start (WhinStrip *self)
{
  return self->at[0];
}

gint64
whin_strip_get_end (WhinStrip *self)
{
  return self->at[1];
}

void
whin_strip_set_position (WhinStrip *self, gint64 ms)
{
  self->position = ms;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
