/* wave: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-wave.h"

#include "whin-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define BARS 64
#define LIVE_MAX 512
#define WIDTH 3 /* of a bar, and the gap behind it */
#define GAP 2
#define HEIGHT 30
#define LEAST_HEIGHT 3
#define STEP_MS 5000
#define REST_OPACITY 0.4

struct _WhinWave {
  GtkWidget parent_instance;

  GByteArray *bars;
  gint64 ms, position;
  gint64 dragged; /* -1 */
  double drag_start;
  gboolean live;
};

static void go (WhinWave *self, gint64 ms);

/* A screen reader may move it. */
static gboolean
set_current_value (GtkAccessibleRange *range, double seconds)
{
  go (WHIN_WAVE (range), (gint64) (seconds * 1000));
  return TRUE;
}

static void
range_init (GtkAccessibleRangeInterface *iface)
{
  iface->set_current_value = set_current_value;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinWave,
                               whin_wave,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE_RANGE, range_init))

static guint seek_signal;

/* -- Drawing -- */

static gboolean
is_mirrored (WhinWave *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static guint
bars_that_fit (WhinWave *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)) + GAP;
  guint fit = (guint) MAX (1, width / (WIDTH + GAP));

  return self->live ? fit : MIN (fit, BARS);
}

/* Of all of it, or of the newest when it is recorded: 0 to 255. */
static guint8
height_of (WhinWave *self, guint bar, guint n)
{
  guint8 height = 0;
  guint from, until;

  if (self->live) {
    guint behind = n - bar;

    return behind <= self->bars->len ? self->bars->data[self->bars->len - behind] : 0;
  }
  from = bar * self->bars->len / n;
  until = MAX ((bar + 1) * self->bars->len / n, from + 1);
  for (guint i = from; i < until && i < self->bars->len; i++)
    height = MAX (height, self->bars->data[i]);
  return height;
}

static void
add_bar (GskPathBuilder *builder, float x, float width, float height, float full)
{
  GskRoundedRect rect;

  gsk_rounded_rect_init_from_rect (
      &rect, &GRAPHENE_RECT_INIT (x, (full - height) / 2, width, height), WIDTH / 2.0f);
  gsk_path_builder_add_rounded_rect (builder, &rect);
}

static GskPath *
make_path (WhinWave *self, float width, float full)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  guint n = bars_that_fit (self);
  /* Whatever the width, the last ends where the widget does. */
  float step = self->live || n < 2 ? WIDTH + GAP : (width - WIDTH) / (float) (n - 1);

  for (guint i = 0; i < n; i++) {
    float height = MAX (LEAST_HEIGHT, full * height_of (self, i, n) / 255);
    float x = self->live ? width - (float) (n - i) * step + GAP : (float) i * step;

    add_bar (builder, is_mirrored (self) ? width - x - WIDTH : x, WIDTH, height, full);
  }
  return gsk_path_builder_to_path (builder);
}

static gint64
shown_position (WhinWave *self)
{
  return self->dragged >= 0 ? self->dragged : self->position;
}

static double
progress (WhinWave *self)
{
  return self->ms > 0 ? CLAMP ((double) shown_position (self) / (double) self->ms, 0, 1) : 0;
}

static void
fill (GtkSnapshot *snapshot, GskPath *path, const graphene_rect_t *clip, const GdkRGBA *colour)
{
  gtk_snapshot_push_clip (snapshot, clip);
  gtk_snapshot_append_fill (snapshot, path, GSK_FILL_RULE_WINDING, colour);
  gtk_snapshot_pop (snapshot);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WhinWave *self = WHIN_WAVE (widget);
  float width = (float) gtk_widget_get_width (widget),
        height = (float) gtk_widget_get_height (widget);
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GskPath) path = make_path (self, width, height);
  float played = self->live ? 0 : width * (float) progress (self);
  GdkRGBA rest, accent;

  gtk_widget_get_color (widget, &rest);
  accent = rest;
  if (!self->live)
    adw_accent_color_to_standalone_rgba (adw_style_manager_get_accent_color (style),
                                         adw_style_manager_get_dark (style), &accent);
  rest.alpha *= self->live ? 1 : REST_OPACITY;
  if (is_mirrored (self)) {
    fill (snapshot, path, &GRAPHENE_RECT_INIT (width - played, 0, played, height), &accent);
    fill (snapshot, path, &GRAPHENE_RECT_INIT (0, 0, width - played, height), &rest);
  } else {
    fill (snapshot, path, &GRAPHENE_RECT_INIT (0, 0, played, height), &accent);
    fill (snapshot, path, &GRAPHENE_RECT_INIT (played, 0, width - played, height), &rest);
  }
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
  *minimum = *natural = HEIGHT;
  if (orientation != GTK_ORIENTATION_HORIZONTAL)
    return;
  *minimum = 6 * (WIDTH + GAP);
  *natural = WHIN_WAVE (widget)->live ? *minimum : BARS * (WIDTH + GAP) - GAP;
}

