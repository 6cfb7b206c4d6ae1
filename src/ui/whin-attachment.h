/* attachment: a file about to be sent, with what its preview shows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_ATTACHMENT (whin_attachment_get_type ())
G_DECLARE_FINAL_TYPE (WhinAttachment, whin_attachment, WHIN, ATTACHMENT, GObject)

/* Looks at the file in a thread. Ends with NULL and an error for people when it cannot be sent. */
void whin_attachment_load_async (GFile *file,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Writes TEXTURE to a file of our cache first. */
void whin_attachment_load_texture_async (GdkTexture *texture,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
WhinAttachment *whin_attachment_load_finish (GAsyncResult *result, GError **error);

const char *whin_attachment_get_path (WhinAttachment *self);
const char *whin_attachment_get_name (WhinAttachment *self);
const char *whin_attachment_get_mime (WhinAttachment *self);
gint64 whin_attachment_get_size (WhinAttachment *self);
gboolean whin_attachment_is_picture (WhinAttachment *self);
void whin_attachment_get_pixels (WhinAttachment *self, int *width, int *height);

G_END_DECLS
