/* chat info: see whin-chat-info.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-info.h"

#include "whin-auto-media.h"
#include "whin-avatar.h"
#include "whin-broadcast-info.h"
#include "whin-chat-media.h"
#include "whin-contact-dialog.h"
#include "whin-format.h"
#include "whin-safety-page.h"
#include "whin-save-all.h"

#include <glib/gi18n.h>

struct _WhinChatInfo {
  AdwDialog parent_instance;

  AdwNavigationView *pages;
  AdwAvatar *avatar;
  GtkLabel *name, *status;
  GtkWidget *verified;
  AdwActionRow *encryption;
  GtkWidget *facts; /* a group of rows, made anew when they change */
  GtkBox *box;

  WhinClient *client;
  WhinChat *chat;
};

G_DEFINE_FINAL_TYPE (WhinChatInfo, whin_chat_info, ADW_TYPE_DIALOG)

static guint starred_signal, find_signal, go_signal, picture_signal;

static WhinContact *
contact_of (WhinChatInfo *self)
{
  return whin_contact_list_find (whin_client_get_contacts (self->client),
                                 &whin_chat_get_conv (self->chat)->id);
}

/* -- What is shown of the person -- */

/* FALSE when there is nothing to say. */
static gboolean
add_fact (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row;

  if (!value || !value[0])
    return FALSE;
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (group, row);
  return TRUE;
}

static void
show_facts (WhinChatInfo *self)
{
  WhinContact *contact = contact_of (self);
  const ContactRow *row = contact ? whin_contact_get_row (contact) : NULL;
  const AccountRow *account = whin_client_get_account (self->client);
  gboolean is_self = whin_chat_get_row (self->chat)->is_self;
  const char *phone = is_self && account ? account->phone : row ? row->phone : "";
  g_autofree char *number = phone[0] ? whin_format_phone (phone) : NULL;
  GtkWidget *group = adw_preferences_group_new ();

  gboolean any = add_fact (ADW_PREFERENCES_GROUP (group), _ ("Phone Number"), number);

  if (row && g_strcmp0 (row->profile_name, whin_chat_get_name (self->chat)) != 0)
    any |= add_fact (ADW_PREFERENCES_GROUP (group), _ ("Calls Themselves"), row->profile_name);
  any |= add_fact (ADW_PREFERENCES_GROUP (group), _ ("About"),
                   is_self && account ? account->about
                   : row              ? row->about
                                      : NULL);
  gtk_widget_set_visible (group, any);
  gtk_box_insert_child_after (self->box, group, self->facts);
  gtk_box_remove (self->box, self->facts);
  self->facts = group;
}

static gboolean
is_person (WhinChatInfo *self)
{
  return whin_chat_get_conv (self->chat)->kind == CONV_USER &&
         !whin_chat_get_row (self->chat)->is_self;
}

static char *
status_text (WhinChatInfo *self)
{
  if (whin_chat_get_row (self->chat)->is_self)
    return g_strdup (_ ("Seen by your own devices only"));
  if (whin_chat_get_conv (self->chat)->kind == CONV_BROADCAST)
    return g_strdup (_ ("Broadcast list"));
  if (whin_chat_is_online (self->chat))
    return g_strdup (_ ("Online"));
  if (whin_chat_get_last_seen (self->chat))
    return whin_format_last_seen (whin_chat_get_last_seen (self->chat), whin_now ());
  return g_strdup ("");
}

static void
update (WhinChatInfo *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  const char *name = whin_chat_get_name (self->chat);
  g_autofree char *status = status_text (self);

  whin_avatar_set_chat (self->avatar, self->chat);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->status, status);
  gtk_widget_set_visible (GTK_WIDGET (self->status), status[0] != '\0');
  gtk_widget_set_visible (self->verified, row->trust == TRUST_VERIFIED);
  adw_action_row_set_subtitle (self->encryption,
                               row->trust == TRUST_VERIFIED ? _ ("Verified")
                               : row->trust == TRUST_SEEN
                                   ? _ ("Compare the safety number to be sure of this person")
                                   : _ ("The safety number has changed"));
  show_facts (self);
}

/* -- Where it leads -- */