/* -- Going through it -- */

static void
tell_position (WhinWave *self)
{
  g_autofree char *at = whin_format_length (shown_position (self));
  g_autofree char *all = whin_format_length (self->ms);
  /* Translators: where a voice message is, and how long it is: "0:05 of 0:12" */
  g_autofree char *text = g_strdup_printf (_ ("%1$s of %2$s"), at, all);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double) shown_position (self) / 1000,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) self->ms / 1000,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static gint64
place_at (WhinWave *self, double x)
{
  double width = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)));
  double part = CLAMP (x / width, 0, 1);

  return (gint64) ((is_mirrored (self) ? 1 - part : part) * (double) self->ms);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, WhinWave *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_start = x;
  self->dragged = place_at (self, x);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double x, double y, WhinWave *self)
{
  self->dragged = place_at (self, self->drag_start + x);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
go (WhinWave *self, gint64 ms)
{
  self->dragged = -1;
  whin_wave_set_position (self, CLAMP (ms, 0, self->ms));
  tell_position (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, seek_signal, 0, self->position);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double x, double y, WhinWave *self)
{
  go (self, place_at (self, self->drag_start + x));
}

static void
drag_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, WhinWave *self)
{
  self->dragged = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gint64
step_of (WhinWave *self)
{
  return CLAMP (self->ms / 10, 500, STEP_MS);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                WhinWave *self)
{
  int forward = is_mirrored (self) ? -1 : 1;

  if (state & gtk_accelerator_get_default_mod_mask ())
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    go (self, self->position + forward * step_of (self));
    return GDK_EVENT_STOP;
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    go (self, self->position - forward * step_of (self));
    return GDK_EVENT_STOP;
  case GDK_KEY_Home:
  case GDK_KEY_KP_Home:
    go (self, 0);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

static void
add_controllers (WhinWave *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "cancel", G_CALLBACK (drag_cancel_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Position"), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0, -1);
}

/* -- Widget -- */

static void
whin_wave_finalize (GObject *object)
{
  g_byte_array_unref (WHIN_WAVE (object)->bars);
  G_OBJECT_CLASS (whin_wave_parent_class)->finalize (object);
}

static void
whin_wave_class_init (WhinWaveClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = whin_wave_finalize;
  widget_class->snapshot = snapshot;
  widget_class->measure = measure;
  seek_signal = g_signal_new ("seek", WHIN_TYPE_WAVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_css_name (widget_class, "wave");
}

static void
whin_wave_init (WhinWave *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->bars = g_byte_array_new ();
  self->dragged = -1;
  g_signal_connect_object (style, "notify::accent-color", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
whin_wave_new (void)
{
  WhinWave *self =
      g_object_new (WHIN_TYPE_WAVE, "accessible-role", GTK_ACCESSIBLE_ROLE_SLIDER, NULL);

  add_controllers (self);
  return GTK_WIDGET (self);
}

GtkWidget *
whin_wave_new_live (void)
{
  WhinWave *self =
      g_object_new (WHIN_TYPE_WAVE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  self->live = TRUE;
  return GTK_WIDGET (self);
}

void
whin_wave_set (WhinWave *self, GBytes *bars, gint64 ms)
{
  gsize size = 0;
  gconstpointer data = bars ? g_bytes_get_data (bars, &size) : NULL;

  if (self->ms == ms && self->bars->len == size &&
      (!size || memcmp (self->bars->data, data, size) == 0))
    return;
  g_byte_array_set_size (self->bars, 0);
  g_byte_array_append (self->bars, data, (guint) size);
  self->ms = ms;
  tell_position (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
whin_wave_set_position (WhinWave *self, gint64 ms)
{
  double before = progress (self) * gtk_widget_get_width (GTK_WIDGET (self));
  gint64 second = self->position / 1000;

  self->position = ms;
  if (self->position / 1000 != second)
    tell_position (self);
  if ((int) before != (int) (progress (self) * gtk_widget_get_width (GTK_WIDGET (self))))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint64
whin_wave_get_dragged (WhinWave *self)
{
  return self->dragged;
}

void
whin_wave_push (WhinWave *self, guint8 height)
{
  g_byte_array_append (self->bars, &height, 1);
  if (self->bars->len > LIVE_MAX)
    g_byte_array_remove_range (self->bars, 0, LIVE_MAX / 2);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
whin_wave_clear (WhinWave *self)
{
  g_byte_array_set_size (self->bars, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
