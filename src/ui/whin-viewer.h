/* viewer: pictures of a chat, large, over the whole window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"
#include "whin-message.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_VIEWER (whin_viewer_get_type ())
G_DECLARE_FINAL_TYPE (WhinViewer, whin_viewer, WHIN, VIEWER, GtkWidget)

/* Shows FIRST; next and previous walk MESSAGES (of WhinMessage), and are titled with who wrote
 * them. */
void
whin_viewer_open (GtkOverlay *host, GListModel *messages, WhinMessage *first, WhinClient *client);
/* TRUE when one was open. */
gboolean whin_viewer_close (GtkOverlay *host);

G_END_DECLS
