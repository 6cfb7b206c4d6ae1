/* Shapes: the small symbols a row draws itself: ticks, clock, ring, arrows. Drawn at a point, in a
 * colour. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-message-view.h"

G_BEGIN_DECLS

#define WHIN_TICK_WIDTH 17
#define WHIN_TICK_HEIGHT 11

/* Read differs from delivered in colour and in weight. */
void whin_shape_tick (GtkSnapshot *snapshot,
                      WhinTick tick,
                      float x,
                      float y,
                      const GdkRGBA *dim,
                      const GdkRGBA *accent,
                      const GdkRGBA *error);

#define WHIN_STAR_WIDTH 11

/* Marks a starred message; as large as WHIN_STAR_WIDTH. */
void whin_shape_star (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *ink);

#define WHIN_PIN_WIDTH 9
#define WHIN_PIN_HEIGHT 12

/* Marks a message that is pinned in its chat. */
void whin_shape_pin (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *ink);

#define WHIN_FORWARD_WIDTH 11
#define WHIN_FORWARD_HEIGHT 10

/* An arrow that goes on to the right, or with MIRROR to the left. */
void
whin_shape_forward (GtkSnapshot *snapshot, float x, float y, gboolean mirror, const GdkRGBA *ink);

/* A crossed circle as large as the lock: what was here was taken back. */
void whin_shape_void (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *ink);

/* A ring, or a disc with a check mark; centred. */
void whin_shape_check (GtkSnapshot *snapshot,
                       gboolean checked,
                       float cx,
                       float cy,
                       float radius,
                       const GdkRGBA *fill,
                       const GdkRGBA *ink);

#define WHIN_TIMER_WIDTH 11

/* Marks a message that goes away by itself; as large as WHIN_TIMER_WIDTH. */
void whin_shape_timer (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *ink);

#define WHIN_HORN_WIDTH 11

/* Marks a message that went to several people; as large as WHIN_HORN_WIDTH. It opens to the right,
 * or with MIRROR to the left. */
void whin_shape_horn (GtkSnapshot *snapshot, float x, float y, gboolean mirror, const GdkRGBA *ink);

#define WHIN_LOCK_WIDTH 10
#define WHIN_LOCK_HEIGHT 12

/* Marks a message that cannot be opened yet. */
void whin_shape_lock (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *ink);

typedef enum {
  WHIN_SYMBOL_STOP,
  WHIN_SYMBOL_DOWN,
  WHIN_SYMBOL_RETRY,
  WHIN_SYMBOL_PLAY
} WhinSymbol;

/* A disc with a symbol, centred; PROGRESS 0..1 draws a ring, outside that none. */
void whin_shape_disc (GtkSnapshot *snapshot,
                      WhinSymbol symbol,
                      double progress,
                      float cx,
                      float cy,
                      float radius,
                      const GdkRGBA *fill,
                      const GdkRGBA *ink);

/* The outline of a bubble whose lower end corner runs out into a tail; MIRROR puts it on the left.
 * SHAPE's own corner there is ignored. (transfer full) */
GskPath *whin_shape_tailed (const GskRoundedRect *shape, gboolean mirror);

/* Paints a path, with a hairline if EDGE can be seen. */
void
whin_shape_paint (GtkSnapshot *snapshot, GskPath *path, const GdkRGBA *fill, const GdkRGBA *edge);

G_END_DECLS
