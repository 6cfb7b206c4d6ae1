/* chat info: who one writes with, and what was sent there. Of people; groups have their own.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"
#include "whin-message.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_CHAT_INFO (whin_chat_info_get_type ())
G_DECLARE_FINAL_TYPE (WhinChatInfo, whin_chat_info, WHIN, CHAT_INFO, AdwDialog)

/* Signals; the dialog has closed itself:
 *   starred ()                                             the starred messages of the chat
 *   find ()                                                look for words in the chat
 *   go (gint64 ord)                                        to a message
 *   picture (WhinMessage *message, GListModel *messages)   to be shown large
 */

AdwDialog *whin_chat_info_new (WhinClient *client, WhinChat *chat);

G_END_DECLS
