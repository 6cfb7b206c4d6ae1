/* search: the messages that are looked for, page by page; a newer question stops the older one. A
 * GListModel of WhinMessage in the order of time, newest first.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "find.h"
#include "whin-client.h"
#include "whin-message.h"

G_BEGIN_DECLS

#define WHIN_TYPE_SEARCH (whin_search_get_type ())
G_DECLARE_FINAL_TYPE (WhinSearch, whin_search, WHIN, SEARCH, GObject)

/* Signals:
 *   answered ()   a question or a further page was answered, with or without results
 */

WhinSearch *whin_search_new (WhinClient *client);
/* Replaces what is looked for; find->limit is the length of a page. What was found before stays
 * until the answer comes. NULL empties the list at once. */
void whin_search_set (WhinSearch *self, const Find *find);
/* Fetches the next page, if there is one and none is on its way. */
void whin_search_more (WhinSearch *self);
gboolean whin_search_has_more (WhinSearch *self);
gboolean whin_search_is_loading (WhinSearch *self);

G_END_DECLS
