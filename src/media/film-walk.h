/* film-walk: through the parts of a video file, covering what film-metadata.h hides.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "covered-stream.h"

G_BEGIN_DECLS

typedef struct {
  GInputStream *from;
  gint64 size;
  GCancellable *cancellable;
  CoveredStream *covered;
  guint seen; /* parts */
} FilmWalk;

/* Reads len bytes, or as many as there are: got. FALSE with an error. */
gboolean film_look (FilmWalk *walk, gint64 at, guint8 *to, gsize len, gsize *got, GError **error);

/* The first bytes are the most of it. */
guint64 film_number (const guint8 *bytes, guint n);

/* FALSE: there are too many. */
gboolean film_cover (FilmWalk *walk, gint64 at, gint64 len, guint8 fill);

/* MP4, QuickTime and 3GP; WebM and Matroska. Of other files, and after what makes no sense, nothing
 * is covered. FALSE with an error only when from cannot be read. */
gboolean film_iso_cover (FilmWalk *walk, GError **error);
gboolean film_matroska_cover (FilmWalk *walk, GError **error);

G_END_DECLS
