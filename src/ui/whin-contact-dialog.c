/* contact dialog: who somebody says they are, and what one calls them oneself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-contact-dialog.h"

#include "whin-avatar.h"
#include "whin-dialog.h"
#include "whin-format.h"
#include "whin-safety-page.h"

#include <glib/gi18n.h>

#define EDITING "whin-editing"

typedef struct {
  WhinClient *client;
  WhinContact *contact;
  ContactRow *row;
  AdwDialog *dialog;
  AdwNavigationView *pages;
  AdwActionRow *encryption_row;
  GtkImage *encryption_icon;
  AdwEntryRow *name_row;
} Editing;

static void
editing_free (gpointer data)
{
  Editing *editing = data;

  g_object_unref (editing->client);
  g_object_unref (editing->contact);
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

/* -- Encryption -- */

static void
show_trust (Editing *editing)
{
  Trust trust = whin_contact_get_row (editing->contact)->trust;
  const char *words = trust == TRUST_VERIFIED ? _ ("Verified")
                      : trust == TRUST_SEEN
                          ? _ ("Compare the safety number to be sure of this person")
                          : _ ("The safety number has changed");

  adw_action_row_set_subtitle (editing->encryption_row, words);
  gtk_image_set_from_icon_name (editing->encryption_icon,
                                trust == TRUST_VERIFIED ? "whin-verified-symbolic"
                                : trust == TRUST_SEEN   ? "channel-secure-symbolic"
                                                        : "dialog-warning-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (editing->encryption_icon),
                              (const char *[]) { trust == TRUST_VERIFIED ? "verified"
                                                 : trust == TRUST_SEEN   ? "dimmed"
                                                                         : "warning",
                                                 NULL });
}

static void
show_safety_cb (Editing *editing)
{
  adw_navigation_view_push (editing->pages,
                            whin_safety_page_new (editing->client, &editing->row->acc,
                                                  whin_contact_get_name (editing->contact)));
}

static GtkWidget *
make_encryption (Editing *editing)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_action_row_new ();

  editing->encryption_row = ADW_ACTION_ROW (row);
  editing->encryption_icon = GTK_IMAGE (gtk_image_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Encryption"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), GTK_WIDGET (editing->encryption_icon));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_swapped (row, "activated", G_CALLBACK (show_safety_cb), editing);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  show_trust (editing);
  return group;
}

static void
contact_changed_cb (AdwDialog *dialog)
{
  show_trust (g_object_get_data (G_OBJECT (dialog), EDITING));
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
  gtk_box_append (GTK_BOX (box), make_encryption (editing));
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
  editing->contact = g_object_ref (contact);
  editing->row = contact_row_ref (whin_contact_get_row (contact));
  editing->dialog = dialog;
  g_object_set_data_full (G_OBJECT (dialog), EDITING, editing, editing_free);
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
  /* The safety number is taller than the rest. */
  adw_dialog_set_content_height (dialog, 600);
  editing->pages = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  adw_navigation_view_push (editing->pages, adw_navigation_page_new (view, _ ("Contact")));
  adw_dialog_set_child (dialog, GTK_WIDGET (editing->pages));
  g_signal_connect_object (contact, "changed", G_CALLBACK (contact_changed_cb), dialog,
                           G_CONNECT_SWAPPED);
  whin_dialog_set_focus (dialog, GTK_WIDGET (editing->name_row));
  return dialog;
}
