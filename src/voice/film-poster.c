/* film-poster: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-poster.h"

#include "film-read.h"

#include "vault-stream.h"

static GInputStream *
open_file (const MediaFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) plain = NULL;

  if (file->key != NULL)
    return G_INPUT_STREAM (vault_stream_new (file, FALSE));
  plain = g_file_new_for_path (file->path);
  return G_INPUT_STREAM (g_file_read (plain, cancellable, error));
}

GdkPixbuf *
film_poster (const MediaFile *file, int side, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = open_file (file, cancellable, error);
  g_autofree char *picture = g_strdup_printf (
      "queue ! videoconvertscale ! videoflip video-direction=auto ! videoconvertscale"
      " ! video/x-raw,format=RGB,width=[1,%d],height=[1,%d],pixel-aspect-ratio=1/1"
      " ! appsink name=picture sync=false max-buffers=1",
      side, side);
  GstElement *pipeline = stream != NULL ? film_read_new_of_others (stream, picture, error) : NULL;
  GdkPixbuf *pixbuf = NULL;

  if (pipeline != NULL && film_read_ready (pipeline, cancellable, error))
    pixbuf = film_read_still (pipeline, error);
  film_read_free (pipeline);
  return pixbuf;
}
