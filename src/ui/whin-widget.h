/* widget: what several of our widgets need.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* For dispose: a template only lets go of the children that are bound. */
static inline void
whin_widget_remove_children (GtkWidget *widget)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (widget)))
    gtk_widget_unparent (child);
}

/* Opens the bar at once: while it slides in, the entry is not mapped, and GTK drops its keys. */
static inline void
whin_widget_open_search_bar (GtkSearchBar *bar)
{
  GtkRevealer *revealer = GTK_REVEALER (gtk_widget_get_first_child (GTK_WIDGET (bar)));
  guint duration = gtk_revealer_get_transition_duration (revealer);

  gtk_revealer_set_transition_duration (revealer, 0);
  gtk_search_bar_set_search_mode (bar, TRUE);
  gtk_revealer_set_transition_duration (revealer, duration);
}
