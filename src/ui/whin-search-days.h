/* search days: a popover to choose between which days something was.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_SEARCH_DAYS (whin_search_days_get_type ())
G_DECLARE_FINAL_TYPE (WhinSearchDays, whin_search_days, WHIN, SEARCH_DAYS, GtkPopover)

/* Signals:
 *   chosen (gint64 from, gint64 until, const char *text)
 *     milliseconds, until not included, 0 open; text says it, NULL for any day
 */

WhinSearchDays *whin_search_days_new (void);

G_END_DECLS
