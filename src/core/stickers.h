/* stickers: those that are kept on this device, and what comes with the program.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "core-sticker.h"

#include "store-sticker.h"

/* Seals what a sticker is under path and fills in the row's id and file. Blocking, for the pool. */
gboolean sticker_seal (StickerRow *row,
                       GBytes *picture,
                       const char *path,
                       GCancellable *cancellable,
                       GError **error);
/* How many come with the program, and what they are: the picture is a PNG of LIMIT_STICKER_SIDE.
 * Any thread. Caller unrefs. */
#define STICKERS_BUILT_IN 12
GBytes *stickers_built_in (guint number, const char **emoji);
/* Questions that wait are answered, before the core ends. */
void stickers_stop (Core *core);
