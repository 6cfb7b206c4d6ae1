/* chat page, state: what is done with the chat as a whole, in its menu as in that of its row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-chat-actions.h"

#define PREFIX "chat-state"

/* The toolkit does not let a submenu be changed while it may be open: the menu is made when it is
 * asked for. */
static void
create_popup_cb (GtkMenuButton *button, gpointer user_data)
{
  WhinChatPage *self = user_data;
  g_autoptr (GMenu) all = g_menu_new ();
  g_autoptr (GMenu) state = NULL;

  if (!self->chat)
    return;
  whin_chat_actions_set_chat (self->state_actions, self->chat);
  state = whin_chat_actions_menu (self->state_actions, PREFIX);
  g_menu_append_section (all, NULL, G_MENU_MODEL (self->chat_menu));
  g_menu_append_section (all, NULL, G_MENU_MODEL (state));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (all));
}

void
whin_chat_page_state_init (WhinChatPage *self)
{
  self->state_actions = whin_chat_actions_new (GTK_WIDGET (self), self->client);
  gtk_widget_insert_action_group (GTK_WIDGET (self), PREFIX, G_ACTION_GROUP (self->state_actions));
  gtk_menu_button_set_create_popup_func (self->chat_menu_button, create_popup_cb, self, NULL);
}

void
whin_chat_page_state_dispose (WhinChatPage *self)
{
  if (self->chat_menu_button)
    gtk_menu_button_set_create_popup_func (self->chat_menu_button, NULL, NULL, NULL);
  g_clear_object (&self->state_actions);
}
