/* tick: the state of an own message as a small picture, drawn with the same shapes as in the
 * bubbles. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-message-view.h"

#include "rows.h"

G_BEGIN_DECLS

#define WHIN_TYPE_TICK_IMAGE (whin_tick_image_get_type ())
G_DECLARE_FINAL_TYPE (WhinTickImage, whin_tick_image, WHIN, TICK_IMAGE, GtkWidget)

void whin_tick_image_set_tick (WhinTickImage *self, WhinTick tick);
WhinTick whin_tick_of (const MessageRow *row);
/* For assistive tools. */
const char *whin_tick_describe (WhinTick tick);

G_END_DECLS
