/* sticker: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sticker.h"

#include "error.h"
#include "limits.h"

#include <glib/gi18n.h>

#define SIDE_MIN 64 /* what would have to be smaller to fit is refused */

static GBytes *
encode (GdkPixbuf *pixbuf)
{
  char *data;
  gsize len;

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &len, "png", NULL, "compression", "9", NULL))
    return NULL;
  return g_bytes_new_take (data, len);
}

static GdkPixbuf *
scaled (GdkPixbuf *pixbuf, int side)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  double scale = MIN (1.0, (double) side / MAX (width, height));

  if (scale >= 1)
    return g_object_ref (pixbuf);
  return gdk_pixbuf_scale_simple (pixbuf, MAX (1, (int) (width * scale + 0.5)),
                                  MAX (1, (int) (height * scale + 0.5)), GDK_INTERP_BILINEAR);
}

/* A new one from the pixels alone: what else the file said is not in it. */
static GdkPixbuf *
only_pixels (GdkPixbuf *pixbuf)
{
  g_autoptr (GBytes) pixels = gdk_pixbuf_read_pixel_bytes (pixbuf);

  return gdk_pixbuf_new_from_bytes (pixels, GDK_COLORSPACE_RGB, gdk_pixbuf_get_has_alpha (pixbuf),
                                    8, gdk_pixbuf_get_width (pixbuf),
                                    gdk_pixbuf_get_height (pixbuf),
                                    gdk_pixbuf_get_rowstride (pixbuf));
}

static Picture *
picture_of (GBytes *data, GdkPixbuf *pixbuf)
{
  Picture *picture = g_new0 (Picture, 1);

  picture->data = g_bytes_ref (data);
  picture->mime = g_strdup ("image/png");
  picture->width = gdk_pixbuf_get_width (pixbuf);
  picture->height = gdk_pixbuf_get_height (pixbuf);
  return picture;
}

/* As large as it may be: what is drawn is small at once, photographs have to shrink. */
static Picture *
fit (GdkPixbuf *pixbuf, GError **error)
{
  for (int side = LIMIT_STICKER_SIDE; side >= SIDE_MIN; side = side * 7 / 8) {
    g_autoptr (GdkPixbuf) small = scaled (pixbuf, side);
    g_autoptr (GBytes) data = small != NULL ? encode (small) : NULL;

    if (data == NULL)
      break;
    if (g_bytes_get_size (data) <= LIMIT_STICKER_BYTES)
      return picture_of (data, small);
  }
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_INTERNAL,
                       _ ("The picture could not be made."));
  return NULL;
}

Picture *
sticker_prepare (GBytes *encoded, GCancellable *cancellable, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf =
      picture_open_bytes (encoded, LIMIT_STICKER_SIDE, cancellable, error);
  g_autoptr (GdkPixbuf) plain = pixbuf != NULL ? only_pixels (pixbuf) : NULL;

  return plain != NULL ? fit (plain, error) : NULL;
}
