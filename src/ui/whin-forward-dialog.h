/* forward dialog: to which chats. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* rows is of MessageRow. */
void whin_forward_dialog_present (GtkWidget *parent, WhinClient *client, GPtrArray *rows);

G_END_DECLS
