/* search filters: what kind of thing is looked for, from whom, in which chat and when.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "find.h"
#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What is shown: all groups, each with its first results, or one of them, whole. */
typedef enum {
  WHIN_SCOPE_ALL,
  WHIN_SCOPE_CHATS,
  WHIN_SCOPE_CONTACTS,
  WHIN_SCOPE_MESSAGES,
  WHIN_SCOPE_PHOTOS,
  WHIN_SCOPE_LINKS,
  WHIN_SCOPE_FILES,
  WHIN_SCOPE_VOICE,
  WHIN_N_SCOPES
} WhinScope;

#define WHIN_TYPE_SEARCH_FILTERS (whin_search_filters_get_type ())
G_DECLARE_FINAL_TYPE (WhinSearchFilters, whin_search_filters, WHIN, SEARCH_FILTERS, AdwBin)

/* Signals:
 *   changed ()
 */

void whin_search_filters_set_client (WhinSearchFilters *self, WhinClient *client);
WhinScope whin_search_filters_get_scope (WhinSearchFilters *self);
void whin_search_filters_set_scope (WhinSearchFilters *self, WhinScope scope);
/* Of the scope, the person, the chat and the days. The words are left as they are. */
void whin_search_filters_fill (WhinSearchFilters *self, Find *find);
/* Whether any but the scope narrows the messages. */
gboolean whin_search_filters_are_set (WhinSearchFilters *self);
/* Back to all. Says so once if anything was set. */
void whin_search_filters_clear (WhinSearchFilters *self);
/* Translated. */
const char *whin_scope_name (WhinScope scope);

G_END_DECLS
