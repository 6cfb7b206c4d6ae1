/* contact dialog: who somebody says they are, and what one calls them oneself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-contact-dialog.h"

#include "whin-avatar.h"
#include "whin-format.h"

#include <glib/gi18n.h>

typedef struct {
  WhinClient *client;
  ContactRow *row;
  AdwDialog *dialog;
  AdwEntryRow *name_row;
} Editing;

static void
editing_free (gpointer data)
{
  Editing *editing = data;

  g_object_unref (editing->client);
  contact_row_unref (editing->row);
  g_free (editing);
}

static void
save_cb (Editing *editing)
{
  g_autofree char *name =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (editing->name_row))));

  whin_client_set_contact (editing->client, &editing->row->acc, editing->row->phone, name);
  adw_dialog_close (editing->dialog);
}

static void
remove_cb (Editing *editing)
{
  whin_client_remove_contact (editing->client, &editing->row->acc);
  adw_dialog_close (editing->dialog);
}

static void
add_property (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row;

  if (!value[0])
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (group, row);
}

static GtkWidget *
make_facts (const ContactRow *row)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *phone = row->phone[0] ? whin_format_phone (row->phone) : g_strdup ("");

  add_property (ADW_PREFERENCES_GROUP (group), _ ("Phone Number"), phone);
  add_property (ADW_PREFERENCES_GROUP (group), _ ("Calls Themselves"), row->profile_name);
  add_property (ADW_PREFERENCES_GROUP (group), _ ("About"), row->about);
  return group;
}

static GtkWidget *
make_name (Editing *editing)
{
  GtkWidget *group = adw_preferences_group_new ();

  editing->name_row = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (editing->name_row), _ ("Your Name for Them"));
  gtk_editable_set_text (GTK_EDITABLE (editing->name_row),
                         editing->row->contact ? editing->row->name : editing->row->profile_name);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (editing->name_row));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("Only you and your other devices see it."));
  g_signal_connect_swapped (editing->name_row, "entry-activated", G_CALLBACK (save_cb), editing);
  return group;
}

static GtkWidget *
make_remove (Editing *editing)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_button_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Remove from Contacts"));
  gtk_widget_add_css_class (row, "destructive-action");
  g_signal_connect_swapped (row, "activated", G_CALLBACK (remove_cb), editing);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return group;
}

static GtkWidget *
make_page (Editing *editing, WhinContact *contact)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *avatar = adw_avatar_new (96, NULL, TRUE);

  whin_avatar_set (ADW_AVATAR (avatar), whin_contact_get_name (contact), editing->row->avatar);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), make_name (editing));
  gtk_box_append (GTK_BOX (box), make_facts (editing->row));
  if (editing->row->contact)
    gtk_box_append (GTK_BOX (box), make_remove (editing));
  return box;
}

AdwDialog *
whin_contact_dialog_new (WhinClient *client, WhinContact *contact)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save"));
  GtkWidget *scroller = gtk_scrolled_window_new ();
  Editing *editing = g_new0 (Editing, 1);

  editing->client = g_object_ref (client);
  editing->row = contact_row_ref (whin_contact_get_row (contact));
  editing->dialog = dialog;
  g_object_set_data_full (G_OBJECT (dialog), "whin-editing", editing, editing_free);
  gtk_widget_add_css_class (save, "suggested-action");
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (adw_dialog_close), dialog);
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (save_cb), editing);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), save);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), make_page (editing, contact));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);
  adw_dialog_set_title (dialog, _ ("Contact"));
  adw_dialog_set_content_width (dialog, 420);
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_focus (dialog, GTK_WIDGET (editing->name_row));
  return dialog;
}
