/* test-picture: pictures made here, some of them on purpose wrong.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include "error.h"
#include "vault.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

static char *folder;

/* Left half red, right half blue, top row green: shows which way is up. */
static GdkPixbuf *
flag_new (int width, int height, gboolean alpha)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, width, height);
  g_autoptr (GdkPixbuf) right =
      gdk_pixbuf_new_subpixbuf (pixbuf, width / 2, 0, width - width / 2, height);
  g_autoptr (GdkPixbuf) top = gdk_pixbuf_new_subpixbuf (pixbuf, 0, 0, width, MAX (height / 4, 1));

  gdk_pixbuf_fill (pixbuf, 0xff0000ff);
  gdk_pixbuf_fill (right, 0x0000ffff);
  gdk_pixbuf_fill (top, 0x00ff00ff);
  return pixbuf;
}

static GBytes *
encode (GdkPixbuf *pixbuf, const char *type)
{
  char *data;
  gsize len;

  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &len, type, NULL, NULL));
  return g_bytes_new_take (data, len);
}

static void
put16 (GByteArray *out, guint value)
{
  guint8 bytes[2] = { value >> 8, value };

  g_byte_array_append (out, bytes, 2);
}

static void
put32 (GByteArray *out, guint value)
{
  put16 (out, value >> 16);
  put16 (out, value & 0xffff);
}

/* The JPEG with an Exif segment after its first marker: a maker's name and the orientation. */
static GBytes *
with_exif (GBytes *jpeg, guint orientation)
{
  g_autoptr (GByteArray) tiff = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  gsize len;
  const guint8 *data = g_bytes_get_data (jpeg, &len);

  g_byte_array_append (tiff, (const guint8 *) "Exif\0\0MM\0*", 10);
  put32 (tiff, 8);
  put16 (tiff, 2);
  put16 (tiff, 0x10f);
  put16 (tiff, 2);
  put32 (tiff, 10);
  put32 (tiff, 8 + 2 + 2 * 12 + 4);
  put16 (tiff, 0x112);
  put16 (tiff, 3);
  put32 (tiff, 1);
  put16 (tiff, orientation);
  put16 (tiff, 0);
  put32 (tiff, 0);
  g_byte_array_append (tiff, (const guint8 *) "SECRETCAM", 10);

  g_byte_array_append (out, data, 2);
  put16 (out, 0xffe1);
  put16 (out, tiff->len + 2);
  g_byte_array_append (out, tiff->data, tiff->len);
  g_byte_array_append (out, data + 2, len - 2);
  return g_byte_array_free_to_bytes (out);
}

static char *
write_file (const char *name, GBytes *bytes)
{
  char *path = g_build_filename (folder, name, NULL);
  gsize len;
  const char *data = g_bytes_get_data (bytes, &len);

  g_assert_true (g_file_set_contents (path, data, len, NULL));
  return path;
}

static gboolean
holds (const char *data, gsize len, const char *needle)
{
  return memmem (data, len, needle, strlen (needle)) != NULL;
}

static guint
pixel (GdkPixbuf *pixbuf, int x, int y)
{
  const guint8 *p = gdk_pixbuf_read_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf) +
                    x * gdk_pixbuf_get_n_channels (pixbuf);

  return (p[0] > 128) << 2 | (p[1] > 128) << 1 | (p[2] > 128);
}

#define RED 4
#define GREEN 2
#define BLUE 1

static void
assert_flag (GBytes *encoded, int width, int height)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (encoded);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_stream (stream, NULL, NULL);

  g_assert_nonnull (pixbuf);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, width);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, height);
  g_assert_cmpuint (pixel (pixbuf, width / 2, height / 10), ==, GREEN);
  g_assert_cmpuint (pixel (pixbuf, width / 4, height * 3 / 4), ==, RED);
  g_assert_cmpuint (pixel (pixbuf, width * 3 / 4, height * 3 / 4), ==, BLUE);
}

/* The picture as a camera that was held in that way stores it. */
static GdkPixbuf *
stored_as (GdkPixbuf *upright, guint orientation)
{
  static const struct {
    gboolean flip;
    GdkPixbufRotation rotation;
  } undo[] = { { FALSE, 0 },  { FALSE, 0 },  { TRUE, 0 },  { FALSE, 180 }, { TRUE, 180 },
               { TRUE, 270 }, { FALSE, 90 }, { TRUE, 90 }, { FALSE, 270 } };
  g_autoptr (GdkPixbuf) turned = gdk_pixbuf_rotate_simple (upright, undo[orientation].rotation);

  return undo[orientation].flip ? gdk_pixbuf_flip (turned, TRUE) : g_steal_pointer (&turned);
}

