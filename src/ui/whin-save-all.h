/* save all: many files into a folder that somebody chooses.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* rows is of MessageRow; those without a file here are left out, and counted. */
void whin_save_all (GtkWidget *widget, GPtrArray *rows);
/* Every photo, video and file of a chat. */
void whin_save_chat (GtkWidget *widget, WhinClient *client, const Conv *conv);

G_END_DECLS
