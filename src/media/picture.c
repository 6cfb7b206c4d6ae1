/* picture: from any file a person picks to a small, upright one that tells nothing about the
 * camera. SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include "animation.h"
#include "error.h"
#include "metadata.h"
#include "picture-load.h"
#include "vault.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define THUMB_SIDE 32
#define FILE_MAX (64 * 1024 * 1024) /* of what is shown */
#define ANIMATION_MAX (32 * 1024 * 1024)
#define AVATAR_QUALITY "82"
#define THUMB_QUALITY "60"
#define SAVE_QUALITY "95" /* it is made smaller once more */
#define MOVES "whin-moves"

static const struct {
  int side;
  const char *jpeg;
} qualities[] = {
  [QUALITY_STANDARD] = { PICTURE_SIDE_MAX, "82" },
  [QUALITY_HIGH] = { PICTURE_SIDE_HIGH, "90" },
  [QUALITY_ORIGINAL] = { G_MAXINT, "95" },
};

/* What we show. Loaders for anything else are not let near a file, and some of them only near one
 * that a person here has picked. */
static const struct {
  const char *mime;
  gsize offset;
  const char *magic;
  gboolean picked;
} formats[] = {
  { "image/jpeg", 0, "\xff\xd8\xff", FALSE }, { "image/png", 0, "\x89PNG\r\n\x1a\n", FALSE },
  { "image/gif", 0, "GIF87a", FALSE },        { "image/gif", 0, "GIF89a", FALSE },
  { "image/webp", 8, "WEBP", FALSE },         { "image/bmp", 0, "BM", FALSE },
  { "image/tiff", 0, "II*", FALSE },          { "image/tiff", 0, "MM", FALSE },
  { "image/heic", 4, "ftyphei", TRUE },       { "image/heic", 4, "ftypmif1", TRUE },
  { "image/avif", 4, "ftypavif", TRUE },
};

static int
sniff (const guint8 *data, gsize len, gboolean picked)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    gsize n = strlen (formats[i].magic);

    if ((picked || !formats[i].picked) && len >= formats[i].offset + n &&
        memcmp (data + formats[i].offset, formats[i].magic, n) == 0)
      return i;
  }
  return -1;
}

static int
sniff_file (const char *path)
{
  guint8 head[16];
  FILE *file = g_fopen (path, "rbe");
  gsize n;

  if (file == NULL)
    return -1;
  n = fread (head, 1, sizeof head, file);
  fclose (file);
  return sniff (head, n, TRUE);
}

static gboolean
fail (GError **error, WhinError code, const char *words)
{
  g_set_error_literal (error, WHIN_ERROR, code, words);
  return FALSE;
}

gboolean
picture_probe (const char *path, char **mime, int *width, int *height)
{
  int format = sniff_file (path);
  int w, h;

  if (format < 0 || gdk_pixbuf_get_file_info (path, &w, &h) == NULL || w <= 0 || h <= 0)
    return FALSE;
  if (mime != NULL)
    *mime = g_strdup (formats[format].mime);
  if (width != NULL)
    *width = w;
  if (height != NULL)
    *height = h;
  return TRUE;
}

/* -- decoding, no larger than wanted -- */

static gint64
pixels_of (GdkPixbuf *pixbuf)
{
  return (gint64) gdk_pixbuf_get_width (pixbuf) * gdk_pixbuf_get_height (pixbuf);
}

/* As it lies there, which need not be upright. */
static GdkPixbuf *
decode (GInputStream *stream,
        int format,
        PictureWanted *wanted,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = NULL;
  GdkPixbuf *pixbuf;

  wanted->pixels_max = PICTURE_PIXELS_MAX;
  loader = picture_load (stream, formats[format].mime, wanted, cancellable, error);
  pixbuf = loader != NULL ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  if (pixbuf != NULL && pixels_of (pixbuf) <= PICTURE_PIXELS_MAX)
    return g_object_ref (pixbuf);
  if (pixbuf != NULL)
    fail (error, WHIN_ERROR_TOO_BIG, _ ("The picture is too large."));
  return NULL;
}

static GdkPixbuf *
decode_upright (GInputStream *stream,
                int format,
                PictureWanted *wanted,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = decode (stream, format, wanted, cancellable, error);

  return pixbuf != NULL ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
}

/* -- encoding -- */

gboolean
picture_moves (GdkPixbuf *pixbuf)
{
  return gdk_pixbuf_get_option (pixbuf, MOVES) != NULL;
}

gboolean
picture_is_transparent (GdkPixbuf *pixbuf)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);

  if (!gdk_pixbuf_get_has_alpha (pixbuf))
    return FALSE;
  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (pixbuf); x++)
      if (pixels[y * (gsize) stride + x * 4 + 3] != 255)
        return TRUE;
  return FALSE;
}

