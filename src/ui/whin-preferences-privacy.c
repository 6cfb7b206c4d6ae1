/* preferences, privacy: who is told what. The switches follow the account, which is the same on all
 * devices; what the server keeps is asked for when the page is made.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-preferences-private.h"

#include "whin-avatar.h"
#include "whin-client-people.h"
#include "whin-combo.h"
#include "whin-except-page.h"
#include "whin-sentence.h"

#include <glib/gi18n.h>

typedef struct {
  WhinPreferences *self; /* borrowed: it owns this */
  AdwSwitchRow *receipts, *typing, *found;
  AdwComboRow *online, *seen, *photo, *groups;
  AdwActionRow *blocked, *except[N_EXCEPTS];
  AdwNavigationPage *blocked_page;
  GtkListBox *blocked_list;
  GtkStack *blocked_stack;
  gboolean showing; /* what is set is no wish */
  gboolean known;   /* what the server keeps */
} Privacy;

#define PRIVACY "whin-privacy"

static GtkStringList *
audiences (guint n)
{
  static const char *const names[] = { N_ ("Everyone"), N_ ("Contacts"), N_ ("Nobody") };
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (list, _ (names[i]));
  return list;
}

/* -- What the server keeps -- */

static void
show_server (Privacy *privacy, const WhinPrivacy *kept)
{
  privacy->showing = TRUE;
  adw_combo_row_set_selected (privacy->online, kept->online);
  adw_combo_row_set_selected (privacy->seen, kept->seen);
  adw_switch_row_set_active (privacy->found, !kept->hidden);
  privacy->showing = FALSE;
}

static void
set_server_sensitive (Privacy *privacy, gboolean known)
{
  privacy->known = known;
  gtk_widget_set_sensitive (GTK_WIDGET (privacy->online), known);
  gtk_widget_set_sensitive (GTK_WIDGET (privacy->seen), known);
  gtk_widget_set_sensitive (GTK_WIDGET (privacy->found), known);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  Privacy *privacy = g_object_get_data (G_OBJECT (self), PRIVACY);
  WhinPrivacy kept;

  if (!whin_client_privacy_finish (NULL, result, &kept, NULL) ||
      g_cancellable_is_cancelled (self->cancellable))
    return;
  show_server (privacy, &kept);
  set_server_sensitive (privacy, TRUE);
}

