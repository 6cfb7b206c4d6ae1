/* core-search: looking for messages. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"
#include "find.h"

/* Looks for messages (find.h). The engine goes on with its work in between; cancelling stops it at
 * once. limit is at most 500. */
void core_search_async (Core *core,
                        const Find *find,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
FoundPage *core_search_finish (Core *core, GAsyncResult *result, GError **error);
/* Which days of a chat have messages. times are n + 1 milliseconds, ascending. Ends with a GArray
 * of n gint64: the ord of the first message from times[i] until times[i + 1], or 0. */
#define CORE_SEARCH_DAYS 42
void core_search_days_async (Core *core,
                             const Conv *conv,
                             const gint64 *times,
                             guint n,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GArray *core_search_days_finish (Core *core, GAsyncResult *result, GError **error);
