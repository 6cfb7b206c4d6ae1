/* place dialog: see the header. Nothing is asked of any server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-place-dialog.h"

#include "limits.h"
#include "place-text.h"
#include "whin-card.h"
#include "whin-dialog.h"

#include <glib/gi18n.h>

#define PLACING "whin-placing"

typedef struct {
  WhinClient *client;
  Conv conv;
  AdwDialog *dialog; /* borrowed: it owns this */
  AdwEntryRow *place, *name;
  GtkLabel *read;
  GtkWidget *send;
} Placing;

static void
placing_free (gpointer data)
{
  Placing *placing = data;

  g_object_unref (placing->client);
  g_free (placing);
}

static void
changed_cb (Placing *placing)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (placing->place));
  g_autofree char *words = NULL;
  Spot spot;
  gboolean right = place_from_text (text, &spot);

  gtk_widget_set_sensitive (placing->send, right);
  if (right)
    words = whin_place_words (&spot);
  else if (text[0])
    words = g_strdup (_ ("There are no coordinates in this"));
  gtk_label_set_label (placing->read, words ? words : "");
}

static void
send_cb (Placing *placing)
{
  Spot spot;

  if (!place_from_text (gtk_editable_get_text (GTK_EDITABLE (placing->place)), &spot))
    return;
  whin_client_send_place (placing->client, &placing->conv, &spot,
                          gtk_editable_get_text (GTK_EDITABLE (placing->name)));
  adw_dialog_close (placing->dialog);
}

static AdwEntryRow *
make_row (Placing *placing, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), placing);
  return ADW_ENTRY_ROW (row);
}

static GtkWidget *
make_page (Placing *placing)
{
  GtkWidget *page = adw_preferences_page_new (), *group = adw_preferences_group_new ();
  GtkWidget *read = adw_preferences_group_new ();

  placing->place = make_row (placing, _ ("Coordinates or a Link to a Map"));
  placing->name = make_row (placing, _ ("Name"));
  adw_entry_row_set_max_length (placing->name, LIMIT_PLACE_NAME_MAX);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("For example 48.2, 16.37, or what OpenStreetMap and Google Maps copy when you share a "
         "place."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (placing->place));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (placing->name));
  placing->read = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (placing->read, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (placing->read),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ ("What was understood"),
                                  -1);
  gtk_widget_add_css_class (GTK_WIDGET (placing->read), "numeric");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (read), GTK_WIDGET (placing->read));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (read));
  return page;
}

AdwDialog *
whin_place_dialog_new (WhinClient *client, const Conv *conv)
{
  Placing *placing = g_new0 (Placing, 1);

  placing->client = g_object_ref (client);
  placing->conv = *conv;
  placing->dialog = whin_dialog_new (_ ("Send a Location"), _ ("_Send"), &placing->send);
  g_object_set_data_full (G_OBJECT (placing->dialog), PLACING, placing, placing_free);
  g_signal_connect_swapped (placing->send, "clicked", G_CALLBACK (send_cb), placing);
  whin_dialog_set_page (placing->dialog, make_page (placing));
  adw_dialog_set_content_height (placing->dialog, 340);
  adw_dialog_set_focus (placing->dialog, GTK_WIDGET (placing->place));
  changed_cb (placing);
  return placing->dialog;
}
