/* moving: the pictures of a GIF or an animated WebP, one after the other. Blocking, for one pool
 * thread at a time. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-file.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

typedef struct _Moving Moving;

/* Its pictures will be width x height pixels. Errors as those of picture_open, and
 * WHIN_ERROR_UNSUPPORTED for what stands still. */
Moving *moving_open (const MediaFile *file,
                     int width,
                     int height,
                     GCancellable *cancellable,
                     GError **error);
void moving_free (Moving *moving);
/* The next one, and how many milliseconds it is shown: 0 for ever, at least 20 otherwise. Caller
 * unrefs; NULL when there is no memory for it. */
GdkPixbuf *moving_next (Moving *moving, guint *ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Moving, moving_free)
