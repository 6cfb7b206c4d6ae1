/* drop: takes files dragged from elsewhere, with an overlay that says so. What this app drags
 * itself is not taken. UI thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* files is of GFile, borrowed; empty when the other app has promised files and not handed over any
 * that are on this computer. */
typedef void (*WhinDropFunc) (GListModel *files, gpointer user_data);

/* icon_name and title say what happens to them. */
void whin_drop_add (GtkOverlay *overlay,
                    const char *icon_name,
                    const char *title,
                    WhinDropFunc dropped,
                    gpointer user_data);

/* What is to be sent: where there may be pictures or videos among it, in two halves, one of which
 * makes files of them. */
typedef struct {
  /* Whether that is for here, as the pointer stands in the overlay. files is NULL while it is not
   * known. NULL: always. */
  gboolean (*wants) (GListModel *files, double x, double y, gpointer user_data);
  /* One of files and texture (a picture that is in no file) is NULL, both borrowed. */
  void (*dropped) (GListModel *files, GdkTexture *texture, gboolean as_files, gpointer user_data);
} WhinDropSend;

void whin_drop_add_to_send (GtkOverlay *overlay, const WhinDropSend *send, gpointer user_data);
