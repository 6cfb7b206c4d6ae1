/* chat page, state: what is done with the chat as a whole, in its menu as in that of its row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-chat-actions.h"

#define PREFIX "chat-state"

void
whin_chat_page_state_update (WhinChatPage *self)
{
  g_autofree char *key = NULL;
  g_autoptr (GMenu) menu = NULL;

  if (!self->chat || !self->state_actions)
    return;
  whin_chat_actions_set_chat (self->state_actions, self->chat);
  key = whin_chat_actions_key (self->state_actions);
  if (g_strcmp0 (key, self->state_key) == 0)
    return;
  g_set_str (&self->state_key, key);
  menu = whin_chat_actions_menu (self->state_actions, PREFIX);
  if (g_menu_model_get_n_items (G_MENU_MODEL (self->state_menu)))
    g_menu_remove (self->state_menu, 0);
  g_menu_append_section (self->state_menu, NULL, G_MENU_MODEL (menu));
}

void
whin_chat_page_state_init (WhinChatPage *self)
{
  self->state_actions = whin_chat_actions_new (GTK_WIDGET (self), self->client);
  gtk_widget_insert_action_group (GTK_WIDGET (self), PREFIX, G_ACTION_GROUP (self->state_actions));
  self->state_menu = g_menu_new ();
  g_menu_append_section (self->chat_menu, NULL, G_MENU_MODEL (self->state_menu));
  g_signal_connect_object (self->client, "lists-changed", G_CALLBACK (whin_chat_page_state_update),
                           self, G_CONNECT_SWAPPED);
}

void
whin_chat_page_state_dispose (WhinChatPage *self)
{
  g_clear_object (&self->state_actions);
  g_clear_object (&self->state_menu);
  g_clear_pointer (&self->state_key, g_free);
}
