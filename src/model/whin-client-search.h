/* client, search: single questions about the messages that are here (WhinSearch asks page by page).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "find.h"
#include "whin-client.h"

G_BEGIN_DECLS

#define WHIN_CLIENT_DAYS 31

void whin_client_search_async (WhinClient *self,
                               const Find *find,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
FoundPage *whin_client_search_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* As core_search_days_async; n is at most WHIN_CLIENT_DAYS. */
void whin_client_search_days_async (WhinClient *self,
                                    const Conv *conv,
                                    const gint64 *times,
                                    guint n,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GArray *whin_client_search_days_finish (WhinClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
