/* sketch-paint: the steps of a sketch, done to pixels. Blocking, for pool threads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sketch.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

/* Marks onto pixels that begin at x, y of the picture and have scale of them for one of its own.
 * In place. */
void
sketch_paint_mark (GdkPixbuf *pixels, const SketchStep *mark, double x, double y, double scale);
/* The whole picture, at any size, into what is seen of it: cut, painted, mirrored, turned. NULL
 * when there is no memory for it. */
GdkPixbuf *
sketch_paint (GdkPixbuf *picture, int full_width, const SketchFrame *frame, const GPtrArray *marks);
/* A file from a file, at its full size; PNG when it was one or has holes, else JPEG. Without
 * metadata, only for this user. folder: where it goes, under the name it had. (transfer full) */
char *sketch_paint_file (const char *path,
                         const char *folder,
                         const SketchFrame *frame,
                         const GPtrArray *marks,
                         GCancellable *cancellable,
                         GError **error);