static void
leave (WhinChatInfo *self)
{
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
find_cb (WhinChatInfo *self)
{
  g_object_ref (self);
  leave (self);
  g_signal_emit (self, find_signal, 0);
  g_object_unref (self);
}

static void
starred_cb (WhinChatInfo *self)
{
  g_object_ref (self);
  leave (self);
  g_signal_emit (self, starred_signal, 0);
  g_object_unref (self);
}

static void
go_cb (WhinChatMedia *media, gint64 ord, WhinChatInfo *self)
{
  g_object_ref (self);
  leave (self);
  g_signal_emit (self, go_signal, 0, ord);
  g_object_unref (self);
}

static void
picture_cb (WhinChatMedia *media, WhinMessage *shown, WhinChatInfo *self)
{
  g_autoptr (WhinMessage) message = g_object_ref (shown);

  g_object_ref (self);
  leave (self);
  g_signal_emit (self, picture_signal, 0, message);
  g_object_unref (self);
}

static void
media_cb (WhinChatInfo *self)
{
  GtkWidget *media = whin_chat_media_new (self->client, whin_chat_get_conv (self->chat));

  g_signal_connect_object (media, "go", G_CALLBACK (go_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (media, "picture", G_CALLBACK (picture_cb), self, G_CONNECT_DEFAULT);
  adw_navigation_view_push (self->pages, whin_chat_media_page_new (WHIN_CHAT_MEDIA (media)));
}

static void
save_cb (WhinChatInfo *self)
{
  whin_save_chat (GTK_WIDGET (self), self->client, whin_chat_get_conv (self->chat));
}

static void
edit_cb (WhinChatInfo *self)
{
  WhinContact *contact = contact_of (self);

  if (contact)
    adw_dialog_present (whin_contact_dialog_new (self->client, contact), GTK_WIDGET (self));
}

static void
encryption_cb (WhinChatInfo *self)
{
  adw_navigation_view_push (self->pages, whin_safety_page_new (self->client,
                                                               &whin_chat_get_conv (self->chat)->id,
                                                               whin_chat_get_name (self->chat)));
}

/* -- Making -- */

static GtkWidget *
link_row (WhinChatInfo *self,
          GtkWidget *group,
          const char *title,
          const char *icon,
          void (*activated) (WhinChatInfo *))
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static GtkWidget *
head_new (WhinChatInfo *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (NULL), *status = gtk_label_new (NULL);

  self->avatar = ADW_AVATAR (adw_avatar_new (96, NULL, TRUE));
  self->name = GTK_LABEL (name);
  self->status = GTK_LABEL (status);
  self->verified = gtk_image_new_from_icon_name ("whin-verified-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE,
                               -1);
  gtk_widget_set_tooltip_text (self->verified, _ ("Verified"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->verified), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Verified"), -1);
  gtk_widget_add_css_class (self->verified, "verified");
  gtk_widget_add_css_class (name, "title-2");
  gtk_label_set_wrap (self->name, TRUE);
  gtk_label_set_wrap_mode (self->name, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (self->name, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (status, "dimmed");
  gtk_widget_set_halign (line, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), name);
  gtk_box_append (GTK_BOX (line), self->verified);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->avatar));
  gtk_box_append (GTK_BOX (head), line);
  gtk_box_append (GTK_BOX (head), status);
  return head;
}

static void
dispose (GObject *object)
{
  WhinChatInfo *self = WHIN_CHAT_INFO (object);

  g_clear_object (&self->chat);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_chat_info_parent_class)->dispose (object);
}

static void
whin_chat_info_class_init (WhinChatInfoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  starred_signal = g_signal_new ("starred", WHIN_TYPE_CHAT_INFO, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  find_signal = g_signal_new ("find", WHIN_TYPE_CHAT_INFO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
  go_signal = g_signal_new ("go", WHIN_TYPE_CHAT_INFO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                            G_TYPE_NONE, 1, G_TYPE_INT64);
  picture_signal = g_signal_new ("picture", WHIN_TYPE_CHAT_INFO, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, WHIN_TYPE_MESSAGE);
}

static void
whin_chat_info_init (WhinChatInfo *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 24));
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 24);
  gtk_widget_set_margin_start (GTK_WIDGET (self->box), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (self->box), 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->box));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);
  self->pages = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  adw_navigation_view_push (self->pages, adw_navigation_page_new (view, _ ("Chat Info")));
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Chat Info"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 460);
  adw_dialog_set_content_height (ADW_DIALOG (self), 640);
  adw_dialog_set_child (ADW_DIALOG (self), GTK_WIDGET (self->pages));
}

static void
deleted_cb (WhinChatInfo *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.close-chat", NULL);
  leave (self);
}

static void
add_list (WhinChatInfo *self)
{
  GtkWidget *list =
      whin_broadcast_info_new (self->client, whin_chat_get_conv (self->chat), self->pages);

  g_signal_connect_object (list, "deleted", G_CALLBACK (deleted_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, list);
}

AdwDialog *
whin_chat_info_new (WhinClient *client, WhinChat *chat)
{
  WhinChatInfo *self = g_object_new (WHIN_TYPE_CHAT_INFO, NULL);
  GtkWidget *found = adw_preferences_group_new (), *person = adw_preferences_group_new ();
  GtkWidget *files = adw_preferences_group_new ();

  self->client = g_object_ref (client);
  self->chat = g_object_ref (chat);
  self->facts = adw_preferences_group_new ();
  link_row (self, found, _ ("Media, Links and Files"), "image-x-generic-symbolic", media_cb);
  link_row (self, found, _ ("Starred Messages"), "starred-symbolic", starred_cb);
  link_row (self, found, _ ("Search in Chat"), "edit-find-symbolic", find_cb);
  link_row (self, files, _ ("Save All Media"), "document-save-symbolic", save_cb);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (files),
                             whin_auto_media_chat_row_new (client, chat));
  if (is_person (self))
    link_row (self, person, _ ("Your Name for Them"), "document-edit-symbolic", edit_cb);
  self->encryption = ADW_ACTION_ROW (
      link_row (self, person, _ ("Encryption"), "channel-secure-symbolic", encryption_cb));
  gtk_box_append (self->box, head_new (self));
  gtk_box_append (self->box, self->facts);
  gtk_box_append (self->box, found);
  gtk_box_append (self->box, person);
  gtk_box_append (self->box, files);
  gtk_widget_set_visible (person, is_person (self));
  if (whin_chat_get_conv (chat)->kind == CONV_BROADCAST)
    add_list (self);
  g_signal_connect_object (chat, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "people-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return ADW_DIALOG (self);
}
