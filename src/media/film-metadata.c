/* film-metadata: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-metadata.h"

#include "film-walk.h"

GInputStream *
film_metadata_hide (GInputStream *from, gint64 size, GCancellable *cancellable, GError **error)
{
  g_autoptr (CoveredStream) covered = covered_stream_new (from);
  FilmWalk iso = { from, size, cancellable, covered, 0 }, matroska = iso;

  if (film_iso_cover (&iso, error) && film_matroska_cover (&matroska, error) &&
      g_seekable_seek (G_SEEKABLE (from), 0, G_SEEK_SET, cancellable, error))
    return G_INPUT_STREAM (g_steal_pointer (&covered));
  return NULL;
}