static void
test_orientation (void)
{
  g_autoptr (GdkPixbuf) upright = flag_new (400, 200, FALSE);

  for (guint i = 1; i <= 8; i++) {
    g_autoptr (GdkPixbuf) stored = stored_as (upright, i);
    g_autoptr (GBytes) plain = encode (stored, "jpeg");
    g_autoptr (GBytes) jpeg = with_exif (plain, i);
    g_autofree char *path = write_file ("in.jpg", jpeg);
    g_autoptr (GError) error = NULL;
    const char *contents;
    gsize len;
    Picture *picture = picture_prepare (path, QUALITY_STANDARD, NULL, &error);

    g_assert_no_error (error);
    g_test_message ("orientation %u", i);
    g_assert_cmpint (picture->width, ==, 400);
    g_assert_cmpint (picture->height, ==, 200);
    g_assert_cmpstr (picture->mime, ==, "image/jpeg");
    assert_flag (picture->data, 400, 200);
    contents = g_bytes_get_data (picture->data, &len);
    g_assert_true (holds (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), "SECRETCAM"));
    g_assert_false (holds (contents, len, "SECRETCAM"));
    g_assert_false (holds (contents, len, "Exif"));
    picture_free (picture);
    g_unlink (path);
  }
}

static void
test_scale (void)
{
  g_autoptr (GdkPixbuf) flag = flag_new (4000, 1000, FALSE);
  g_autoptr (GBytes) png = encode (flag, "png");
  g_autofree char *path = write_file ("wide.png", png);
  g_autoptr (GError) error = NULL;
  Picture *picture = picture_prepare (path, QUALITY_STANDARD, NULL, &error);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GdkPixbuf) thumb = NULL;

  g_assert_no_error (error);
  assert_flag (picture->data, 1600, 400);
  g_assert_cmpuint (g_bytes_get_size (picture->thumb), <, 4096);
  stream = g_memory_input_stream_new_from_bytes (picture->thumb);
  thumb = gdk_pixbuf_new_from_stream (stream, NULL, NULL);
  g_assert_cmpint (gdk_pixbuf_get_width (thumb), ==, 32);
  g_assert_cmpint (gdk_pixbuf_get_height (thumb), ==, 8);
  picture_free (picture);
  g_unlink (path);
}

static void
test_alpha (void)
{
  g_autoptr (GdkPixbuf) opaque = flag_new (40, 40, TRUE);
  g_autoptr (GdkPixbuf) clear = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 40, 40);
  GdkPixbuf *inputs[] = { opaque, clear };
  const char *mimes[] = { "image/jpeg", "image/png" };

  gdk_pixbuf_fill (clear, 0x00ff0080);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GBytes) png = encode (inputs[i], "png");
    g_autofree char *path = write_file ("alpha.png", png);
    Picture *picture = picture_prepare (path, QUALITY_STANDARD, NULL, NULL);

    g_assert_nonnull (picture);
    g_assert_cmpstr (picture->mime, ==, mimes[i]);
    picture_free (picture);
    g_unlink (path);
  }
}

