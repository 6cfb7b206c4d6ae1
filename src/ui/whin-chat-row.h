/* chat row: one chat in the sidebar.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_CHAT_ROW (whin_chat_row_get_type ())
G_DECLARE_FINAL_TYPE (WhinChatRow, whin_chat_row, WHIN, CHAT_ROW, GtkWidget)

GtkWidget *whin_chat_row_new (WhinClient *client);
/* NULL empties the row for the next chat. */
void whin_chat_row_set_chat (WhinChatRow *self, WhinChat *chat);
WhinChat *whin_chat_row_get_chat (WhinChatRow *self);
/* The words for assistive tools. (transfer full) */
char *whin_chat_row_describe (WhinChatRow *self);

G_END_DECLS
