/* chat files: a chat is exported to a folder, and one of WhatsApp taken in, by way of the file
 * dialog. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void whin_chat_export (WhinClient *client, WhinChat *chat, GtkWidget *parent);
void whin_chat_import (WhinClient *client, WhinChat *chat, GtkWidget *parent);

G_END_DECLS
