/* store-search: what is found among the messages, a page at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "find.h"
#include "store.h"

/* Up to find->limit more messages are added to page, in the order of time, and page->next is set.
 * FALSE: stopped after budget microseconds (0: as long as it takes), or because cancellable (or
 * NULL) was cancelled; what had been found until then is in the page, and the same call goes on
 * behind it: give it the page again. */
gboolean store_find (Store *store,
                     const Find *find,
                     FoundPage *page,
                     gint64 budget,
                     GCancellable *cancellable);

/* The first message of each stretch of time in a chat: times are n + 1 milliseconds, ascending; of
 * the result, a GArray of n gint64, each is the ord of the first message from times[i] until
 * times[i + 1], or 0. */
GArray *store_find_days (Store *store, const Conv *conv, const gint64 *times, guint n);
