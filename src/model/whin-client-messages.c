/* client messages: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client-messages.h"

#include "core.h"

#define CORE whin_client_get_core (self)

void
whin_client_edit_message (WhinClient *self,
                          const MessageName *name,
                          const char *text,
                          const Mention *mentions,
                          guint n_mentions,
                          const LinkPreview *preview)
{
  core_edit_message_preview (CORE, name, text, mentions, n_mentions, preview);
}

void
whin_client_react (WhinClient *self, const MessageName *name, const char *emoji)
{
  core_react (CORE, name, emoji);
}

void
whin_client_star (WhinClient *self, const MessageName *name, gboolean starred)
{
  core_star (CORE, name, starred);
}

void
whin_client_pin (WhinClient *self, const MessageName *name, gboolean pinned)
{
  core_pin (CORE, name, pinned);
}

void
whin_client_forward (WhinClient *self,
                     const MessageName *names,
                     guint n,
                     const Conv *convs,
                     guint n_convs)
{
  core_forward (CORE, names, n, convs, n_convs);
}

/* -- Asking -- */

void
whin_client_query_reactions_async (WhinClient *self,
                                   const MessageName *name,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  core_query_reactions_async (CORE, name, cancellable, callback, user_data);
}

void
whin_client_query_versions_async (WhinClient *self,
                                  const MessageName *name,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  core_query_versions_async (CORE, name, cancellable, callback, user_data);
}

void
whin_client_query_receipts_async (WhinClient *self,
                                  const MessageName *name,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  core_query_receipts_async (CORE, name, cancellable, callback, user_data);
}

void
whin_client_query_starred_async (WhinClient *self,
                                 const Conv *conv,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  core_query_starred_async (CORE, conv, cancellable, callback, user_data);
}

void
whin_client_query_pinned_async (WhinClient *self,
                                const Conv *conv,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  core_query_pinned_async (CORE, conv, cancellable, callback, user_data);
}

void
whin_client_query_readers_async (WhinClient *self,
                                 const Conv *conv,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  core_query_readers_async (CORE, conv, cancellable, callback, user_data);
}

void
whin_client_query_mentions_async (WhinClient *self,
                                  const Conv *conv,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  core_query_mentions_async (CORE, conv, cancellable, callback, user_data);
}

GPtrArray *
whin_client_query_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_query_finish (NULL, result, error);
}
