/* new chat: ends with a conversation to open.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-new-chat.h"

#include "whin-avatar.h"
#include "whin-format.h"
#include "whin-join-page.h"
#include "whin-new-group.h"
#include "whin-phone-entry.h"
#include "whin-step.h"

#include <glib/gi18n.h>

struct _WhinNewChat {
  AdwDialog parent_instance;

  AdwNavigationView *pages;
  GtkSearchEntry *search_entry;
  GtkListBox *contacts_box;
  WhinStep *find_step, *found_step;
  WhinPhoneEntry *phone_entry;
  AdwAvatar *avatar;
  GtkLabel *name_label;
  AdwEntryRow *name_row;

  WhinClient *client;
  GtkCustomFilter *filter;
  GCancellable *cancellable;
  ContactRow *found;
};

G_DEFINE_FINAL_TYPE (WhinNewChat, whin_new_chat, ADW_TYPE_DIALOG)

static guint chosen_signal;

static void
choose_conv (WhinNewChat *self, const Conv *conv)
{
  g_signal_emit (self, chosen_signal, 0, conv);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
choose (WhinNewChat *self, const Id *acc)
{
  choose_conv (self, &(Conv) { CONV_USER, *acc });
}

/* -- Contacts -- */

static const Id *
row_acc (gpointer row)
{
  return g_object_get_data (row, "whin-acc");
}

static GtkWidget *
make_row (gpointer item, gpointer unused)
{
  WhinContact *contact = item;
  const ContactRow *row = whin_contact_get_row (contact);
  GtkWidget *widget = adw_action_row_new ();
  GtkWidget *avatar = adw_avatar_new (40, NULL, TRUE);

  whin_avatar_set (ADW_AVATAR (avatar), whin_contact_get_name (contact), row->avatar);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), whin_contact_get_name (contact));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), row->about[0] ? row->about : row->phone);
  adw_action_row_add_prefix (ADW_ACTION_ROW (widget), avatar);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
  g_object_set_data_full (G_OBJECT (widget), "whin-acc", id_copy (&row->acc), g_free);
  return widget;
}

/* One's own chat stands above all others. */
static gboolean
matches (gpointer item, gpointer user_data)
{
  WhinNewChat *self = user_data;
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  return !whin_client_is_self (self->client, &whin_contact_get_row (item)->acc) &&
         (!key[0] || g_str_match_string (key, whin_contact_get_name (item), TRUE));
}

static void
search_changed_cb (GtkSearchEntry *entry, WhinNewChat *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
contact_activated_cb (GtkListBox *box, GtkListBoxRow *row, WhinNewChat *self)
{
  choose (self, row_acc (row));
}

static void
search_activated_cb (GtkSearchEntry *entry, WhinNewChat *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->contacts_box, 0);

  if (row)
    choose (self, row_acc (row));
}

