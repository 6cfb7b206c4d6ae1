/* picture: getting a picture ready to send, and looking at one that came. Blocking, for pool
 * threads; no GTK. What is returned is the caller's. Errors are WHIN_ERROR_UNSUPPORTED, _TOO_BIG,
 * _CORRUPT and _INTERNAL, those of GIO when a file cannot be read, and G_IO_ERROR_CANCELLED.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

#define PICTURE_PIXELS_MAX (100 * 1000 * 1000)
/* Pixels. */
#define PICTURE_SIDE_MAX 1600  /* of what is sent as a picture */
#define PICTURE_SIDE_HIGH 4096 /* in high quality; an original is as large as it is */
#define AVATAR_SIDE 320

typedef struct {
  GBytes *data; /* encoded, without metadata, no larger than its quality says */
  char *mime;
  int width; /* pixels, as are the height and those below */
  int height;
  GBytes *thumb; /* a JPEG of at most 32 px a side */
} Picture;

/* Whether path is a picture we can show; sniffed from its bytes, not its name. Sizes may be NULL.
 */
gboolean picture_probe (const char *path, char **mime, int *width, int *height);
/* Refuses more than PICTURE_PIXELS_MAX. Animated GIF and WebP are passed on as they are, and so are
 * originals that can be: a JPEG still says which way is up. */
Picture *picture_prepare (const char *path,
                          PictureQuality quality,
                          GCancellable *cancellable,
                          GError **error);
void picture_free (Picture *picture);
/* A JPEG of at most 32 px a side, on white; or NULL. */
GBytes *picture_thumb (GdkPixbuf *pixbuf);
/* A square of AVATAR_SIDE as JPEG. */
GBytes *picture_prepare_avatar (GBytes *encoded, GError **error);
/* To be shown: upright, at most side pixels a side (0: as it is), never enlarged. What is too big,
 * damaged or of a kind that is not shown is an error. */
GdkPixbuf *
picture_open (const MediaFile *file, int side, GCancellable *cancellable, GError **error);
/* Whether what picture_open gave is one of several, by what its head says: moving.h. */
gboolean picture_moves (GdkPixbuf *pixbuf);
/* The same from its encoded bytes. */
GdkPixbuf *picture_open_bytes (GBytes *bytes, int side, GCancellable *cancellable, GError **error);
/* Somebody's own file, of any length. */
GdkPixbuf *
picture_open_path (const char *path, int side, GCancellable *cancellable, GError **error);
/* As PNG, or as JPEG. */
gboolean picture_save (GdkPixbuf *pixbuf, const char *path, gboolean png, GError **error);
gboolean picture_is_transparent (GdkPixbuf *pixbuf);
