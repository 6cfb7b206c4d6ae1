/* pictures: decodes pictures off the UI thread at the size they are shown, and remembers the last
 * ones.
 *
 * Call on the UI thread; callbacks come there too.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* texture is borrowed, or NULL when there is none to be had. */
typedef void (*WhinPictureFunc) (GdkTexture *texture, gpointer user_data);

/* What is remembered for that file at that size in pixels, or NULL. Borrowed. */
GdkTexture *whin_pictures_peek (const MediaFile *file, int width, int height);
/* Fits into WIDTH x HEIGHT pixels, never enlarged; 0 x 0 is the full size. DONE is not called after
 * cancelling. */
void whin_pictures_load (const MediaFile *file,
                         int width,
                         int height,
                         GCancellable *cancellable,
                         WhinPictureFunc done,
                         gpointer user_data);

/* How a film begins: it is remembered as a picture of that file is. What cannot be shown is not
 * tried again. */
void whin_pictures_load_film (const MediaFile *file,
                              int width,
                              int height,
                              GCancellable *cancellable,
                              WhinPictureFunc done,
                              gpointer user_data);

/* Whether that file, this very one, was loaded and there was nothing to be had. is_new: nobody has
 * asked before. */
gboolean whin_pictures_failed (const MediaFile *file, gboolean *is_new);

/* Whether a texture that was loaded is the first of a picture that moves: whin-moving.h. */
gboolean whin_pictures_moves (GdkTexture *texture);
/* When there is nothing else to do: will be remembered. */
void
whin_pictures_prefetch (const MediaFile *file, int width, int height, GCancellable *cancellable);

/* The same for a tiny encoded picture, blurred, remembered by its bytes. */
GdkTexture *whin_pictures_peek_thumb (GBytes *thumb);
void whin_pictures_load_thumb (GBytes *thumb,
                               GCancellable *cancellable,
                               WhinPictureFunc done,
                               gpointer user_data);

G_END_DECLS
