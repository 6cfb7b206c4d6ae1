/* transfers button: an arrow and how far all of it is. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-transfers-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define CLIENT "whin-client"
#define TRANSFERS "whin-transfers"
#define PROGRESS "whin-progress"

static void
update (GtkWidget *button)
{
  WhinTransfers *transfers = g_object_get_data (G_OBJECT (button), TRANSFERS);
  GtkProgressBar *progress = g_object_get_data (G_OBJECT (button), PROGRESS);
  guint running = whin_transfers_get_running (transfers);
  guint failed = whin_transfers_get_failed (transfers);
  g_autofree char *words =
      running ? g_strdup_printf (ngettext ("%u File on Its Way", "%u Files on Their Way", running),
                                 running)
              : g_strdup_printf (ngettext ("%u File Failed", "%u Files Failed", failed), failed);

  gtk_widget_set_visible (button, running + failed > 0);
  gtk_widget_set_visible (GTK_WIDGET (progress), running > 0);
  gtk_progress_bar_set_fraction (progress, whin_transfers_get_progress (transfers));
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
}

static void
clicked_cb (GtkWidget *button)
{
  whin_transfers_dialog_present (button, g_object_get_data (G_OBJECT (button), CLIENT),
                                 g_object_get_data (G_OBJECT (button), TRANSFERS));
}

GtkWidget *
whin_transfers_button_new (void)
{
  GtkWidget *button = gtk_button_new (), *overlay = gtk_overlay_new ();
  GtkWidget *progress = gtk_progress_bar_new ();

  gtk_overlay_set_child (GTK_OVERLAY (overlay),
                         gtk_image_new_from_icon_name ("folder-download-symbolic"));
  gtk_widget_set_valign (progress, GTK_ALIGN_END);
  gtk_widget_set_can_target (progress, FALSE);
  gtk_widget_add_css_class (progress, "transfers-progress");
  gtk_accessible_update_state (GTK_ACCESSIBLE (progress), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), progress);
  gtk_button_set_child (GTK_BUTTON (button), overlay);
  gtk_widget_add_css_class (button, "image-button");
  gtk_widget_set_visible (button, FALSE);
  g_object_set_data (G_OBJECT (button), PROGRESS, progress);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), NULL);
  return button;
}

void
whin_transfers_button_set_client (GtkWidget *button, WhinClient *client)
{
  WhinTransfers *transfers = whin_transfers_new (client);

  g_object_set_data_full (G_OBJECT (button), CLIENT, g_object_ref (client), g_object_unref);
  g_object_set_data_full (G_OBJECT (button), TRANSFERS, transfers, g_object_unref);
  g_signal_connect_object (transfers, "changed", G_CALLBACK (update), button, G_CONNECT_SWAPPED);
}
