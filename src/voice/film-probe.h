/* film-probe: what a video is, before it is sent: its size, its length, how it begins.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

typedef struct {
  int width; /* pixels, upright */
  int height;
  gint64 ms;         /* 0: not known */
  GdkPixbuf *poster; /* of at most 640 px a side */
} FilmProbe;

void film_probe_free (FilmProbe *probe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FilmProbe, film_probe_free)

/* Blocks, for seconds at most. WHIN_ERROR_UNSUPPORTED when nothing here shows it. */
FilmProbe *film_probe (const char *path, GError **error);

G_END_DECLS
