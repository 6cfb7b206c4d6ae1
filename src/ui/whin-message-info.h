/* message info: when it was written, what it said before, who reacted, and how far it got with each
 * person. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void whin_message_info_present (GtkWidget *parent, WhinClient *client, const MessageRow *row);

G_END_DECLS
