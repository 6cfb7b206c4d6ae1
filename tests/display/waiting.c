/* waiting: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "waiting.h"

static gboolean
beat_cb (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

guint
wait_beat (guint ms)
{
  return g_timeout_add (ms, beat_cb, NULL);
}

static gboolean
count_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer count)
{
  ++*(guint *) count;
  return G_SOURCE_CONTINUE;
}

void
wait_for_frames (GtkWidget *widget, guint n)
{
  guint ticks = 0, id = gtk_widget_add_tick_callback (widget, count_tick, &ticks, NULL);

  wait_until (ticks >= n);
  gtk_widget_remove_tick_callback (widget, id);
}
