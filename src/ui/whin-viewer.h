/* viewer: the pictures and films of a chat, large, over the whole window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_VIEWER (whin_viewer_get_type ())
G_DECLARE_FINAL_TYPE (WhinViewer, whin_viewer, WHIN, VIEWER, GtkWidget)

/* Signals: what is wanted of the message that is shown, which others carry out; row is a
 * MessageRow.
 *   go (gpointer row)
 *   forward (gpointer row)
 *   delete (gpointer row)
 */

/* Shows FIRST; next and previous walk through all of its chat. Borrowed. */
WhinViewer *whin_viewer_open (GtkOverlay *host, WhinClient *client, const MessageRow *first);
/* TRUE when one was open. */
gboolean whin_viewer_close (GtkOverlay *host);

G_END_DECLS
