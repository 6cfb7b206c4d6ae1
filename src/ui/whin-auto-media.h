/* auto media: what comes by itself, as the settings say it, and the rows that change it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auto-media.h"
#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* FALSE when what stands there cannot be. */
gboolean whin_auto_media_read (GSettings *settings, AutoMedia *media);
/* A row for each kind of file. */
void whin_auto_media_add_rows (AdwPreferencesGroup *group, GSettings *settings);
/* For one chat, as an exception. */
GtkWidget *whin_auto_media_chat_row_new (WhinClient *client, WhinChat *chat);

G_END_DECLS
