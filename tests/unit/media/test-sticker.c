/* test-sticker: pictures made here become stickers, or are refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sticker.h"

#include "error.h"
#include "limits.h"

#include <string.h>

static GBytes *
encode (GdkPixbuf *pixbuf, const char *type, const char *comment)
{
  char *data;
  gsize len;

  g_assert_true (gdk_pixbuf_save_to_buffer (
      pixbuf, &data, &len, type, NULL, comment != NULL ? "tEXt::Comment" : NULL, comment, NULL));
  return g_bytes_new_take (data, len);
}

/* Nothing, with a square of a colour in the middle. */
static GdkPixbuf *
square_new (int width, int height)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, width, height);
  g_autoptr (GdkPixbuf) middle =
      gdk_pixbuf_new_subpixbuf (pixbuf, width / 4, height / 4, width / 2, height / 2);

  gdk_pixbuf_fill (pixbuf, 0);
  gdk_pixbuf_fill (middle, 0xff8800ff);
  return pixbuf;
}

static GdkPixbuf *
noise_new (int width, int height)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  guint32 state = 1;

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (pixbuf); i++) {
    state = state * 1664525 + 1013904223;
    pixels[i] = (guchar) (state >> 24);
  }
  return pixbuf;
}

static Picture *
prepare (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  Picture *picture = sticker_prepare (bytes, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (picture->mime, ==, "image/png");
  g_assert_cmpuint (g_bytes_get_size (picture->data), <=, LIMIT_STICKER_BYTES);
  return picture;
}

static guint8
alpha_at (Picture *picture, int x, int y)
{
  g_autoptr (GdkPixbuf) pixbuf = picture_open_bytes (picture->data, 0, NULL, NULL);

  g_assert_true (gdk_pixbuf_get_has_alpha (pixbuf));
  return gdk_pixbuf_read_pixels (pixbuf)[y * gdk_pixbuf_get_rowstride (pixbuf) + 4 * x + 3];
}

static void
test_transparent (void)
{
  g_autoptr (GdkPixbuf) pixbuf = square_new (1000, 500);
  g_autoptr (GBytes) bytes = encode (pixbuf, "png", NULL);
  Picture *picture = prepare (bytes);

  g_assert_cmpint (picture->width, ==, LIMIT_STICKER_SIDE);
  g_assert_cmpint (picture->height, ==, LIMIT_STICKER_SIDE / 2);
  g_assert_cmpint (alpha_at (picture, 2, 2), ==, 0);
  g_assert_cmpint (alpha_at (picture, LIMIT_STICKER_SIDE / 2, LIMIT_STICKER_SIDE / 4), ==, 255);
  picture_free (picture);
}

/* Never larger than it was, and the same again: so the same picture is the same sticker. */
static void
test_again (void)
{
  g_autoptr (GdkPixbuf) pixbuf = square_new (90, 120);
  g_autoptr (GBytes) bytes = encode (pixbuf, "png", NULL);
  Picture *once = prepare (bytes), *twice = prepare (once->data);

  g_assert_cmpint (once->width, ==, 90);
  g_assert_cmpint (once->height, ==, 120);
  g_assert_true (g_bytes_equal (once->data, twice->data));
  picture_free (once);
  picture_free (twice);
}

static void
test_fits (void)
{
  g_autoptr (GdkPixbuf) pixbuf = noise_new (800, 800);
  g_autoptr (GBytes) bytes = encode (pixbuf, "png", NULL);
  Picture *picture = prepare (bytes);

  g_assert_cmpint (picture->width, <, LIMIT_STICKER_SIDE);
  g_assert_cmpint (picture->width, >, 160);
  picture_free (picture);
}

static void
test_says_nothing (void)
{
  static const char secret[] = "made by Ada at home";
  g_autoptr (GdkPixbuf) pixbuf = square_new (64, 64);
  g_autoptr (GBytes) bytes = encode (pixbuf, "png", secret);
  Picture *picture = prepare (bytes);
  gsize len, strip;
  gconstpointer before = g_bytes_get_data (bytes, &len);
  gconstpointer after = g_bytes_get_data (picture->data, &strip);

  g_assert_nonnull (memmem (before, len, secret, strlen (secret)));
  g_assert_null (memmem (after, strip, secret, strlen (secret)));
  g_assert_null (memmem (after, strip, "tEXt", 4));
  picture_free (picture);
}

static void
assert_refused (gconstpointer data, gsize len, int code)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (GError) error = NULL;

  g_assert_null (sticker_prepare (bytes, NULL, &error));
  g_assert_error (error, WHIN_ERROR, code);
}

/* A file of some bytes that says it is 40,000 pixels a side; and others that are not what they say.
 */
static void
test_refused (void)
{
  static const guint8 bomb[] = {
    0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,   0,   13,   'I',  'H',  'D',
    'R',  0,    0,    0x9c, 0x40, 0,    0,    0x9c, 0x40, 8,   6,   0,    0,    0,    0x51,
    0x0c, 0x0e, 0x05, 0,    0,    0,    0,    'I',  'D',  'A', 'T', 0x35, 0xaf, 0x06, 0x1e,
  };
  static const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
  g_autoptr (GdkPixbuf) pixbuf = square_new (64, 64);
  g_autoptr (GBytes) png = encode (pixbuf, "png", NULL);
  gsize len;
  g_autofree guint8 *broken = g_memdup2 (g_bytes_get_data (png, &len), g_bytes_get_size (png));

  memset (broken + len / 2, 'x', 16);
  assert_refused ("", 0, WHIN_ERROR_UNSUPPORTED);
  assert_refused ("just words", 10, WHIN_ERROR_UNSUPPORTED);
  assert_refused (svg, strlen (svg), WHIN_ERROR_UNSUPPORTED);
  assert_refused (broken, len, WHIN_ERROR_CORRUPT);
  assert_refused ("\x89PNG\r\n\x1a\n and then words", 24, WHIN_ERROR_CORRUPT);
  assert_refused (bomb, sizeof bomb, WHIN_ERROR_TOO_BIG);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sticker/transparent", test_transparent);
  g_test_add_func ("/sticker/again", test_again);
  g_test_add_func ("/sticker/fits", test_fits);
  g_test_add_func ("/sticker/says-nothing", test_says_nothing);
  g_test_add_func ("/sticker/refused", test_refused);
  return g_test_run ();
}
