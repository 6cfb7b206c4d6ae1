/* map: a part of OpenStreetMap with a pin. It is fetched only for who was told what that gives away
 * and said yes. Exists only where libshumate does (WHIN_MAPS).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_MAP (whin_map_get_type ())
G_DECLARE_FINAL_TYPE (WhinMap, whin_map, WHIN, MAP, AdwBin)

/* A pin at spot. */
GtkWidget *whin_map_new (WhinClient *client, const Spot *spot);
/* The pin stays in the middle while the map is moved below it. Signal "picked" whenever a person
 * moved it. */
GtkWidget *whin_map_new_picker (WhinClient *client);
void whin_map_get_spot (WhinMap *self, Spot *spot);
/* Goes there; nobody picked it. */
void whin_map_set_spot (WhinMap *self, const Spot *spot);

/* Where a message says that something is. */
void whin_map_dialog_present (GtkWidget *parent, WhinClient *client, const MessageRow *row);

G_END_DECLS
