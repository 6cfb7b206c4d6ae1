/* new chat: contacts to choose from, and a number to look up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_NEW_CHAT (whin_new_chat_get_type ())
G_DECLARE_FINAL_TYPE (WhinNewChat, whin_new_chat, WHIN, NEW_CHAT, AdwDialog)

/* Signals: chosen (const Conv *conv) */

AdwDialog *whin_new_chat_new (WhinClient *client);
/* Shows the page for the link of a group; link may be NULL. */
void whin_new_chat_join (WhinNewChat *self, const char *link);

G_END_DECLS
