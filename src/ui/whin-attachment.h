/* attachment: a file about to be sent, with what its preview shows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_ATTACHMENT (whin_attachment_get_type ())
G_DECLARE_FINAL_TYPE (WhinAttachment, whin_attachment, WHIN, ATTACHMENT, GObject)

typedef enum {
  WHIN_ATTACHMENT_FILE,
  WHIN_ATTACHMENT_PICTURE,
  WHIN_ATTACHMENT_VIDEO,
  WHIN_ATTACHMENT_REFUSED, /* it is not sent; its problem says why */
} WhinAttachmentKind;

/* Looks at the file in a thread. Ends with an attachment, also for what cannot be sent, and with
 * NULL only when it was cancelled. */
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

WhinAttachmentKind whin_attachment_get_kind (WhinAttachment *self);
/* Whether it is shown in a chat: a picture or a video. */
gboolean whin_attachment_is_seen (WhinAttachment *self);
const char *whin_attachment_get_path (WhinAttachment *self);
const char *whin_attachment_get_name (WhinAttachment *self);
const char *whin_attachment_get_mime (WhinAttachment *self);
gint64 whin_attachment_get_size (WhinAttachment *self);
/* Of what is seen: pixels, length (0: none, or not known), and what it looks like. */
void whin_attachment_get_pixels (WhinAttachment *self, int *width, int *height);
gint64 whin_attachment_get_ms (WhinAttachment *self);
GdkTexture *whin_attachment_get_preview (WhinAttachment *self);
/* Why it is not sent, or only as a file; NULL when all is well. */
const char *whin_attachment_get_problem (WhinAttachment *self);
/* It is there, and not for us: the app it comes from has to hand it over. */
gboolean whin_attachment_is_unreadable (WhinAttachment *self);
/* What the engine needs, borrowed. */
SendFile whin_attachment_get_file (WhinAttachment *self);

G_END_DECLS
