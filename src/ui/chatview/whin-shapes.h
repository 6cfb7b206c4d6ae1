/* Shapes: the small symbols a row draws itself: ticks, clock, ring, arrows. Drawn at a point, in a colour.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-message-view.h"

G_BEGIN_DECLS

#define WHIN_TICK_WIDTH 17
#define WHIN_TICK_HEIGHT 11

/* Read differs from delivered in colour and in weight. */
void whin_shape_tick (GtkSnapshot *snapshot, WhinTick tick, float x, float y, const GdkRGBA *dim,
                      const GdkRGBA *accent, const GdkRGBA *error);

typedef enum { WHIN_SYMBOL_STOP, WHIN_SYMBOL_DOWN, WHIN_SYMBOL_RETRY, WHIN_SYMBOL_PLAY } WhinSymbol;

/* A disc with a symbol, centred; PROGRESS 0..1 draws a ring, outside that none. */
void whin_shape_disc (GtkSnapshot *snapshot, WhinSymbol symbol, double progress, float cx, float cy,
                      float radius, const GdkRGBA *fill, const GdkRGBA *ink);

/* The tail at the lower end corner of a bubble whose corner is (x, y); MIRROR points it left. */
void whin_shape_tail (GtkSnapshot *snapshot, float x, float y, gboolean mirror, const GdkRGBA *fill,
                      const GdkRGBA *edge);

G_END_DECLS
