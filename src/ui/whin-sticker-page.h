/* sticker page: the stickers that are kept, by packs, to be sent with a click or with Enter.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_STICKER_PAGE (whin_sticker_page_get_type ())
G_DECLARE_FINAL_TYPE (WhinStickerPage, whin_sticker_page, WHIN, STICKER_PAGE, GtkWidget)

/* Signals:
 *   picked (const Id *id)
 */

/* owner outlives the popover that this is in; its action composer.stickers opens another one, for
 * after a dialog. (transfer floating) */
WhinStickerPage *whin_sticker_page_new (WhinClient *client, GtkWidget *owner);
/* It is looked at from now on: asks for the stickers, and takes the focus. */
void whin_sticker_page_enter (WhinStickerPage *self);

/* The pack that is shown first the next time. */
void whin_sticker_page_prefer (const Id *pack);

G_END_DECLS
