/* film-walk: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-walk.h"

gboolean
film_look (FilmWalk *walk, gint64 at, guint8 *to, gsize len, gsize *got, GError **error)
{
  return g_seekable_seek (G_SEEKABLE (walk->from), at, G_SEEK_SET, walk->cancellable, error) &&
         g_input_stream_read_all (walk->from, to, len, got, walk->cancellable, error);
}

guint64
film_number (const guint8 *bytes, guint n)
{
  guint64 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[i];
  return value;
}

gboolean
film_cover (FilmWalk *walk, gint64 at, gint64 len, guint8 fill)
{
  Cover one = { .at = at, .len = len, .fill = fill };

  return len <= 0 || covered_stream_add (walk->covered, &one);
}
