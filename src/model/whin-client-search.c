/* client, search: see whin-client-search.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client-search.h"

#include "core.h"

G_STATIC_ASSERT (WHIN_CLIENT_DAYS <= CORE_SEARCH_DAYS);

void
whin_client_search_async (WhinClient *self,
                          const Find *find,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  core_search_async (whin_client_get_core (self), find, cancellable, callback, user_data);
}

FoundPage *
whin_client_search_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_search_finish (whin_client_get_core (self), result, error);
}

void
whin_client_search_days_async (WhinClient *self,
                               const Conv *conv,
                               const gint64 *times,
                               guint n,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  core_search_days_async (whin_client_get_core (self), conv, times, n, cancellable, callback,
                          user_data);
}

GArray *
whin_client_search_days_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_search_days_finish (whin_client_get_core (self), result, error);
}
