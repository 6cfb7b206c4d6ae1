/* picture-load: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture-load.h"

#include "error.h"

#include <glib/gi18n.h>

#define CHUNK (64 * 1024)

static void
size_cb (GdkPixbufLoader *loader, int width, int height, PictureWanted *wanted)
{
  int measure = wanted->cover ? MIN (width, height) : MAX (width, height);
  double scale = (double) wanted->side / measure;

  wanted->too_big = (gint64) width * height > wanted->pixels_max;
  if (wanted->too_big)
    gdk_pixbuf_loader_set_size (loader, 0, 0); /* makes the loader give up before it allocates */
  else if (scale < 1)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) (width * scale + 0.5)),
                                MAX (1, (int) (height * scale + 0.5)));
}

static gboolean
feed (GdkPixbufLoader *loader,
      GInputStream *stream,
      const PictureWanted *wanted,
      GCancellable *cancellable,
      GError **error)
{
  gssize n;
  g_autofree guchar *buffer = g_malloc (CHUNK);

  while ((n = g_input_stream_read (stream, buffer, CHUNK, cancellable, error)) > 0)
    if (wanted->too_big || !gdk_pixbuf_loader_write (loader, buffer, n, error))
      return FALSE;
  return n == 0;
}

static void
fail (GError **error, WhinError code, const char *words)
{
  g_set_error_literal (error, WHIN_ERROR, code, words);
}

GdkPixbufLoader *
picture_load (GInputStream *stream,
              const char *mime,
              PictureWanted *wanted,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_mime_type (mime, NULL);
  gboolean ok;

  if (loader == NULL) {
    fail (error, WHIN_ERROR_UNSUPPORTED, _ ("Pictures of this kind are not supported."));
    return NULL;
  }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_cb), wanted);
  ok = feed (loader, stream, wanted, cancellable, &cause);
  ok = gdk_pixbuf_loader_close (loader, ok ? &cause : NULL) && ok;
  if (ok && !wanted->too_big && gdk_pixbuf_loader_get_pixbuf (loader) != NULL)
    return g_steal_pointer (&loader);
  if (wanted->too_big)
    fail (error, WHIN_ERROR_TOO_BIG, _ ("The picture is too large."));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    fail (error, WHIN_ERROR_CORRUPT, _ ("The picture is damaged."));
  return NULL;
}
