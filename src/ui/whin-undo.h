/* undo: a toast that takes a deletion back for as long as it is there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* In the window of WIDGET; the client carries the deletion out when the toast has gone. */
void whin_undo_offer (GtkWidget *widget,
                      WhinClient *client,
                      guint deletion,
                      const char *text,
                      guint seconds);

G_END_DECLS
