/* map source: what libshumate draws, fetched by the engine and kept on no disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <shumate/shumate.h>

G_BEGIN_DECLS

#define WHIN_TYPE_MAP_SOURCE (whin_map_source_get_type ())
G_DECLARE_FINAL_TYPE (WhinMapSource, whin_map_source, WHIN, MAP_SOURCE, ShumateDataSource)

/* Signal "came" (gboolean): a tile, or that there is none. */
WhinMapSource *whin_map_source_new (WhinClient *client);

G_END_DECLS
