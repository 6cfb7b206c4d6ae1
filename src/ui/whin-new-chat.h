/* new chat: contacts to choose from, and the ways to more of them: a number, a link, a file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_NEW_CHAT (whin_new_chat_get_type ())
G_DECLARE_FINAL_TYPE (WhinNewChat, whin_new_chat, WHIN, NEW_CHAT, AdwDialog)

/* Signals: chosen (const Conv *conv) */

AdwDialog *whin_new_chat_new (WhinClient *client);
/* Shows the page for links, and looks where this one leads; NULL: it is still to be pasted. */
void whin_new_chat_follow (WhinNewChat *self, const char *link);
/* Shows who of those in a file of contacts is here. */
void whin_new_chat_import (WhinNewChat *self, GFile *file);

G_END_DECLS