static void
stop_search_cb (GtkSearchEntry *entry, WhinNewChat *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
notes_row_cb (AdwActionRow *row, WhinNewChat *self)
{
  const AccountRow *account = whin_client_get_account (self->client);

  if (account)
    choose (self, &account->acc);
}

/* -- Several people -- */

static void
push_new_group (WhinNewChat *self, ConvKind kind)
{
  WhinNewGroup *page = whin_new_group_new (self->client, kind);

  g_signal_connect_object (page, "made", G_CALLBACK (choose_conv), self, G_CONNECT_SWAPPED);
  adw_navigation_view_push (self->pages, ADW_NAVIGATION_PAGE (page));
  gtk_widget_grab_focus (GTK_WIDGET (page));
}

static void
group_row_cb (AdwActionRow *row, WhinNewChat *self)
{
  push_new_group (self, CONV_GROUP);
}

static void
broadcast_row_cb (AdwActionRow *row, WhinNewChat *self)
{
  push_new_group (self, CONV_BROADCAST);
}

void
whin_new_chat_join (WhinNewChat *self, const char *link)
{
  WhinJoinPage *page = whin_join_page_new (self->client);

  g_signal_connect_object (page, "joined", G_CALLBACK (choose_conv), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "done", G_CALLBACK (adw_dialog_close), self, G_CONNECT_SWAPPED);
  adw_navigation_view_push (self->pages, ADW_NAVIGATION_PAGE (page));
  gtk_widget_grab_focus (GTK_WIDGET (page));
  if (link)
    whin_join_page_look (page, link);
}

static void
join_row_cb (AdwActionRow *row, WhinNewChat *self)
{
  whin_new_chat_join (self, NULL);
}

/* -- Finding by number -- */

static void
find_row_cb (AdwActionRow *row, WhinNewChat *self)
{
  adw_navigation_view_push_by_tag (self->pages, "find");
  gtk_widget_grab_focus (GTK_WIDGET (self->find_step));
}

static void
phone_changed_cb (WhinPhoneEntry *entry, WhinNewChat *self)
{
  g_autofree char *phone = whin_phone_entry_dup_e164 (entry);

  whin_step_set_ready (self->find_step, phone != NULL);
  whin_step_set_error (self->find_step, NULL);
}

static void
phone_activated_cb (WhinStep *step)
{
  whin_step_proceed (step);
}

static void
show_found (WhinNewChat *self)
{
  const char *name = self->found->name[0] ? self->found->name : self->found->profile_name;
  g_autofree char *shown = name[0] ? g_strdup (name) : whin_format_phone (self->found->phone);

  whin_avatar_set (self->avatar, shown, self->found->avatar);
  gtk_label_set_label (self->name_label, shown);
  whin_step_set_text (self->found_step, self->found->about);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  adw_navigation_view_push_by_tag (self->pages, "found");
  gtk_widget_grab_focus (GTK_WIDGET (self->found_step));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinNewChat) self = user_data;
  g_autoptr (GError) error = NULL;
  ContactRow *row = whin_client_find_finish (self->client, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  whin_step_set_busy (self->find_step, FALSE);
  if (!row) {
    whin_step_set_error (self->find_step, error->message);
    gtk_widget_grab_focus (GTK_WIDGET (self->find_step));
    return;
  }
  g_clear_pointer (&self->found, contact_row_unref);
  self->found = row;
  show_found (self);
}

static void
find_cb (WhinStep *step, WhinNewChat *self)
{
  g_autofree char *phone = whin_phone_entry_dup_e164 (self->phone_entry);

  whin_step_set_busy (step, TRUE);
  whin_client_find_async (self->client, phone, self->cancellable, found_cb, g_object_ref (self));
}

static void
start_cb (WhinStep *step, WhinNewChat *self)
{
  g_autofree char *name =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  whin_client_set_contact (self->client, &self->found->acc, self->found->phone, name);
  choose (self, &self->found->acc);
}

static void
whin_new_chat_dispose (GObject *object)
{
  WhinNewChat *self = WHIN_NEW_CHAT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->found, contact_row_unref);
  g_clear_object (&self->filter);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_NEW_CHAT);
  G_OBJECT_CLASS (whin_new_chat_parent_class)->dispose (object);
}

static void
whin_new_chat_finalize (GObject *object)
{
  g_object_unref (WHIN_NEW_CHAT (object)->cancellable);
  G_OBJECT_CLASS (whin_new_chat_parent_class)->finalize (object);
}

static void
whin_new_chat_class_init (WhinNewChatClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_new_chat_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_new_chat_finalize;
  chosen_signal = g_signal_new ("chosen", WHIN_TYPE_NEW_CHAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-new-chat.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, pages);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, contacts_box);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, find_step);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, found_step);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, phone_entry);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, avatar);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, name_label);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, name_row);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, contact_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, notes_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, broadcast_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, join_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, find_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, phone_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, phone_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, find_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
}

static void
whin_new_chat_init (WhinNewChat *self)
{
  g_type_ensure (WHIN_TYPE_STEP);
  g_type_ensure (WHIN_TYPE_PHONE_ENTRY);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
whin_new_chat_new (WhinClient *client)
{
  WhinNewChat *self = g_object_new (WHIN_TYPE_NEW_CHAT, NULL);
  g_autoptr (GtkFilterListModel) contacts = NULL;

  self->client = g_object_ref (client);
  self->filter = gtk_custom_filter_new (matches, self, NULL);
  contacts =
      gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (whin_client_get_contacts (client))),
                                 g_object_ref (GTK_FILTER (self->filter)));
  gtk_list_box_bind_model (self->contacts_box, G_LIST_MODEL (contacts), make_row, NULL, NULL);
  return ADW_DIALOG (self);
}
