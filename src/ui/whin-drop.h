/* drop: takes files dragged from elsewhere, with an overlay that says so.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* files is of GFile, borrowed. */
typedef void (*WhinDropFunc) (GListModel *files, gpointer user_data);

void whin_drop_add (GtkOverlay *overlay, WhinDropFunc dropped, gpointer user_data);
