/* chat list: the chats, newest first. A GListModel of WhinChat that moves one item when one
 * changes. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-chat.h"

G_BEGIN_DECLS

#define WHIN_TYPE_CHAT_LIST (whin_chat_list_get_type ())
G_DECLARE_FINAL_TYPE (WhinChatList, whin_chat_list, WHIN, CHAT_LIST, GObject)

/* Properties:
 *   loading (gboolean, read-only)   the first query has not ended yet
 *   unread (guint, read-only)       unread messages of all chats
 */

WhinChatList *whin_chat_list_new (void);
/* Borrowed, or NULL. */
WhinChat *whin_chat_list_find (WhinChatList *self, const Conv *conv);
gboolean whin_chat_list_get_position (WhinChatList *self, WhinChat *chat, guint *position);
gboolean whin_chat_list_get_loading (WhinChatList *self);
guint whin_chat_list_get_unread (WhinChatList *self);

/* For the client that routes batches: rows is of ChatRow. */
void whin_chat_list_apply (WhinChatList *self, GPtrArray *rows);
void whin_chat_list_set_loaded (WhinChatList *self);
void whin_chat_list_clear (WhinChatList *self);

G_END_DECLS