/* On white, as chats show it. */
static GdkPixbuf *
flattened (GdkPixbuf *pixbuf)
{
  if (!gdk_pixbuf_get_has_alpha (pixbuf))
    return g_object_ref (pixbuf);
  return gdk_pixbuf_composite_color_simple (pixbuf, gdk_pixbuf_get_width (pixbuf),
                                            gdk_pixbuf_get_height (pixbuf), GDK_INTERP_NEAREST, 255,
                                            64, 0xffffff, 0xffffff);
}

static GBytes *
encode_jpeg (GdkPixbuf *pixbuf, const char *quality)
{
  g_autoptr (GdkPixbuf) flat = flattened (pixbuf);
  char *data;
  gsize len;

  if (!gdk_pixbuf_save_to_buffer (flat, &data, &len, "jpeg", NULL, "quality", quality, NULL))
    return NULL;
  return g_bytes_new_take (data, len);
}

static GBytes *
encode_png (GdkPixbuf *pixbuf)
{
  char *data;
  gsize len;

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &len, "png", NULL, NULL))
    return NULL;
  return g_bytes_new_take (data, len);
}

GBytes *
picture_thumb (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  double scale = MIN (1.0, (double) THUMB_SIDE / MAX (width, height));
  g_autoptr (GdkPixbuf) small =
      gdk_pixbuf_scale_simple (pixbuf, MAX (1, (int) (width * scale + 0.5)),
                               MAX (1, (int) (height * scale + 0.5)), GDK_INTERP_BILINEAR);

  return small != NULL ? encode_jpeg (small, THUMB_QUALITY) : NULL;
}

static Picture *
new_picture (GBytes *data, const char *mime)
{
  Picture *picture = g_new0 (Picture, 1);

  picture->data = g_bytes_ref (data);
  picture->mime = g_strdup (mime);
  return picture;
}

static Picture *
new_still (GdkPixbuf *pixbuf, PictureQuality quality, GError **error)
{
  gboolean png = picture_is_transparent (pixbuf);
  g_autoptr (GBytes) bytes =
      png ? encode_png (pixbuf) : encode_jpeg (pixbuf, qualities[quality].jpeg);

  if (bytes != NULL)
    return new_picture (bytes, png ? "image/png" : "image/jpeg");
  fail (error, WHIN_ERROR_INTERNAL, _ ("The picture could not be made."));
  return NULL;
}

/* What is sent of the file as it is, or NULL: pictures that move, and originals. It can be opened
 * again by whoever gets it, so it is no larger than what is opened. */
static GBytes *
strip_file (const char *path, PictureQuality quality, guint orientation, gboolean *moves)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  const guint8 *data = file != NULL ? (const guint8 *) g_mapped_file_get_contents (file) : NULL;
  gsize len = file != NULL ? g_mapped_file_get_length (file) : 0;
  GBytes *bytes = data != NULL && len <= ANIMATION_MAX ? animation_strip (data, len) : NULL;

  *moves = bytes != NULL;
  if (bytes != NULL || data == NULL || quality != QUALITY_ORIGINAL || len > FILE_MAX)
    return bytes;
  return metadata_strip (data, len, orientation);
}

static guint
orientation_of (GdkPixbuf *pixbuf)
{
  const char *option = gdk_pixbuf_get_option (pixbuf, "orientation");

  return option != NULL ? (guint) g_ascii_strtoull (option, NULL, 10) : 1;
}

/* What is larger is left to its decoder. */
static gboolean
is_whole (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  gsize len = file != NULL ? g_mapped_file_get_length (file) : 0;

  return len == 0 || len > FILE_MAX ||
         metadata_is_whole ((const guint8 *) g_mapped_file_get_contents (file), len);
}

static GdkPixbuf *
decode_file (const char *path, int format, int side, GCancellable *cancellable, GError **error)
{
  PictureWanted wanted = { .side = side };
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, NULL);
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  if (stream == NULL || format < 0) {
    fail (error, WHIN_ERROR_UNSUPPORTED, _ ("This is not a picture that can be sent."));
    return NULL;
  }
  pixbuf = decode (G_INPUT_STREAM (stream), format, &wanted, cancellable, error);
  if (pixbuf == NULL || is_whole (path))
    return g_steal_pointer (&pixbuf);
  fail (error, WHIN_ERROR_CORRUPT, _ ("The picture is damaged."));
  return NULL;
}

