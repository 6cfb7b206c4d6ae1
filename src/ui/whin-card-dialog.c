/* card dialog: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-card-dialog.h"

#include "whin-avatar.h"
#include "whin-dialog.h"
#include "whin-format.h"

#include <glib/gi18n.h>

#define CHOOSING "whin-choosing"

typedef struct {
  WhinClient *client;
  Conv conv;
  AdwDialog *dialog; /* borrowed: it owns this */
  GtkFilter *filter; /* borrowed */
  GtkSearchEntry *search;
} Choosing;

static void
choosing_free (gpointer data)
{
  Choosing *choosing = data;

  g_object_unref (choosing->client);
  g_free (choosing);
}

static GtkWidget *
make_row (gpointer item, gpointer unused)
{
  const ContactRow *contact = whin_contact_get_row (item);
  GtkWidget *row = adw_action_row_new (), *avatar = adw_avatar_new (40, NULL, TRUE);
  g_autofree char *phone = contact->phone[0] ? whin_format_phone (contact->phone) : NULL;

  whin_avatar_set (ADW_AVATAR (avatar), whin_contact_get_name (item), contact->avatar);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), whin_contact_get_name (item));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), phone ? phone : "");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "whin-contact", g_object_ref (item), g_object_unref);
  return row;
}

static void
activated_cb (GtkListBox *box, GtkListBoxRow *row, Choosing *choosing)
{
  WhinContact *contact = g_object_get_data (G_OBJECT (row), "whin-contact");
  const ContactRow *from = whin_contact_get_row (contact);

  whin_client_send_card (choosing->client, &choosing->conv, whin_contact_get_name (contact),
                         from->phone, &from->acc);
  adw_dialog_close (choosing->dialog);
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  Choosing *choosing = user_data;
  const char *key = gtk_editable_get_text (GTK_EDITABLE (choosing->search));

  return !key[0] || g_str_match_string (key, whin_contact_get_name (item), TRUE);
}

static void
search_cb (Choosing *choosing)
{
  gtk_filter_changed (choosing->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static GtkWidget *
make_list (Choosing *choosing)
{
  GtkWidget *box = gtk_list_box_new ();
  GtkWidget *none = adw_status_page_new ();
  GListModel *contacts = G_LIST_MODEL (whin_client_get_contacts (choosing->client));
  g_autoptr (GtkFilterListModel) filtered = NULL;

  choosing->filter = GTK_FILTER (gtk_custom_filter_new (matches, choosing, NULL));
  filtered = gtk_filter_list_model_new (g_object_ref (contacts), choosing->filter);
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("No Contacts"));
  gtk_widget_add_css_class (none, "compact");
  gtk_list_box_set_placeholder (GTK_LIST_BOX (box), none);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (box, "boxed-list");
  gtk_list_box_bind_model (GTK_LIST_BOX (box), G_LIST_MODEL (filtered), make_row, NULL, NULL);
  g_signal_connect (box, "row-activated", G_CALLBACK (activated_cb), choosing);
  return box;
}

static GtkWidget *
make_page (Choosing *choosing)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  choosing->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (choosing->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search contacts"), -1);
  g_signal_connect_swapped (choosing->search, "search-changed", G_CALLBACK (search_cb), choosing);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (choosing->search));
  gtk_box_append (GTK_BOX (box), make_list (choosing));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  return scroller;
}

AdwDialog *
whin_card_dialog_new (WhinClient *client, const Conv *conv)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  Choosing *choosing = g_new0 (Choosing, 1);

  choosing->client = g_object_ref (client);
  choosing->conv = *conv;
  choosing->dialog = dialog;
  g_object_set_data_full (G_OBJECT (dialog), CHOOSING, choosing, choosing_free);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), make_page (choosing));
  adw_dialog_set_title (dialog, _ ("Send a Contact"));
  adw_dialog_set_content_width (dialog, 420);
  adw_dialog_set_content_height (dialog, 480);
  adw_dialog_set_child (dialog, view);
  whin_dialog_set_focus (dialog, GTK_WIDGET (choosing->search));
  return dialog;
}
