/* store-expiry: messages that go away by themselves, and how long new ones last in each chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* -- Messages. Times are milliseconds since 1970. -- */

/* It was sent at that time: so it goes its seconds later. Nothing when it stays, or was told
 * before. */
void store_expiry_start (Store *store, const Id *author, const Id *id, gint64 time);
/* The same for everything of others in a chat that has been read. */
void store_expiry_start_read (Store *store, const Conv *conv, gint64 time);
/* When the next one goes; 0 when none does. */
gint64 store_expiry_next (Store *store);
/* Those that go until now, the first first: a GArray of MessageName. */
GArray *store_expiry_due (Store *store, gint64 now, guint limit);

/* -- The timer of a chat, in seconds; 0: messages stay. -- */

gint64 store_timer_get (Store *store, const Conv *conv);
/* One's own change, which holds here until the server has placed it. */
void store_timer_set_pending (Store *store, const Conv *conv, const Id *id, gint64 seconds);
/* A change that stands at ord: the last one counts. FALSE when a later one is known. */
gboolean store_timer_set (Store *store, const Conv *conv, gint64 seconds, gint64 ord);
/* The server has placed that change, or will not have it. FALSE when there is none such. */
gboolean store_timer_placed (Store *store, const Id *id, gint64 ord);
gboolean store_timer_refused (Store *store, const Id *id);