static void
load (Privacy *privacy)
{
  WhinPreferences *self = privacy->self;

  whin_client_privacy_async (self->client, self->cancellable, loaded_cb, g_object_ref (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  if (whin_client_set_privacy_finish (NULL, result, &error) ||
      g_cancellable_is_cancelled (self->cancellable))
    return;
  whin_preferences_say (self, error->message);
  load (g_object_get_data (G_OBJECT (self), PRIVACY));
}

static void
server_changed_cb (Privacy *privacy)
{
  WhinPreferences *self = privacy->self;
  WhinPrivacy wanted;

  if (privacy->showing || !privacy->known)
    return;
  wanted = (WhinPrivacy) { adw_combo_row_get_selected (privacy->online),
                           adw_combo_row_get_selected (privacy->seen),
                           !adw_switch_row_get_active (privacy->found) };
  whin_client_set_privacy_async (self->client, &wanted, self->cancellable, saved_cb,
                                 g_object_ref (self));
}

/* -- What the devices know -- */

static void
receipts_changed_cb (Privacy *privacy)
{
  if (!privacy->showing)
    whin_client_set_receipts (privacy->self->client, adw_switch_row_get_active (privacy->receipts),
                              adw_switch_row_get_active (privacy->typing));
}

static void
photo_changed_cb (Privacy *privacy)
{
  if (!privacy->showing)
    whin_client_set_photo_audience (privacy->self->client,
                                    adw_combo_row_get_selected (privacy->photo));
}

static void
groups_changed_cb (Privacy *privacy)
{
  if (!privacy->showing)
    whin_client_set_groups_audience (privacy->self->client,
                                     adw_combo_row_get_selected (privacy->groups));
}

/* -- Contacts to whom it does not apply -- */

static void
show_except (Privacy *privacy)
{
  const AccountRow *account = whin_client_get_account (privacy->self->client);
  gboolean contacts[N_EXCEPTS] = {
    [EXCEPT_SEEN] = adw_combo_row_get_selected (privacy->online) == AUDIENCE_CONTACTS ||
                    adw_combo_row_get_selected (privacy->seen) == AUDIENCE_CONTACTS,
    [EXCEPT_PHOTO] = adw_combo_row_get_selected (privacy->photo) == AUDIENCE_CONTACTS,
    [EXCEPT_GROUPS] = adw_combo_row_get_selected (privacy->groups) == AUDIENCE_CONTACTS,
  };

  for (guint i = 0; account && i < N_EXCEPTS; i++) {
    g_autofree char *people = whin_except_people (privacy->self->client, account->except[i]);

    adw_action_row_set_subtitle (privacy->except[i], people);
    gtk_widget_set_visible (GTK_WIDGET (privacy->except[i]), contacts[i]);
  }
}

static void
except_cb (AdwActionRow *row, Privacy *privacy)
{
  for (guint i = 0; i < N_EXCEPTS; i++)
    if (privacy->except[i] == row)
      whin_except_open (privacy->self, (Except) i);
}

/* -- The account -- */

static void
account_changed_cb (Privacy *privacy)
{
  const AccountRow *account = whin_client_get_account (privacy->self->client);

  if (!account)
    return;
  privacy->showing = TRUE;
  adw_switch_row_set_active (privacy->receipts, account->send_receipts);
  adw_switch_row_set_active (privacy->typing, account->send_typing);
  adw_combo_row_set_selected (privacy->photo, account->photo_for);
  adw_combo_row_set_selected (privacy->groups, MIN (account->groups_from, AUDIENCE_CONTACTS));
  privacy->showing = FALSE;
  show_except (privacy);
}

/* -- Blocked people -- */

static void
unblock_cb (GtkButton *button, Privacy *privacy)
{
  const Id *acc = g_object_get_data (G_OBJECT (button), "acc");

  whin_client_block (privacy->self->client, acc, FALSE);
}

static GtkWidget *
blocked_row_new (Privacy *privacy, WhinContact *contact)
{
  const ContactRow *row = whin_contact_get_row (contact);
  const char *name = whin_contact_get_name (contact);
  GtkWidget *widget = adw_action_row_new (), *avatar = adw_avatar_new (32, name, TRUE);
  GtkWidget *button = gtk_button_new_with_label (_ ("Unblock"));
  g_autofree char *label = whin_sentence (_ ("Unblock %s"), name);

  whin_avatar_set (ADW_AVATAR (avatar), name, row->avatar);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), name);
  adw_action_row_add_prefix (ADW_ACTION_ROW (widget), avatar);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "acc", id_copy (&row->acc), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (unblock_cb), privacy);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), button);
  return widget;
}

static void
show_blocked (Privacy *privacy)
{
  GListModel *contacts = G_LIST_MODEL (whin_client_get_contacts (privacy->self->client));
  g_autofree char *count = NULL;
  guint n = 0;

  gtk_list_box_remove_all (privacy->blocked_list);
  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++) {
    g_autoptr (WhinContact) contact = g_list_model_get_item (contacts, i);

    if (!whin_contact_get_row (contact)->blocked)
      continue;
    gtk_list_box_append (privacy->blocked_list, blocked_row_new (privacy, contact));
    n++;
  }
  count = n > 0 ? g_strdup_printf ("%u", n) : g_strdup (_ ("None"));
  adw_action_row_set_subtitle (privacy->blocked, count);
  gtk_stack_set_visible_child_name (privacy->blocked_stack, n > 0 ? "people" : "none");
}

static AdwNavigationPage *
blocked_page_new (Privacy *privacy)
{
  GtkWidget *view = adw_toolbar_view_new (), *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new (), *stack = gtk_stack_new ();
  GtkWidget *none = adw_status_page_new (), *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  privacy->blocked_list = GTK_LIST_BOX (list);
  privacy->blocked_stack = GTK_STACK (stack);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("They cannot write to you, and do not see when you are online."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "user-available-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("Nobody Is Blocked"));
  gtk_stack_add_named (GTK_STACK (stack), page, "people");
  gtk_stack_add_named (GTK_STACK (stack), none, "none");
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), stack);
  return adw_navigation_page_new (view, _ ("Blocked People"));
}

static void
open_blocked_cb (Privacy *privacy)
{
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (privacy->self),
                                       privacy->blocked_page);
}

/* -- The beginning -- */

static AdwSwitchRow *
add_switch (AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_preferences_group_add (group, row);
  return ADW_SWITCH_ROW (row);
}

static AdwComboRow *
add_combo (AdwPreferencesGroup *group, const char *title, const char *subtitle, guint n)
{
  g_autoptr (GtkStringList) names = audiences (n);
  GtkWidget *row = whin_combo_new (title, names);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_preferences_group_add (group, row);
  return ADW_COMBO_ROW (row);
}

