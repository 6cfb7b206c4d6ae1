/* zoom: scale and offset of one picture; wheel, pinch, drag and double click change them. One that
 * is not enlarged is drawn aside, and then it is another one's turn.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-zoom.h"

#define SCALE_MAX 8.0
#define STEP 1.2
#define SWIPE 90       /* px that a finger draws a picture aside */
#define SWIPE_SCROLL 8 /* the same, of a touchpad */

struct _WhinZoom {
  GtkWidget parent_instance;

  GdkPaintable *paintable;
  int width, height;
  double zoom; /* 1: fits the widget */
  double x, y; /* from the middle of the widget to the middle of the picture */
  double start_zoom, start_x, start_y;
  double pointer_x, pointer_y; /* from the middle of the widget */
  double slide;                /* how far it is drawn aside */
  double scrolled;
  gboolean swiped; /* by the scrolling that still goes on */
};

G_DEFINE_FINAL_TYPE (WhinZoom, whin_zoom, GTK_TYPE_WIDGET)

enum {
  PROP_FITTED = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint swiped_signal;

static double
fit_scale (WhinZoom *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->width <= 0 || self->height <= 0)
    return 1;
  return MIN (1.0, MIN (width / self->width, height / self->height));
}

/* The picture may not leave the widget more than it is larger than it. */
static void
clamp_offset (WhinZoom *self)
{
  double scale = fit_scale (self) * self->zoom;
  double x = MAX (0, (self->width * scale - gtk_widget_get_width (GTK_WIDGET (self))) / 2);
  double y = MAX (0, (self->height * scale - gtk_widget_get_height (GTK_WIDGET (self))) / 2);

  self->x = CLAMP (self->x, -x, x);
  self->y = CLAMP (self->y, -y, y);
}

/* Keeps the point (px, py), from the middle, where it is. */
static void
set_zoom (WhinZoom *self, double zoom, double px, double py)
{
  double before = self->zoom;
  gboolean fitted = whin_zoom_is_fitted (self);

  self->zoom = CLAMP (zoom, 1, MAX (1, SCALE_MAX / fit_scale (self)));
  self->x = px - (px - self->x) * self->zoom / before;
  self->y = py - (py - self->y) * self->zoom / before;
  clamp_offset (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (fitted != whin_zoom_is_fitted (self))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FITTED]);
}

/* To the left is on, where one reads from left to right. */
static void
swipe (WhinZoom *self, gboolean left)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  g_signal_emit (self, swiped_signal, 0, left != rtl ? 1 : -1);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WhinZoom *self = WHIN_ZOOM (widget);
  double scale = fit_scale (self) * self->zoom;
  double width = self->width * scale, height = self->height * scale;
  float x, y;

  if (!self->paintable)
    return;
  clamp_offset (self);
  x = (float) ((gtk_widget_get_width (widget) - width) / 2 + self->x + self->slide);
  y = (float) ((gtk_widget_get_height (widget) - height) / 2 + self->y);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gdk_paintable_snapshot (self->paintable, snapshot, width, height);
}

static void
scroll_aside (WhinZoom *self, double dx)
{
  self->scrolled += dx;
  if (self->swiped || ABS (self->scrolled) < SWIPE_SCROLL)
    return;
  self->swiped = TRUE;
  swipe (self, self->scrolled > 0);
}

static void
scroll_begin_cb (GtkEventControllerScroll *controller, WhinZoom *self)
{
  self->scrolled = 0;
  self->swiped = FALSE;
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, WhinZoom *self)
{
  if (whin_zoom_is_fitted (self) && ABS (dx) > ABS (dy)) {
    if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL)
      swipe (self, dx > 0);
    else
      scroll_aside (self, dx);
    return TRUE;
  }
  if (dy != 0)
    set_zoom (self, self->zoom * (dy < 0 ? STEP : 1 / STEP), self->pointer_x, self->pointer_y);
  return TRUE;
}

