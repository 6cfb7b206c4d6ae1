/* popover: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-popover.h"

#define FOCUS "whin-focus"

static void
weak_free (gpointer ref)
{
  g_weak_ref_clear (ref);
  g_free (ref);
}

static void
unparent (gpointer popover)
{
  g_autoptr (GtkWidget) focus = g_weak_ref_get (g_object_get_data (G_OBJECT (popover), FOCUS));

  if (focus && gtk_widget_get_root (focus))
    gtk_widget_grab_focus (focus);
  gtk_widget_unparent (popover);
  g_object_unref (popover);
}

/* Not while it is still at closing. */
static void
closed_cb (GtkPopover *popover, gpointer unused)
{
  g_idle_add_once (unparent, g_object_ref (popover));
}

GtkWidget *
whin_popover_focus_of (GtkWidget *parent)
{
  return gtk_root_get_focus (gtk_widget_get_root (parent));
}

void
whin_popover_open (GtkWidget *popover,
                   GtkWidget *parent,
                   const GdkRectangle *place,
                   GtkWidget *focus)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, focus);
  g_object_set_data_full (G_OBJECT (popover), FOCUS, ref, weak_free);
  gtk_widget_set_parent (popover, parent);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_TOP);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), place);
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}
