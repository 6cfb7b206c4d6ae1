/* store-sticker: the stickers that are kept on this device, and which of them were sent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-media.h"

/* Of StickerPackRow: one's own first, those of others from the one that was changed last, the
 * built-in one at the end. Caller unrefs. */
GPtrArray *store_sticker_packs (Store *store);
guint store_sticker_count (Store *store);
/* NULL when there is no such one. */
StickerRow *store_sticker_get (Store *store, const Id *id);
/* row->file is sealed. */
void store_sticker_add (Store *store, const StickerRow *row);
void store_sticker_remove (Store *store, const Id *id);
void store_sticker_set_emoji (Store *store, const Id *id, const char *emoji);
/* It stands first in its pack. */
void store_sticker_raise (Store *store, const Id *id, gint64 now);

guint store_sticker_pack_count (Store *store);
/* NULL when there is no such pack with a name. Caller frees. */
char *store_sticker_pack_name (Store *store, const Id *pack);
/* Makes it or gives it another name, and puts it first. */
void store_sticker_pack_put (Store *store, const Id *pack, const char *name, gint64 now);
/* With all that is in it. */
void store_sticker_pack_remove (Store *store, const Id *pack);

/* That message is this sticker, sent now. */
void store_sticker_sent (Store *store, const MessageName *name, const Id *id, gint64 now);
/* The newest of one's own messages of that sticker in the chat that the server has had since then,
 * and whose file is here; or NULL. */
StoreMedia *store_sticker_find_sent (Store *store, const Conv *conv, const Id *id, gint64 since);
/* Whether another message is the same object. */
gboolean store_sticker_is_again (Store *store, const MessageName *name, const Id *object);
