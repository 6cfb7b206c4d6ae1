/* client stickers: those that are kept, as core.h has it. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

/* Ends with StickerPackRows (transfer full). */
void whin_client_query_stickers_async (WhinClient *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *whin_client_query_stickers_finish (GAsyncResult *result, GError **error);

/* emoji may be NULL. */
void whin_client_add_sticker_async (WhinClient *self,
                                    GBytes *picture,
                                    const char *emoji,
                                    const Id *pack,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void whin_client_keep_sticker_async (WhinClient *self,
                                     const MessageName *name,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Of both; id and again may be NULL. */
gboolean
whin_client_add_sticker_finish (GAsyncResult *result, Id *id, gboolean *again, GError **error);

void whin_client_set_sticker_emoji (WhinClient *self, const Id *id, const char *emoji);
void whin_client_raise_sticker (WhinClient *self, const Id *id);
void whin_client_remove_sticker (WhinClient *self, const Id *id);
void whin_client_put_sticker_pack (WhinClient *self, const Id *pack, const char *name);
void whin_client_remove_sticker_pack (WhinClient *self, const Id *pack);

/* quote may be NULL. */
void whin_client_send_sticker_async (WhinClient *self,
                                     const Conv *conv,
                                     const Id *id,
                                     const MessageName *quote,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean whin_client_send_sticker_finish (GAsyncResult *result, GError **error);

G_END_DECLS
