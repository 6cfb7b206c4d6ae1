/* client stickers: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client-stickers.h"

#include "core.h"

#define CORE whin_client_get_core (self)

void
whin_client_query_stickers_async (WhinClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  core_query_stickers_async (CORE, cancellable, callback, user_data);
}

GPtrArray *
whin_client_query_stickers_finish (GAsyncResult *result, GError **error)
{
  return core_query_finish (NULL, result, error);
}

void
whin_client_add_sticker_async (WhinClient *self,
                               GBytes *picture,
                               const char *emoji,
                               const Id *pack,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  core_add_sticker_async (CORE, picture, emoji, pack, cancellable, callback, user_data);
}

void
whin_client_keep_sticker_async (WhinClient *self,
                                const MessageName *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  core_keep_sticker_async (CORE, name, cancellable, callback, user_data);
}

gboolean
whin_client_add_sticker_finish (GAsyncResult *result, Id *id, gboolean *again, GError **error)
{
  return core_add_sticker_finish (NULL, result, id, again, error);
}

void
whin_client_set_sticker_emoji (WhinClient *self, const Id *id, const char *emoji)
{
  core_set_sticker_emoji (CORE, id, emoji);
}

void
whin_client_raise_sticker (WhinClient *self, const Id *id)
{
  core_raise_sticker (CORE, id);
}

void
whin_client_remove_sticker (WhinClient *self, const Id *id)
{
  core_remove_sticker (CORE, id);
}

void
whin_client_put_sticker_pack (WhinClient *self, const Id *pack, const char *name)
{
  core_put_sticker_pack (CORE, pack, name);
}

void
whin_client_remove_sticker_pack (WhinClient *self, const Id *pack)
{
  core_remove_sticker_pack (CORE, pack);
}

void
whin_client_send_sticker_async (WhinClient *self,
                                const Conv *conv,
                                const Id *id,
                                const MessageName *quote,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  core_send_sticker_async (CORE, conv, id, quote, cancellable, callback, user_data);
}

gboolean
whin_client_send_sticker_finish (GAsyncResult *result, GError **error)
{
  return core_send_sticker_finish (NULL, result, error);
}