/* What scrolls does not say where. */
static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, WhinZoom *self)
{
  self->pointer_x = x - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  self->pointer_y = y - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, WhinZoom *self)
{
  self->start_x = self->x;
  self->start_y = self->y;
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, WhinZoom *self)
{
  self->slide = whin_zoom_is_fitted (self) && ABS (dx) > ABS (dy) ? dx : 0;
  self->x = self->start_x + dx;
  self->y = self->start_y + dy;
  clamp_offset (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_end_cb (GtkGestureDrag *drag, double dx, double dy, WhinZoom *self)
{
  double slide = self->slide;

  self->slide = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (ABS (slide) > SWIPE)
    swipe (self, slide < 0);
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, WhinZoom *self)
{
  self->start_zoom = self->zoom;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, WhinZoom *self)
{
  set_zoom (self, self->start_zoom * scale, 0, 0);
}

static void
pressed_cb (GtkGestureClick *click, int n, double x, double y, WhinZoom *self)
{
  if (n != 2)
    return;
  set_zoom (self, whin_zoom_is_fitted (self) ? MAX (2, 1 / fit_scale (self)) : 1,
            x - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
            y - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, whin_zoom_is_fitted (WHIN_ZOOM (object)));
}

static void
whin_zoom_dispose (GObject *object)
{
  whin_zoom_set_paintable (WHIN_ZOOM (object), NULL);
  G_OBJECT_CLASS (whin_zoom_parent_class)->dispose (object);
}

static void
whin_zoom_class_init (WhinZoomClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_zoom_dispose;
  G_OBJECT_CLASS (klass)->get_property = get_property;
  props[PROP_FITTED] =
      g_param_spec_boolean ("fitted", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
  swiped_signal = g_signal_new ("swiped", WHIN_TYPE_ZOOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);
  widget_class->snapshot = snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
whin_zoom_init (WhinZoom *self)
{
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new (), *pinch = gtk_gesture_zoom_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->zoom = 1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (scroll, "scroll", G_CALLBACK (scroll_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (scroll, "scroll-begin", G_CALLBACK (scroll_begin_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (motion, "enter", G_CALLBACK (motion_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (pinch, "begin", G_CALLBACK (pinch_begin_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (pinch, "scale-changed", G_CALLBACK (pinch_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

void
whin_zoom_set_picture (WhinZoom *self, GdkPaintable *paintable, int width, int height)
{
  self->width = width;
  self->height = height;
  whin_zoom_fit (self);
  whin_zoom_set_paintable (self, paintable);
}

/* A film may be of another shape than was said. */
static void
resized_cb (GdkPaintable *paintable, WhinZoom *self)
{
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);

  if (width <= 0 || height <= 0)
    return;
  if (self->width <= 0)
    self->width = width;
  self->height = MAX (1, (int) ((double) self->width * height / width + 0.5));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
whin_zoom_set_paintable (WhinZoom *self, GdkPaintable *paintable)
{
  GdkPaintable *before = self->paintable;

  if (before == paintable)
    return;
  if (before)
    g_signal_handlers_disconnect_by_data (before, self);
  g_set_object (&self->paintable, paintable);
  if (paintable) {
    g_signal_connect_object (paintable, "invalidate-contents", G_CALLBACK (gtk_widget_queue_draw),
                             self, G_CONNECT_SWAPPED);
    g_signal_connect_object (paintable, "invalidate-size", G_CALLBACK (resized_cb), self,
                             G_CONNECT_DEFAULT);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

GdkPaintable *
whin_zoom_get_paintable (WhinZoom *self)
{
  return self->paintable;
}

void
whin_zoom_pan (WhinZoom *self, double dx, double dy)
{
  self->x += dx;
  self->y += dy;
  clamp_offset (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
whin_zoom_by (WhinZoom *self, double factor)
{
  set_zoom (self, self->zoom * factor, 0, 0);
}

void
whin_zoom_fit (WhinZoom *self)
{
  self->x = self->y = self->slide = 0;
  set_zoom (self, 1, 0, 0);
}

gboolean
whin_zoom_is_fitted (WhinZoom *self)
{
  return self->zoom <= 1.001;
}
