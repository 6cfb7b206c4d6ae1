/* hover tools: react, reply and the menu, beside the message under the pointer. One for the whole
 * page. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-chat-view.h"
#include "whin-message-row.h"

G_BEGIN_DECLS

#define WHIN_TYPE_HOVER_TOOLS (whin_hover_tools_get_type ())
G_DECLARE_FINAL_TYPE (WhinHoverTools, whin_hover_tools, WHIN, HOVER_TOOLS, GtkWidget)

/* Signals:
 *   command (WhinMessageRow *row, guint command)
 *   menu (WhinMessageRow *row, double x, double y)   in the coordinates of the row
 */

/* Puts itself into OVERLAY, which VIEW is in. */
WhinHoverTools *whin_hover_tools_new (GtkOverlay *overlay, WhinChatView *view);
/* While messages are being chosen there are none. */
void whin_hover_tools_set_enabled (WhinHoverTools *self, gboolean enabled);
void whin_hover_tools_hide (WhinHoverTools *self);

G_END_DECLS
