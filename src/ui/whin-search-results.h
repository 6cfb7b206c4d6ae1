/* search results: everything that was found, in groups - chats, contacts, messages, photos, links,
 * files - below the filters. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_SEARCH_RESULTS (whin_search_results_get_type ())
G_DECLARE_FINAL_TYPE (WhinSearchResults, whin_search_results, WHIN, SEARCH_RESULTS, AdwBin)

/* Signals:
 *   open (const Conv *conv, gint64 ord, const char *words)
 *     ord is 0, or the message to show, with the words that were looked for
 *   leave ()   up from the first result
 */

void whin_search_results_set_client (WhinSearchResults *self, WhinClient *client);
/* What was typed. */
void whin_search_results_set_words (WhinSearchResults *self, const char *words);
/* Nothing is looked for any more, and no filter is set. */
void whin_search_results_reset (WhinSearchResults *self);
/* FALSE when there is none. */
gboolean whin_search_results_open_first (WhinSearchResults *self);
gboolean whin_search_results_focus_first (WhinSearchResults *self);

G_END_DECLS
