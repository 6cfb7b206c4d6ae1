/* tiles: the pieces of a map, each a small picture, from a server on the web. What was shown stays
 * in memory, never on the disk: it would tell where people are. One thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _Tiles Tiles;

#define TILES_ZOOM_MAX 19

/* where: an address with {z}, {x} and {y}. Nothing is asked before the first tile. */
Tiles *tiles_new (const char *where);
/* What was asked for ends at once. Takes NULL. */
void tiles_free (Tiles *tiles);

/* Ends with a picture as it came, not looked into. What is cancelled before its turn is not asked
 * for; what is under way comes all the same, and is kept. */
void tiles_get_async (Tiles *tiles,
                      guint zoom,
                      guint x,
                      guint y,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
GBytes *tiles_get_finish (GAsyncResult *result, GError **error);
