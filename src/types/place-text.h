/* place-text: a place as people have it - numbers, a geo: address, or a link to a map.
 * Pure and thread safe. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

/* "48.2, 16.37", "48.2 N 16.37 E", "geo:48.2,16.37", and links of OpenStreetMap, Google Maps, Apple
 * Maps and others that carry the numbers. FALSE when there are none, or none of this earth. */
gboolean place_from_text (const char *text, Spot *spot);
