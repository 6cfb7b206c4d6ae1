/* film-stills: what a video looks like from its start to its end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-make.h"

#include "film-read.h"

static GdkPixbuf *
still_at (GstElement *pipeline, gint64 ms, GCancellable *cancellable, GError **error)
{
  return film_read_seek (pipeline, ms, -1, GST_SEEK_FLAG_KEY_UNIT, cancellable, error)
             ? film_read_still (pipeline, error)
             : NULL;
}

gboolean
film_stills (const char *path,
             gint64 ms,
             guint n,
             int height,
             FilmStill give,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *picture = g_strdup_printf (
      "queue ! videoconvertscale ! videoflip video-direction=auto ! videoconvertscale"
      " ! video/x-raw,format=RGB,height=%d,width=[1,%d],pixel-aspect-ratio=1/1"
      " ! appsink name=picture sync=false max-buffers=1",
      height, 8 * height);
  GstElement *pipeline = film_read_new (path, picture, NULL, error);
  gboolean ok = pipeline != NULL && film_read_ready (pipeline, cancellable, error);

  for (guint i = 0; ok && i < n; i++) {
    GdkPixbuf *still = still_at (pipeline, ms * (2 * i + 1) / (2 * n), cancellable, error);

    ok = still != NULL;
    if (ok)
      give (i, still, data);
  }
  film_read_free (pipeline);
  return ok;
}