static AdwActionRow *
add_page (AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = adw_action_row_new (),
            *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  adw_preferences_group_add (group, row);
  return ADW_ACTION_ROW (row);
}

static void
add_except (Privacy *privacy, AdwPreferencesGroup *group, Except what)
{
  privacy->except[what] = add_page (group, _ ("Contacts Except"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (privacy->except[what]), FALSE);
  adw_action_row_set_subtitle_lines (privacy->except[what], 1);
  g_signal_connect (privacy->except[what], "activated", G_CALLBACK (except_cb), privacy);
}

static void
add_rows (Privacy *privacy, AdwPreferencesGroup *group)
{
  privacy->receipts =
      add_switch (group, _ ("Read Receipts"), _ ("Others see when you have read their messages."));
  privacy->typing =
      add_switch (group, _ ("Typing"), _ ("Others see that you are writing to them."));
  g_settings_bind (
      privacy->self->settings, "link-previews",
      add_switch (group, _ ("Link Previews"),
                  _ ("A link that you write bears the title of its page. The page sees "
                     "the address of this computer.")),
      "active", G_SETTINGS_BIND_DEFAULT);
#ifdef WHIN_MAPS
  g_settings_bind (privacy->self->settings, "maps",
                   add_switch (group, _ ("Maps Without Asking"),
                               _ ("A map that you want to see comes at once. OpenStreetMap sees "
                                  "the address of this computer and where you look.")),
                   "active", G_SETTINGS_BIND_DEFAULT);
#endif
  privacy->online = add_combo (group, _ ("Online"), _ ("Who sees that you are here."), 3);
  privacy->seen = add_combo (group, _ ("Last Seen"), _ ("Who sees when you were here last."), 3);
  add_except (privacy, group, EXCEPT_SEEN);
  privacy->photo =
      add_combo (group, _ ("Profile Photo"),
                 _ ("Goes only to people you write to, or who are in your contacts."), 3);
  add_except (privacy, group, EXCEPT_PHOTO);
  privacy->groups =
      add_combo (group, _ ("Groups"), _ ("Who adds you without being asked about it."), 2);
  add_except (privacy, group, EXCEPT_GROUPS);
  privacy->found =
      add_switch (group, _ ("Find by Phone Number"), _ ("Who knows your number can write to you."));
  privacy->blocked = add_page (group, _ ("Blocked People"));
}

static void
privacy_free (gpointer data)
{
  Privacy *privacy = data;

  g_object_unref (privacy->blocked_page);
  g_free (privacy);
}

static void
connect (Privacy *privacy, gpointer row, const char *signal, void (*func) (Privacy *privacy))
{
  g_signal_connect_swapped (row, signal, G_CALLBACK (func), privacy);
}

static void
people_cb (WhinPreferences *self)
{
  show_blocked (g_object_get_data (G_OBJECT (self), PRIVACY));
  show_except (g_object_get_data (G_OBJECT (self), PRIVACY));
}

static void
account_cb (WhinPreferences *self)
{
  account_changed_cb (g_object_get_data (G_OBJECT (self), PRIVACY));
}

void
whin_preferences_follow_privacy (WhinPreferences *self)
{
  Privacy *privacy = g_new0 (Privacy, 1);

  privacy->self = self;
  g_object_set_data_full (G_OBJECT (self), PRIVACY, privacy, privacy_free);
  privacy->blocked_page = g_object_ref_sink (blocked_page_new (privacy));
  add_rows (privacy, self->privacy_group);
  account_changed_cb (privacy);
  show_blocked (privacy);
  set_server_sensitive (privacy, FALSE);
  AdwComboRow *combos[] = { privacy->online, privacy->seen, privacy->photo, privacy->groups };
  connect (privacy, privacy->receipts, "notify::active", receipts_changed_cb);
  connect (privacy, privacy->typing, "notify::active", receipts_changed_cb);
  connect (privacy, privacy->online, "notify::selected", server_changed_cb);
  connect (privacy, privacy->seen, "notify::selected", server_changed_cb);
  connect (privacy, privacy->found, "notify::active", server_changed_cb);
  for (guint i = 0; i < G_N_ELEMENTS (combos); i++)
    connect (privacy, combos[i], "notify::selected", show_except);
  connect (privacy, privacy->photo, "notify::selected", photo_changed_cb);
  connect (privacy, privacy->groups, "notify::selected", groups_changed_cb);
  connect (privacy, privacy->blocked, "activated", open_blocked_cb);
  g_signal_connect_object (self->client, "account-changed", G_CALLBACK (account_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "people-changed", G_CALLBACK (people_cb), self,
                           G_CONNECT_SWAPPED);
  load (privacy);
}
