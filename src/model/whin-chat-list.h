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
 *   archived (guint, read-only)     chats that are archived
 * Signals:
 *   regrouped (WhinChat *chat)      it is read, or archived, or hidden, and was not before; or the
 *                                   other way round
 */

WhinChatList *whin_chat_list_new (void);
/* Borrowed, or NULL. */
WhinChat *whin_chat_list_find (WhinChatList *self, const Conv *conv);
gboolean whin_chat_list_get_position (WhinChatList *self, WhinChat *chat, guint *position);
gboolean whin_chat_list_get_loading (WhinChatList *self);
guint whin_chat_list_get_unread (WhinChatList *self);
guint whin_chat_list_get_archived (WhinChatList *self);
/* Where a chat stands in a model of the same order that holds a part of these. */
gboolean whin_chat_list_find_in (GListModel *model, WhinChat *chat, guint *position);

/* For the client that routes batches: rows is of ChatRow. */
void whin_chat_list_apply (WhinChatList *self, GPtrArray *rows);
/* It is out of every list until it is deleted, or shown again. */
void whin_chat_list_hide (WhinChatList *self, WhinChat *chat, gboolean hidden);
void whin_chat_list_set_loaded (WhinChatList *self);
void whin_chat_list_clear (WhinChatList *self);

G_END_DECLS
