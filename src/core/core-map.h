/* core-map: maps. Only what somebody asked to see is fetched: whose server it is sees the address
 * of this computer, and where people look. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* A tile of OpenStreetMap: zoom, then column and row. Ends with a picture as it came, or NULL. */
void core_map_tile_async (Core *core,
                          guint zoom,
                          guint x,
                          guint y,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
GBytes *core_map_tile_finish (Core *core, GAsyncResult *result, GError **error);
