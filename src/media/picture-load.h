/* picture-load: one file through GdkPixbuf, which is not let near more pixels than are wanted.
 * Blocking. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

typedef struct {
  int side;          /* pixels: what is larger is made smaller */
  gboolean cover;    /* side is the shorter one's */
  gint64 pixels_max; /* what has more is refused */
  gboolean too_big;  /* out */
} PictureWanted;

/* A loader that has all of the stream, of a kind that was sniffed. Caller unrefs; or NULL and an
 * error as those of picture_open. */
GdkPixbufLoader *picture_load (GInputStream *stream,
                               const char *mime,
                               PictureWanted *wanted,
                               GCancellable *cancellable,
                               GError **error);
