/* Message row, drawing: the brushes its files share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-message-row-private.h"

extern const GdkRGBA whin_draw_white, whin_draw_scrim;

const GdkRGBA *whin_draw_ink (WhinMessageRow *self, WhinInk which);
const GdkRGBA *whin_draw_name_ink (WhinMessageRow *self, guint colour);
gboolean whin_draw_is_rtl (WhinMessageRow *self);
graphene_rect_t whin_draw_bounds (const Rect *rect);
void whin_draw_fill (GtkSnapshot *snapshot, const Rect *rect, float radius, const GdkRGBA *colour);
void whin_draw_slot (WhinMessageRow *self,
                     GtkSnapshot *snapshot,
                     WhinSlot slot,
                     float x,
                     float y,
                     const GdkRGBA *colour);
void whin_draw_paintable (GtkSnapshot *snapshot, GdkPaintable *paintable, const Rect *rect);

/* The bubble's rounding, INSET pixels inside of its edge. */
GskRoundedRect whin_draw_bubble_shape (WhinMessageRow *self, int inset);

/* whin-message-marks.c: behind the text, whose layout begins at X, Y. */
void whin_draw_marks (WhinMessageRow *self, GtkSnapshot *snapshot, int x, int y);

/* whin-message-draw-media.c */
void whin_draw_sticker (WhinMessageRow *self, GtkSnapshot *snapshot);
void whin_draw_picture (WhinMessageRow *self, GtkSnapshot *snapshot);
void whin_draw_album (WhinMessageRow *self, GtkSnapshot *snapshot);
void whin_draw_file (WhinMessageRow *self, GtkSnapshot *snapshot);
