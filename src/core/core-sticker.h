/* core-sticker: stickers. They are kept on this device alone.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* StickerPackRows. */
void core_query_stickers_async (Core *core,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Makes one of an encoded picture of any size and keeps it in that pack, STICKER_PACK_OWN if there
 * is no such. emoji is what it says, or NULL. */
void core_add_sticker_async (Core *core,
                             GBytes *picture,
                             const char *emoji,
                             const Id *pack,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* One that was sent, whose file is here: in a pack that is called as the one it is from. */
void core_keep_sticker_async (Core *core,
                              const MessageName *name,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Of both; id and again may be NULL. *again: the same picture was kept before. */
gboolean
core_add_sticker_finish (Core *core, GAsyncResult *result, Id *id, gboolean *again, GError **error);
/* "" for none. */
void core_set_sticker_emoji (Core *core, const Id *id, const char *emoji);
/* It stands first in its pack. */
void core_raise_sticker (Core *core, const Id *id);
/* Not those that came with the program. */
void core_remove_sticker (Core *core, const Id *id);
/* Makes a pack, whose id is new, while there are fewer than STICKER_PACKS_MAX, or gives it another
 * name, at most LIMIT_NAME_MAX characters. */
void core_put_sticker_pack (Core *core, const Id *pack, const char *name);
/* With what is in it. */
void core_remove_sticker_pack (Core *core, const Id *pack);
/* id of one that is kept. Ends when the message is a row; quote may be NULL. */
void core_send_sticker_async (Core *core,
                              const Conv *conv,
                              const Id *id,
                              const MessageName *quote,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean core_send_sticker_finish (Core *core, GAsyncResult *result, GError **error);
