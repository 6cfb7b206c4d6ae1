/* map dialog: where a message says that something is. What it says in numbers is there with or
 * without a map. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-map.h"

#include "whin-card.h"
#include "whin-open.h"

#include <glib/gi18n.h>

static void
open_cb (GtkWidget *button)
{
  whin_open_link (button, g_object_get_data (G_OBJECT (button), "whin-uri"));
}

static GtkWidget *
make_foot (const Spot *spot)
{
  g_autofree char *words = whin_place_words (spot);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *label = gtk_label_new (words);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Open in Maps"));

  gtk_widget_add_css_class (foot, "toolbar");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_margin_start (label, 6);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  g_object_set_data_full (G_OBJECT (button), "whin-uri", whin_place_uri (spot), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (open_cb), NULL);
  gtk_box_append (GTK_BOX (foot), label);
  gtk_box_append (GTK_BOX (foot), button);
  return foot;
}

void
whin_map_dialog_present (GtkWidget *parent, WhinClient *client, const MessageRow *row)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *map = whin_map_new (client, row->spot);

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_add_bottom_bar (ADW_TOOLBAR_VIEW (view), make_foot (row->spot));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), map);
  adw_dialog_set_title (dialog, row->text[0] ? row->text : _ ("Location"));
  adw_dialog_set_content_width (dialog, 640);
  adw_dialog_set_content_height (dialog, 520);
  adw_dialog_set_child (dialog, view);
  adw_dialog_present (dialog, parent);
}
