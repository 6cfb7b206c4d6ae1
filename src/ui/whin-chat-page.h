/* chat page: one conversation - header, messages, composer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_CHAT_PAGE (whin_chat_page_get_type ())
G_DECLARE_FINAL_TYPE (WhinChatPage, whin_chat_page, WHIN, CHAT_PAGE, AdwBin)

/* viewer_host is where pictures are shown large. */
void whin_chat_page_set_client (WhinChatPage *self,
                                WhinClient *client,
                                GSettings *settings,
                                GtkOverlay *viewer_host);
/* NULL closes it. ord as in whin_window_open_chat. */
void whin_chat_page_set_chat (WhinChatPage *self, WhinChat *chat, gint64 ord);
/* Borrowed, or NULL. */
WhinChat *whin_chat_page_get_chat (WhinChatPage *self);
/* Marks words in the messages until others are marked, or another chat is opened; NULL: none. */
void whin_chat_page_mark (WhinChatPage *self, const char *words);
/* Opens the bar that looks for words in the chat. FALSE when no chat is open. */
gboolean whin_chat_page_find (WhinChatPage *self);
void whin_chat_page_find_step (WhinChatPage *self, gboolean earlier);
/* Escape inside the page: from the messages to the composer. FALSE when there was nothing to do. */
gboolean whin_chat_page_go_back (WhinChatPage *self);

G_END_DECLS
