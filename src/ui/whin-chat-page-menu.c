/* chat page, menu: who it is, contact, block.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-card-dialog.h"
#include "whin-contact-dialog.h"
#include "whin-group-dialog.h"
#include "whin-place-dialog.h"
#include "whin-poll-dialog.h"
#include "whin-starred-dialog.h"
#include "whin-timer-dialog.h"

#include <glib/gi18n.h>

static void
edit_contact_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;
  WhinContact *contact = whin_contact_list_find (whin_client_get_contacts (self->client),
                                                 &whin_chat_get_conv (self->chat)->id);

  if (contact)
    adw_dialog_present (whin_contact_dialog_new (self->client, contact), GTK_WIDGET (self));
}

static void
group_info_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;

  adw_dialog_present (whin_group_dialog_new (self->client, whin_chat_get_conv (self->chat)),
                      GTK_WIDGET (self));
}

/* What the title leads to. */
static void
info_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;

  if (whin_client_get_group (self->client, whin_chat_get_conv (self->chat)))
    group_info_action (action, parameter, user_data);
  else
    whin_chat_page_show_info (self);
}

static void
block_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;

  whin_client_block (self->client, &whin_chat_get_conv (self->chat)->id, TRUE);
}

static void
unblock_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;

  whin_client_block (self->client, &whin_chat_get_conv (self->chat)->id, FALSE);
}

static void
timer_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;

  adw_dialog_present (whin_timer_dialog_new (self->client, self->chat), GTK_WIDGET (self));
}

static void
go_to_date_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_chat_page_choose_date (user_data);
}

static void
starred_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;

  whin_starred_dialog_present (GTK_WIDGET (self), self->client, whin_chat_get_conv (self->chat));
}

/* -- What is sent besides texts and files. -- */

static void
poll_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;

  adw_dialog_present (whin_poll_dialog_new (self->client, whin_chat_get_conv (self->chat)),
                      GTK_WIDGET (self));
}

static void
place_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;

  adw_dialog_present (whin_place_dialog_new (self->client, whin_chat_get_conv (self->chat)),
                      GTK_WIDGET (self));
}

static void
card_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinChatPage *self = user_data;

  adw_dialog_present (whin_card_dialog_new (self->client, whin_chat_get_conv (self->chat)),
                      GTK_WIDGET (self));
}

static void
media_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_chat_page_show_media (user_data);
}

static void
next_mention_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_chat_page_next_mention (user_data);
}

static const GActionEntry actions[] = {
  { "next-mention", next_mention_action }, { "media", media_action },
  { "go-to-date", go_to_date_action },     { "info", info_action },
  { "person-info", info_action },          { "group-info", group_info_action },
  { "edit-contact", edit_contact_action }, { "block", block_action },
  { "unblock", unblock_action },           { "timer", timer_action },
  { "starred", starred_action },           { "send-poll", poll_action },
  { "send-place", place_action },          { "send-card", card_action },
};

static void
set_enabled (WhinChatPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
whin_chat_page_menu_update (WhinChatPage *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  const GroupRow *group = whin_client_get_group (self->client, &row->conv);
  gboolean person = !row->is_self && row->conv.kind == CONV_USER;
  gboolean list = row->conv.kind == CONV_BROADCAST;

  set_enabled (self, "info", row->conv.kind != CONV_GROUP || group);
  set_enabled (self, "group-info", group != NULL);
  set_enabled (self, "person-info", row->conv.kind != CONV_GROUP);
  set_enabled (self, "edit-contact", person);
  set_enabled (self, "block", person && !row->blocked);
  set_enabled (self, "unblock", person && row->blocked);
  set_enabled (self, "timer",
               row->conv.kind == CONV_GROUP ? group && group->admin : !row->blocked && !list);
  set_enabled (self, "send-poll", !list);
}

void
whin_chat_page_menu_init (WhinChatPage *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "chat", G_ACTION_GROUP (self->actions));
}
