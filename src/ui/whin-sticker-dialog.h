/* sticker dialog: a sticker of a message, large, to be kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* row is a message with a sticker whose file is here. */
void whin_sticker_dialog_present (GtkWidget *parent, WhinClient *client, const MessageRow *row);
/* Keeps it, and says so in a toast of the window. */
void whin_sticker_keep (GtkWidget *parent, WhinClient *client, const MessageRow *row);

G_END_DECLS
