/* new chat, find: somebody by their number or their link, and the page that shows whom it found.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-new-chat-private.h"

#include "app-link.h"
#include "whin-avatar.h"
#include "whin-follow-page.h"
#include "whin-format.h"

#include <glib/gi18n.h>

/* -- Somebody was found -- */

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
  whin_new_chat_choose (self, &(Conv) { CONV_USER, self->found->acc });
}

/* -- By a link -- */

const char *
whin_new_chat_get_typed_link (WhinNewChat *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  return app_link_is (text, NULL) ? text : NULL;
}

static void
followed_cb (WhinNewChat *self, ContactRow *row)
{
  g_clear_pointer (&self->found, contact_row_unref);
  self->found = contact_row_ref (row);
  show_found (self);
}

void
whin_new_chat_follow (WhinNewChat *self, const char *link)
{
  WhinFollowPage *page = whin_follow_page_new (self->client);

  g_signal_connect_object (page, "joined", G_CALLBACK (whin_new_chat_choose), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "found", G_CALLBACK (followed_cb), self, G_CONNECT_SWAPPED);
  whin_new_chat_push (self, page);
  if (link)
    whin_follow_page_look (page, link);
}

static void
link_row_cb (AdwActionRow *row, WhinNewChat *self)
{
  whin_new_chat_follow (self, NULL);
}

static void
typed_link_row_cb (AdwActionRow *row, WhinNewChat *self)
{
  const char *link = whin_new_chat_get_typed_link (self);

  if (link)
    whin_new_chat_follow (self, link);
}

void
whin_new_chat_find_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, find_step);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, found_step);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, phone_entry);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, avatar);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, name_label);
  gtk_widget_class_bind_template_child (widget_class, WhinNewChat, name_row);
  gtk_widget_class_bind_template_callback (widget_class, link_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_link_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, find_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, phone_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, phone_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, find_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
}
