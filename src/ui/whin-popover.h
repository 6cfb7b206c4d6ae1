/* popover: one that is made when it is wanted and goes away when it closes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Opens POPOVER (transfer floating) over PLACE of PARENT, which outlives it. FOCUS, or NULL, gets
 * the keyboard back if it is there yet. */
void whin_popover_open (GtkWidget *popover,
                        GtkWidget *parent,
                        const GdkRectangle *place,
                        GtkWidget *focus);
/* Where the keyboard is now, or NULL. */
GtkWidget *whin_popover_focus_of (GtkWidget *parent);

G_END_DECLS