Picture *
picture_prepare (const char *path,
                 PictureQuality quality,
                 GCancellable *cancellable,
                 GError **error)
{
  int format = sniff_file (path);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GdkPixbuf) upright = NULL;
  g_autoptr (GBytes) stripped = NULL;
  gboolean moves = FALSE;
  int width, height;
  Picture *picture;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (format >= 0 && !picture_probe (path, NULL, &width, &height))
    format = -1;
  pixbuf = decode_file (path, format, qualities[quality].side, cancellable, error);
  if (pixbuf == NULL)
    return NULL;
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  stripped = strip_file (path, quality, orientation_of (pixbuf), &moves);
  picture = stripped != NULL ? new_picture (stripped, formats[format].mime)
                             : new_still (upright, quality, error);
  if (picture == NULL)
    return NULL;
  picture->width = moves ? width : gdk_pixbuf_get_width (upright);
  picture->height = moves ? height : gdk_pixbuf_get_height (upright);
  picture->thumb = picture_thumb (upright);
  return picture;
}

void
picture_free (Picture *picture)
{
  if (picture == NULL)
    return;
  g_clear_pointer (&picture->thumb, g_bytes_unref);
  g_clear_pointer (&picture->data, g_bytes_unref);
  g_free (picture->mime);
  g_free (picture);
}

GBytes *
picture_prepare_avatar (GBytes *encoded, GError **error)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (encoded, &len);
  int format = sniff (data, len, TRUE);
  PictureWanted wanted = { .side = AVATAR_SIDE, .cover = TRUE };
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (encoded);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GdkPixbuf) square = NULL;
  g_autoptr (GdkPixbuf) scaled = NULL;
  int side, width, height;
  GBytes *jpeg;

  if (format < 0) {
    fail (error, WHIN_ERROR_UNSUPPORTED, _ ("This is not a picture that can be used."));
    return NULL;
  }
  pixbuf = decode_upright (stream, format, &wanted, NULL, error);
  if (pixbuf == NULL)
    return NULL;
  width = gdk_pixbuf_get_width (pixbuf);
  height = gdk_pixbuf_get_height (pixbuf);
  side = MIN (width, height);
  square = gdk_pixbuf_new_subpixbuf (pixbuf, (width - side) / 2, (height - side) / 2, side, side);
  scaled = gdk_pixbuf_scale_simple (square, AVATAR_SIDE, AVATAR_SIDE, GDK_INTERP_BILINEAR);
  jpeg = scaled != NULL ? encode_jpeg (scaled, AVATAR_QUALITY) : NULL;
  if (jpeg == NULL)
    fail (error, WHIN_ERROR_INTERNAL, _ ("The picture could not be made."));
  return jpeg;
}

static GdkPixbuf *
open_bytes (GBytes *bytes, int side, gboolean picked, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  PictureWanted wanted = { .side = side > 0 ? side : G_MAXINT };
  int format = sniff (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), picked);

  if (format < 0) {
    fail (error, WHIN_ERROR_UNSUPPORTED, _ ("This is not a picture that can be shown."));
    return NULL;
  }
  stream = g_memory_input_stream_new_from_bytes (bytes);
  return decode_upright (stream, format, &wanted, cancellable, error);
}

GdkPixbuf *
picture_open_bytes (GBytes *bytes, int side, GCancellable *cancellable, GError **error)
{
  return open_bytes (bytes, side, FALSE, cancellable, error);
}

GdkPixbuf *
picture_open (const MediaFile *file, int side, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = vault_load (file, FILE_MAX, cancellable, error);
  gboolean picked = file->key == NULL;
  g_autoptr (GdkPixbuf) pixbuf =
      bytes != NULL ? open_bytes (bytes, side, picked, cancellable, error) : NULL;

  if (pixbuf != NULL &&
      animation_mime (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) != NULL)
    gdk_pixbuf_set_option (pixbuf, MOVES, "yes");
  if (pixbuf == NULL || !picked ||
      metadata_is_whole (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)))
    return g_steal_pointer (&pixbuf);
  fail (error, WHIN_ERROR_CORRUPT, _ ("The picture is damaged."));
  return NULL;
}

GdkPixbuf *
picture_open_path (const char *path, int side, GCancellable *cancellable, GError **error)
{
  int format = sniff_file (path);
  PictureWanted wanted = { .side = side > 0 ? side : G_MAXINT };
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;

  if (format < 0) {
    fail (error, WHIN_ERROR_UNSUPPORTED, _ ("This is not a picture that can be shown."));
    return NULL;
  }
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;
  return decode_upright (G_INPUT_STREAM (stream), format, &wanted, cancellable, error);
}

gboolean
picture_save (GdkPixbuf *pixbuf, const char *path, gboolean png, GError **error)
{
  if (png ? gdk_pixbuf_save (pixbuf, path, "png", NULL, "compression", "3", NULL)
          : gdk_pixbuf_save (pixbuf, path, "jpeg", NULL, "quality", SAVE_QUALITY, NULL))
    return TRUE;
  g_unlink (path);
  return fail (error, WHIN_ERROR_DISK, _ ("There is no room for the picture."));
}
