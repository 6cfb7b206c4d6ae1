/* new chat: contacts to choose from, one's own code, groups, and files of contacts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-new-chat-private.h"

#include "whin-avatar.h"
#include "whin-format.h"
#include "whin-import-page.h"
#include "whin-new-group.h"
#include "whin-own-code.h"
#include "whin-people-file.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WhinNewChat, whin_new_chat, ADW_TYPE_DIALOG)

static guint chosen_signal;

void
whin_new_chat_choose (WhinNewChat *self, const Conv *conv)
{
  g_signal_emit (self, chosen_signal, 0, conv);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
choose (WhinNewChat *self, const Id *acc)
{
  whin_new_chat_choose (self, &(Conv) { CONV_USER, *acc });
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
  g_autofree char *phone = row->phone[0] ? whin_format_phone (row->phone) : g_strdup ("");

  whin_avatar_set (ADW_AVATAR (avatar), whin_contact_get_name (contact), row->avatar);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), whin_contact_get_name (contact));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), row->about[0] ? row->about : phone);
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
  const char *link = whin_new_chat_get_typed_link (self);

  gtk_widget_set_visible (GTK_WIDGET (self->typed_link_row), link != NULL);
  adw_action_row_set_subtitle (self->typed_link_row, link ? link : "");
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
  const char *link = whin_new_chat_get_typed_link (self);

  if (link)
    whin_new_chat_follow (self, link);
  else if (row)
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

void
whin_new_chat_push (WhinNewChat *self, gpointer page)
{
  adw_navigation_view_push (self->pages, ADW_NAVIGATION_PAGE (page));
  gtk_widget_grab_focus (GTK_WIDGET (page));
}

static void
code_row_cb (AdwActionRow *row, WhinNewChat *self)
{
  whin_new_chat_push (self, whin_own_code_page_new (self->client));
}

/* -- Several people -- */

static void
push_new_group (WhinNewChat *self, ConvKind kind)
{
  WhinNewGroup *page = whin_new_group_new (self->client, kind);

  g_signal_connect_object (page, "made", G_CALLBACK (whin_new_chat_choose), self,
                           G_CONNECT_SWAPPED);
  whin_new_chat_push (self, page);
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

/* -- Contacts from a file -- */

static void
say (WhinNewChat *self, const char *words)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (words));
}

static void
added_cb (WhinImportPage *page, guint n, WhinNewChat *self)
{
  g_autofree char *words =
      g_strdup_printf (ngettext ("%u contact added", "%u contacts added", n), n);

  adw_navigation_view_pop_to_tag (self->pages, "contacts");
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  say (self, words);
}

void
whin_new_chat_import (WhinNewChat *self, GFile *file)
{
  WhinImportPage *page;

  if (!g_file_peek_path (file)) {
    say (self, _ ("Only files on this computer can be imported"));
    return;
  }
  page = whin_import_page_new (self->client, g_file_peek_path (file));
  g_signal_connect_object (page, "added", G_CALLBACK (added_cb), self, G_CONNECT_DEFAULT);
  whin_new_chat_push (self, page);
}

static void
chosen_file_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinNewChat) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (file && !g_cancellable_is_cancelled (self->cancellable))
    whin_new_chat_import (self, file);
}

static void
import_cb (GtkButton *button, WhinNewChat *self)
{
  whin_people_file_choose (GTK_WIDGET (self), self->cancellable, chosen_file_cb,
                           g_object_ref (self));
}

static void
dropped (GListModel *files, gpointer user_data)
{
  g_autoptr (GFile) file = whin_people_file_in (files);

  if (file)
    whin_new_chat_import (user_data, file);
  else
    say (user_data, whin_people_file_refusal ());
}

static void
whin_new_chat_dispose (GObject *object)
{
  WhinNewChat *self = WHIN_NEW_CHAT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->found, contact_row_unref);
  /* A toast keeps what is below it for a while, and contacts still come into the list. */
  if (self->contacts_box)
    gtk_list_box_bind_model (self->contacts_box, NULL, NULL, NULL, NULL);
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
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, toasts);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, pages);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, drop_overlay);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, typed_link_row);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, contacts_box);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, contact_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, notes_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  whin_new_chat_find_class_init (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, broadcast_row_cb);
}

static void
whin_new_chat_init (WhinNewChat *self)
{
  g_type_ensure (WHIN_TYPE_STEP);
  g_type_ensure (WHIN_TYPE_PHONE_ENTRY);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  whin_people_file_take_drops (self->drop_overlay, dropped, self);
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
