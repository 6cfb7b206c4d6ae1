/* pinned bar: what is pinned in a chat, above its messages. A click goes to the message, the next
 * one to the one before. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_PINNED_BAR (whin_pinned_bar_get_type ())
G_DECLARE_FINAL_TYPE (WhinPinnedBar, whin_pinned_bar, WHIN, PINNED_BAR, GtkWidget)

/* Signals:
 *   jump (const MessageRow *row)
 *   unpin (const MessageRow *row)
 */

void whin_pinned_bar_set_client (WhinPinnedBar *self, WhinClient *client);
/* rows, of MessageRow, the one pinned last first; NULL or empty: the bar goes away. */
void whin_pinned_bar_set_rows (WhinPinnedBar *self, GPtrArray *rows);

G_END_DECLS
