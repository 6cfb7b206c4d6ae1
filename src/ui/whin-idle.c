/* idle: see the header. Input only leaves its time behind; one timer looks at it when it could be
 * too long ago.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-idle.h"

#include <time.h>

struct _WhinIdle {
  GtkWidget *window; /* borrowed */
  GtkEventController *controller;
  WhinIdleFunc func;
  gpointer user_data;
  gint64 touched; /* seconds */
  guint seconds;
  guint timer;
};

/* Goes on while the computer sleeps, as the monotonic one does not. */
static gint64
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_BOOTTIME, &time);
  return time.tv_sec;
}

static gboolean timer_cb (gpointer user_data);

static void
restart (WhinIdle *self)
{
  gint64 left = self->touched + self->seconds - now ();

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->seconds > 0)
    self->timer = g_timeout_add_seconds ((guint) CLAMP (left, 1, self->seconds), timer_cb, self);
}

static gboolean
is_over (WhinIdle *self)
{
  return self->seconds > 0 && now () - self->touched >= self->seconds;
}

static void
tell (WhinIdle *self)
{
  self->touched = now ();
  self->func (self->user_data);
}

static gboolean
timer_cb (gpointer user_data)
{
  WhinIdle *self = user_data;

  self->timer = 0;
  if (is_over (self))
    tell (self);
  restart (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_input (GdkEvent *event)
{
  switch (gdk_event_get_event_type (event)) {
  case GDK_MOTION_NOTIFY:
  case GDK_BUTTON_PRESS:
  case GDK_KEY_PRESS:
  case GDK_SCROLL:
  case GDK_TOUCH_BEGIN:
    return TRUE;
  default:
    return FALSE;
  }
}

/* After a sleep the first touch comes before the timer: it must not show anything either. */
static gboolean
event_cb (GtkEventController *controller, GdkEvent *event, WhinIdle *self)
{
  if (!is_input (event))
    return GDK_EVENT_PROPAGATE;
  if (is_over (self)) {
    tell (self);
    return GDK_EVENT_STOP;
  }
  self->touched = now ();
  return GDK_EVENT_PROPAGATE;
}

WhinIdle *
whin_idle_new (GtkWidget *window, WhinIdleFunc func, gpointer user_data)
{
  WhinIdle *self = g_new0 (WhinIdle, 1);

  self->window = window;
  self->func = func;
  self->user_data = user_data;
  self->touched = now ();
  self->controller = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (self->controller, GTK_PHASE_CAPTURE);
  g_signal_connect (self->controller, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (window, self->controller);
  return self;
}

void
whin_idle_set_seconds (WhinIdle *self, guint seconds)
{
  self->seconds = seconds;
  self->touched = now ();
  restart (self);
}

void
whin_idle_free (WhinIdle *self)
{
  if (!self)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  gtk_widget_remove_controller (self->window, self->controller);
  g_free (self);
}
