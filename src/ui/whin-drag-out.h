/* drag out: what was sent and received, dragged into other programs. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is at a place of the widget, borrowed; or NULL. */
typedef const Media *(*WhinDragFunc) (GtkWidget *widget, double x, double y, gpointer user_data);

/* What MEDIA finds can be dragged out of WIDGET once its file is here. It is opened for the other
 * program when that asks for it, in a folder that only this person can read, and goes from there
 * some minutes after the drag. */
void whin_drag_out_add (GtkWidget *widget, WhinDragFunc media, gpointer user_data);

G_END_DECLS
