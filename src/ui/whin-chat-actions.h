/* chat actions: what is done with a chat as a whole - pin, archive, mute, mark as unread, lists,
 * delete - as an action group, and the menu of it for the list and for the conversation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client-chats.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* For widgets in or below widget, which inserts it under a prefix. Actions: pin, archive,
 * mark-unread, mute (s: "1h", "8h", "1w", "always", "no"), mentions-only, new-list, delete. */
GSimpleActionGroup *whin_chat_actions_new (GtkWidget *widget, WhinClient *client);
/* NULL: they do nothing. */
void whin_chat_actions_set_chat (GSimpleActionGroup *actions, WhinChat *chat);
/* What can be done with its chat now; the group must be inserted under prefix. */
GMenu *whin_chat_actions_menu (GSimpleActionGroup *actions, const char *prefix);

G_END_DECLS
