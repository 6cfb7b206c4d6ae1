/* date popover: a calendar that knows on which days a chat has messages, to go to one of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_DATE_POPOVER (whin_date_popover_get_type ())
G_DECLARE_FINAL_TYPE (WhinDatePopover, whin_date_popover, WHIN, DATE_POPOVER, GtkPopover)

/* Signals:
 *   go (gint64 ord)   the first message of that day or of the next that has one; 0: the newest
 */

WhinDatePopover *whin_date_popover_new (WhinClient *client);
/* Shows the month of TIME (milliseconds). */
void whin_date_popover_open (WhinDatePopover *self, const Conv *conv, gint64 time);

G_END_DECLS
