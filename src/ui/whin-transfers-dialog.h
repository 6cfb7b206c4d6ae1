/* transfers dialog: all files that are on their way, and the button that leads there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-transfers.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void
whin_transfers_dialog_present (GtkWidget *parent, WhinClient *client, WhinTransfers *transfers);

/* A button for a header bar, there while there is anything to see. */
GtkWidget *whin_transfers_button_new (void);
void whin_transfers_button_set_client (GtkWidget *button, WhinClient *client);

G_END_DECLS
