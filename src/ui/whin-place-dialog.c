/* place dialog: see the header. Nothing is asked of any server but what a person asks for.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-place-dialog.h"

#include "limits.h"
#include "place-text.h"
#include "whin-card.h"
#include "whin-dialog.h"
#include "whin-map.h"
#include "whin-place-portal.h"

#include <glib/gi18n.h>

#define PLACING "whin-placing"
#define MAP_HEIGHT 280

typedef struct {
  WhinClient *client;
  Conv conv;
  AdwDialog *dialog; /* borrowed: it owns this */
  AdwEntryRow *place, *name;
  GtkLabel *read;
  GtkWidget *send, *here;
  GCancellable *looking; /* NULL unless the desktop is asked where this is */
#ifdef WHIN_MAPS
  WhinMap *map;
  gboolean picked; /* what changes comes from the map */
#endif
} Placing;

static void
placing_free (gpointer data)
{
  Placing *placing = data;

  g_clear_object (&placing->looking);
  g_object_unref (placing->client);
  g_free (placing);
}

static void
show (Placing *placing, const char *words, gboolean wrong)
{
  gtk_label_set_label (placing->read, words);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (placing->read), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (placing->read), "error");
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
  show (placing, words ? words : "", FALSE);
#ifdef WHIN_MAPS
  if (right && placing->map && !placing->picked)
    whin_map_set_spot (placing->map, &spot);
#endif
}

static void
set_place (Placing *placing, const Spot *spot)
{
  char lat[G_ASCII_DTOSTR_BUF_SIZE], lon[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = NULL;

  g_ascii_formatd (lat, sizeof lat, "%.6f", spot->lat / 1e6);
  g_ascii_formatd (lon, sizeof lon, "%.6f", spot->lon / 1e6);
  text = g_strdup_printf ("%s, %s", lat, lon);
  gtk_editable_set_text (GTK_EDITABLE (placing->place), text);
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

/* -- Where this computer is -- */

static void
set_looking (Placing *placing, GCancellable *looking)
{
  g_set_object (&placing->looking, looking);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (placing->here),
                                 looking ? _ ("Stop Looking") : _ ("My Location"));
  adw_button_row_set_start_icon_name (ADW_BUTTON_ROW (placing->here),
                                      looking ? "process-stop-symbolic" : "find-location-symbolic");
}

static void
show_found (Placing *placing, const Spot *spot, guint accuracy)
{
  g_autofree char *place = whin_place_words (spot);
  g_autofree char *words = NULL;

  set_place (placing, spot);
  if (accuracy >= 1000)
    /* Translators: a place, then how far from there one may be */
    words = g_strdup_printf (_ ("%s, to within %u km"), place, (accuracy + 999) / 1000);
  else if (accuracy)
    /* Translators: a place, then how far from there one may be */
    words = g_strdup_printf (_ ("%s, to within %u m"), place, accuracy);
  show (placing, words ? words : place, FALSE);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = user_data;
  Placing *placing = g_object_get_data (G_OBJECT (dialog), PLACING);
  g_autoptr (GError) error = NULL;
  guint accuracy;
  Spot spot;

  set_looking (placing, NULL);
  if (whin_place_portal_finish (result, &spot, &accuracy, &error))
    show_found (placing, &spot, accuracy);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    changed_cb (placing);
  else
    show (placing, error->message, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (placing->read), gtk_label_get_label (placing->read),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
here_cb (Placing *placing)
{
  g_autoptr (GCancellable) looking = NULL;

  if (placing->looking) {
    g_cancellable_cancel (placing->looking);
    return;
  }
  looking = g_cancellable_new ();
  set_looking (placing, looking);
  show (placing, _ ("Looking for where you are…"), FALSE);
  whin_place_portal_async (looking, found_cb, g_object_ref (placing->dialog));
}

static void
closed_cb (Placing *placing)
{
  if (placing->looking)
    g_cancellable_cancel (placing->looking);
}

/* -- The map -- */

#ifdef WHIN_MAPS

static void
picked_cb (Placing *placing)
{
  Spot spot;

  whin_map_get_spot (placing->map, &spot);
  placing->picked = TRUE;
  set_place (placing, &spot);
  placing->picked = FALSE;
}

/* In the place of the row that asked for it. */
static void
map_cb (Placing *placing, GtkWidget *row)
{
  AdwPreferencesGroup *group =
      ADW_PREFERENCES_GROUP (gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP));
  GtkWidget *map = whin_map_new_picker (placing->client);

  placing->map = WHIN_MAP (map);
  g_signal_connect_swapped (map, "picked", G_CALLBACK (picked_cb), placing);
  gtk_widget_set_size_request (map, -1, MAP_HEIGHT);
  gtk_widget_set_margin_top (map, 12);
  gtk_widget_add_css_class (map, "card");
  changed_cb (placing);
  adw_preferences_group_remove (group, row);
  adw_preferences_group_add (group, map);
  adw_dialog_set_content_height (placing->dialog, 680);
}

#endif

static GtkWidget *
make_button_row (const char *title, const char *icon)
{
  GtkWidget *row = adw_button_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_button_row_set_start_icon_name (ADW_BUTTON_ROW (row), icon);
  return row;
}

static GtkWidget *
make_ways (Placing *placing)
{
  GtkWidget *group = adw_preferences_group_new ();

  placing->here = make_button_row (_ ("My Location"), "find-location-symbolic");
  g_signal_connect_swapped (placing->here, "activated", G_CALLBACK (here_cb), placing);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), placing->here);
#ifdef WHIN_MAPS
  GtkWidget *row = make_button_row (_ ("Choose on a Map"), "mark-location-symbolic");

  g_signal_connect_swapped (row, "activated", G_CALLBACK (map_cb), placing);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
#endif
  return group;
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
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (make_ways (placing)));
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
  g_signal_connect_swapped (placing->dialog, "closed", G_CALLBACK (closed_cb), placing);
  whin_dialog_set_page (placing->dialog, make_page (placing));
  adw_dialog_set_content_height (placing->dialog, 460);
  whin_dialog_set_focus (placing->dialog, GTK_WIDGET (placing->place));
  changed_cb (placing);
  return placing->dialog;
}
