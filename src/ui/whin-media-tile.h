/* media tile: a square with a picture of a message, decoded when it is shown.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_MEDIA_TILE (whin_media_tile_get_type ())
G_DECLARE_FINAL_TYPE (WhinMediaTile, whin_media_tile, WHIN, MEDIA_TILE, GtkWidget)

/* row may be NULL: nothing yet. */
GtkWidget *whin_media_tile_new (const MessageRow *row);
void whin_media_tile_set_row (WhinMediaTile *self, const MessageRow *row);

G_END_DECLS
