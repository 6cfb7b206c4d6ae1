/* search: the messages that match what is typed, of all chats. A GListModel of WhinMessage, best
 * first. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"
#include "whin-message.h"

G_BEGIN_DECLS

#define WHIN_TYPE_SEARCH (whin_search_get_type ())
G_DECLARE_FINAL_TYPE (WhinSearch, whin_search, WHIN, SEARCH, GObject)

WhinSearch *whin_search_new (WhinClient *client);
/* Replaces what is searched for; what is still on its way is dropped. "" empties the list. */
void whin_search_set_words (WhinSearch *self, const char *words);

G_END_DECLS
