/* sticker: one that is kept, as an item of a list. Immutable. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_STICKER (whin_sticker_get_type ())
G_DECLARE_FINAL_TYPE (WhinSticker, whin_sticker, WHIN, STICKER, GObject)

WhinSticker *whin_sticker_new (const StickerRow *row);
const StickerRow *whin_sticker_get_row (WhinSticker *self);

/* What a pack is called; the two that have no name, too. Borrowed. */
const char *whin_sticker_pack_name (const StickerPackRow *pack);

/* A picture of a sticker that fits into SIDE pixels and is loaded while it is shown.
 * (transfer floating) */
GtkWidget *whin_sticker_picture_new (int side);
/* file may be NULL. */
void whin_sticker_picture_set (GtkWidget *picture, const MediaFile *file);

/* In PACKS (of StickerPackRow), as WhinSticker: those that are sent most recently, and those whose
 * emoji is called so. Appends to LIST. */
void whin_sticker_list_recent (GListStore *list, const GPtrArray *packs);
void whin_sticker_list_found (GListStore *list, const GPtrArray *packs, const char *typed);

G_END_DECLS