/* The name says text; the bytes say JPEG. And the other way round. */
static void
test_names (void)
{
  g_autoptr (GdkPixbuf) flag = flag_new (40, 20, FALSE);
  g_autoptr (GBytes) jpeg = encode (flag, "jpeg");
  g_autoptr (GBytes) text = g_bytes_new_static ("just words", 10);
  g_autoptr (GBytes) svg =
      g_bytes_new_static ("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", 62);
  g_autofree char *good = write_file ("notes.txt", jpeg);
  g_autofree char *bad = write_file ("photo.jpg", text);
  g_autofree char *drawing = write_file ("photo.png", svg);
  g_autofree char *mime = NULL;
  g_autoptr (GError) error = NULL;
  int width, height;

  g_assert_true (picture_probe (good, &mime, &width, &height));
  g_assert_cmpstr (mime, ==, "image/jpeg");
  g_assert_cmpint (width, ==, 40);
  g_assert_cmpint (height, ==, 20);
  g_assert_false (picture_probe (bad, NULL, NULL, NULL));
  g_assert_false (picture_probe (drawing, NULL, NULL, NULL));
  g_assert_false (picture_probe ("/nowhere", NULL, NULL, NULL));
  g_assert_null (picture_prepare (bad, QUALITY_STANDARD, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED);
  g_unlink (good);
  g_unlink (bad);
  g_unlink (drawing);
}

/* The bytes of what is seen, between what was around them. */
static void
test_original_jpeg (void)
{
  g_autoptr (GdkPixbuf) flag = flag_new (40, 20, FALSE);
  g_autoptr (GBytes) jpeg = encode (flag, "jpeg");
  gsize len = g_bytes_get_size (jpeg);

  for (guint orientation = 1; orientation <= 8; orientation++) {
    g_autoptr (GBytes) told = with_exif (jpeg, orientation);
    g_autoptr (GByteArray) longer = g_bytes_unref_to_array (g_bytes_ref (told));
    g_autoptr (GBytes) whole = NULL;
    g_autofree char *path = NULL;
    g_autoptr (GError) error = NULL;
    Picture *picture;
    gsize kept;
    const char *data;

    g_byte_array_append (longer, (const guint8 *) "SECRETAFTER", 11);
    whole = g_bytes_new (longer->data, longer->len);
    path = write_file ("original.jpg", whole);
    picture = picture_prepare (path, QUALITY_ORIGINAL, NULL, &error);
    g_assert_no_error (error);
    data = g_bytes_get_data (picture->data, &kept);
    g_assert_cmpstr (picture->mime, ==, "image/jpeg");
    g_assert_false (holds (data, kept, "SECRET"));
    g_assert_cmpuint (kept, ==, orientation == 1 ? len : len + 36);
    g_assert_cmpmem (data + kept - 100, 100,
                     (const char *) g_bytes_get_data (jpeg, NULL) + len - 100, 100);
    g_assert_cmpint (picture->width, ==, orientation < 5 ? 40 : 20);
    g_assert_cmpint (picture->height, ==, orientation < 5 ? 20 : 40);
    {
      g_autoptr (GdkPixbuf) shown = picture_open_bytes (picture->data, 0, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (gdk_pixbuf_get_width (shown), ==, picture->width);
    }
    picture_free (picture);
    g_unlink (path);
  }
}

static void
test_original_png (void)
{
  g_autoptr (GdkPixbuf) flag = flag_new (2000, 20, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autofree char *path = NULL;
  Picture *picture;
  char *data;
  gsize len;

  g_assert_true (gdk_pixbuf_save_to_buffer (flag, &data, &len, "png", NULL, "tEXt::Comment",
                                            "SECRETPLACE", NULL));
  g_assert_true (holds (data, len, "SECRET"));
  png = g_bytes_new_take (data, len);
  path = write_file ("original.png", png);
  picture = picture_prepare (path, QUALITY_ORIGINAL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (picture->mime, ==, "image/png");
  g_assert_cmpint (picture->width, ==, 2000);
  g_assert_false (
      holds (g_bytes_get_data (picture->data, NULL), g_bytes_get_size (picture->data), "SECRET"));
  g_assert_cmpuint (g_bytes_get_size (picture->data), <, len);
  picture_free (picture);
  /* Cut short it is no original, and no picture either. */
  {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (png, 0, len - 20);
    g_autofree char *cut_path = write_file ("cut.png", cut);

    picture_free (picture_prepare (cut_path, QUALITY_ORIGINAL, NULL, NULL));
    g_unlink (cut_path);
  }
  g_unlink (path);
}

static void
test_qualities (void)
{
  g_autoptr (GdkPixbuf) flag = flag_new (5000, 100, FALSE);
  g_autoptr (GBytes) bmp = encode (flag, "bmp");
  g_autofree char *path = write_file ("wide.bmp", bmp);
  const int widths[] = { PICTURE_SIDE_MAX, PICTURE_SIDE_HIGH, 5000 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    Picture *picture = picture_prepare (path, (PictureQuality) i, NULL, NULL);

    g_assert_cmpint (picture->width, ==, widths[i]);
    g_assert_cmpstr (picture->mime, ==, "image/jpeg");
    picture_free (picture);
  }
  g_unlink (path);
}

static void
test_truncated (void)
{
  g_autoptr (GdkPixbuf) flag = flag_new (800, 600, FALSE);
  static const char *const types[] = { "jpeg", "png", "bmp", "tiff" };

  for (guint t = 0; t < G_N_ELEMENTS (types); t++) {
    g_autoptr (GBytes) whole = encode (flag, types[t]);

    for (gsize part = 0; part < 10; part++) {
      g_autoptr (GBytes) cut =
          g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) * part / 10);
      g_autofree char *path = write_file ("cut", cut);
      g_autoptr (GError) error = NULL;
      Picture *picture = picture_prepare (path, QUALITY_STANDARD, NULL, &error);

      g_test_message ("%s %zu: %s", types[t], part, error != NULL ? error->message : "shown");
      /* What a decoder makes of a part may be shown where we do not know how a whole one ends; it
       * may not fail without words. */
      g_assert_true (picture == NULL || t > 1);
      if (picture != NULL)
        picture_free (picture);
      else
        g_assert_true (error->domain == WHIN_ERROR && error->message[0] != '\0');
      g_unlink (path);
    }
  }
}

/* A head that promises 100001 by 1001 pixels. */
static void
test_bomb (void)
{
  static const guint8 png[] = {
    0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,   0,   13,   'I',  'H',  'D',
    'R',  0x00, 0x01, 0x86, 0xa1, 0x00, 0x00, 0x03, 0xe9, 8,   2,   0,    0,    0,    0xb5,
    0x04, 0x1f, 0x0a, 0,    0,    0,    0,    'I',  'D',  'A', 'T', 0x35, 0xaf, 0x06, 0x1e,
  };
  g_autoptr (GByteArray) fixed = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  guint32 crc = 0xffffffff;

  g_byte_array_append (fixed, png, sizeof png);
  for (guint i = 12; i < 29; i++) {
    crc ^= fixed->data[i];
    for (guint bit = 0; bit < 8; bit++)
      crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
  }
  crc = GUINT32_TO_BE (~crc);
  memcpy (fixed->data + 29, &crc, 4);
  bytes = g_bytes_new (fixed->data, fixed->len);
  path = write_file ("bomb.png", bytes);
  g_assert_null (picture_prepare (path, QUALITY_STANDARD, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG);
  g_clear_error (&error);
  g_assert_null (picture_prepare_avatar (bytes, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG);
  g_unlink (path);
}

/* Two frames of one pixel, a comment, and the block that makes it run for ever. */
#define GIF_HEAD "GIF89a\1\0\1\0\x80\0\0\xff\0\0\0\0\xff"
#define GIF_LOOP "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
#define GIF_COMMENT "\x21\xfe\7SECRETS\0"
#define GIF_FRAME "\x21\xf9\4\0\x0a\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"

static void
test_gif (void)
{
  static const char moving[] = GIF_HEAD GIF_LOOP GIF_COMMENT GIF_FRAME GIF_FRAME ";";
  static const char clean[] = GIF_HEAD GIF_LOOP GIF_FRAME GIF_FRAME ";";
  static const char still[] = GIF_HEAD GIF_FRAME ";";
  g_autoptr (GBytes) bytes = g_bytes_new_static (moving, sizeof moving - 1);
  g_autoptr (GBytes) one = g_bytes_new_static (still, sizeof still - 1);
  g_autofree char *path = write_file ("m.gif", bytes);
  g_autofree char *still_path = write_file ("s.gif", one);
  const char *contents;
  g_autoptr (GError) error = NULL;
  gsize len;
  Picture *picture = picture_prepare (path, QUALITY_STANDARD, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (picture->mime, ==, "image/gif");
  g_assert_cmpint (picture->width, ==, 1);
  contents = g_bytes_get_data (picture->data, &len);
  g_assert_cmpmem (contents, len, clean, sizeof clean - 1);
  picture_free (picture);

  picture = picture_prepare (still_path, QUALITY_STANDARD, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (picture->mime, ==, "image/jpeg");
  picture_free (picture);

  /* Cut anywhere, it is no animation, and nothing is read past its end. */
  for (gsize n = 0; n < sizeof moving - 1; n++) {
    g_autofree char *exact = g_memdup2 (moving, n);
    g_autoptr (GBytes) part = g_bytes_new (exact, n);
    g_autofree char *part_path = write_file ("p.gif", part);

    picture = picture_prepare (part_path, QUALITY_STANDARD, NULL, NULL);
    if (picture != NULL) {
      g_assert_cmpstr (picture->mime, !=, "image/gif");
      picture_free (picture);
    }
    g_unlink (part_path);
  }
  g_unlink (path);
  g_unlink (still_path);
}

/* A lossless WebP of one pixel (RFC 9649's smallest). */
static void
test_webp (void)
{
  static const guint8 webp[] = {
    'R', 'I', 'F', 'F',  0x1a, 0, 0, 0,    'W',  'E',  'B',  'P',  'V',  'P',  '8',  'L',  0x0d,
    0,   0,   0,   0x2f, 0,    0, 0, 0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07, 0,
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static (webp, sizeof webp);
  g_autofree char *path = write_file ("a.webp", bytes);
  g_autoptr (GError) error = NULL;
  g_autofree char *mime = NULL;
  Picture *picture;

  if (!picture_probe (path, &mime, NULL, NULL)) {
    g_unlink (path);
    g_test_skip ("gdk-pixbuf has no loader for WebP here");
    return;
  }
  g_assert_cmpstr (mime, ==, "image/webp");
  picture = picture_prepare (path, QUALITY_STANDARD, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (picture->width, ==, 1);
  picture_free (picture);
  g_unlink (path);
}

static void
test_avatar (void)
{
  static const struct {
    int width, height;
  } sizes[] = { { 900, 600 }, { 600, 900 }, { 320, 320 }, { 20, 10 }, { 1, 1 }, { 2000, 40 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GdkPixbuf) flag = flag_new (sizes[i].width, sizes[i].height, TRUE);
    g_autoptr (GBytes) png = encode (flag, "png");
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) avatar = picture_prepare_avatar (png, &error);
    g_autoptr (GInputStream) stream = NULL;
    g_autoptr (GdkPixbuf) square = NULL;

    g_assert_no_error (error);
    stream = g_memory_input_stream_new_from_bytes (avatar);
    square = gdk_pixbuf_new_from_stream (stream, NULL, NULL);
    g_assert_cmpint (gdk_pixbuf_get_width (square), ==, AVATAR_SIDE);
    g_assert_cmpint (gdk_pixbuf_get_height (square), ==, AVATAR_SIDE);
    if (sizes[i].height > 40) {
      g_assert_cmpuint (pixel (square, 100, 300), ==, RED);
      g_assert_cmpuint (pixel (square, 220, 300), ==, BLUE);
    }
  }
}

/* -- To be shown. -- */

static void
test_open (void)
{
  g_autoptr (GdkPixbuf) flag = flag_new (800, 400, FALSE);
  g_autoptr (GdkPixbuf) stored = stored_as (flag, 6);
  g_autoptr (GBytes) plain = encode (stored, "jpeg");
  g_autoptr (GBytes) jpeg = with_exif (plain, 6);
  g_autofree char *path = write_file ("in.jpg", jpeg);
  g_autofree char *sealed = g_build_filename (folder, "sealed", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MediaKey) key = vault_seal_file (path, sealed, NULL, &error);
  MediaFile *files[] = { media_file_new (path, NULL), media_file_new (sealed, key) };
  static const struct {
    int side, width;
  } rows[] = { { 0, 800 }, { 5000, 800 }, { 200, 200 } };

  g_assert_no_error (error);
  for (guint f = 0; f < G_N_ELEMENTS (files); f++) {
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
      g_autoptr (GdkPixbuf) pixbuf = picture_open (files[f], rows[i].side, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, rows[i].width);
      g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, rows[i].width / 2);
    }
    media_file_unref (files[f]);
  }
  g_unlink (path);
  g_unlink (sealed);
}

static void
test_open_refused (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("just words", 10);
  g_autofree char *path = write_file ("photo.jpg", text);
  g_autoptr (MediaFile) file = media_file_new (path, NULL);
  g_autoptr (MediaFile) nothing = media_file_new ("/nowhere", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (picture_open (file, 0, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (picture_open (nothing, 0, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  g_unlink (path);
}

static void
test_refusals (void)
{
  g_autoptr (GdkPixbuf) flag = flag_new (40, 20, FALSE);
  g_autoptr (GBytes) jpeg = encode (flag, "jpeg");
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autofree char *path = write_file ("a.jpg", jpeg);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (picture_prepare_avatar (nothing, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (picture_prepare (path, QUALITY_STANDARD, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("whin-XXXXXX", NULL);
  g_test_add_func ("/picture/orientation", test_orientation);
  g_test_add_func ("/picture/scale", test_scale);
  g_test_add_func ("/picture/alpha", test_alpha);
  g_test_add_func ("/picture/names", test_names);
  g_test_add_func ("/picture/original-jpeg", test_original_jpeg);
  g_test_add_func ("/picture/original-png", test_original_png);
  g_test_add_func ("/picture/qualities", test_qualities);
  g_test_add_func ("/picture/truncated", test_truncated);
  g_test_add_func ("/picture/bomb", test_bomb);
  g_test_add_func ("/picture/gif", test_gif);
  g_test_add_func ("/picture/webp", test_webp);
  g_test_add_func ("/picture/avatar", test_avatar);
  g_test_add_func ("/picture/open", test_open);
  g_test_add_func ("/picture/open-refused", test_open_refused);
  g_test_add_func ("/picture/refusals", test_refusals);
  status = g_test_run ();
  /* Everything that was made has been taken away again. */
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
  return status;
}
