/* sticker pack: asks for the name of a pack, and whether it is to go. What comes after is the
 * parent's action composer.stickers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* pack NULL: another one is made. */
void whin_sticker_pack_ask_name (GtkWidget *parent, WhinClient *client, const StickerPackRow *pack);
void
whin_sticker_pack_ask_remove (GtkWidget *parent, WhinClient *client, const StickerPackRow *pack);

G_END_DECLS
