/* drop: takes files dragged from elsewhere, with an overlay that says so.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* files is of GFile, borrowed. */
typedef void (*WhinDropFunc) (GListModel *files, gpointer user_data);

/* icon_name and title say what happens to them. */
void whin_drop_add (GtkOverlay *overlay,
                    const char *icon_name,
                    const char *title,
                    WhinDropFunc dropped,
                    gpointer user_data);
/* With what sends them. */
void whin_drop_add_to_send (GtkOverlay *overlay, WhinDropFunc dropped, gpointer user_data);
