/* clipboard: files or a picture that were copied elsewhere. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One of FILES (of GFile) and TEXTURE is NULL. */
typedef void (*WhinClipboardFunc) (GListModel *files, GdkTexture *texture, gpointer owner);

/* Files before pictures: file managers offer both. Where there is a text it is left to whoever
 * takes texts. FALSE when there is nothing of the kind; FUNC is not called then, nor after
 * cancelling. OWNER lives as long as that takes. */
gboolean whin_clipboard_read (GtkWidget *widget,
                              GCancellable *cancellable,
                              WhinClipboardFunc func,
                              gpointer owner);

G_END_DECLS
