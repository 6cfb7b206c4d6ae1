/* test-moving: GIFs made here by hand, of one pixel, red and then blue.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "moving.h"

#include "error.h"

#include <glib/gstdio.h>
#include <string.h>

#define HEAD "GIF89a\1\0\1\0\x80\0\0\xff\0\0\0\0\xff"
#define HUGE_HEAD "GIF89a\xff\xff\xff\xff\x80\0\0\xff\0\0\0\0\xff"
#define LOOP "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
#define RED "\x21\xf9\4\0\x0a\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
#define BLUE "\x21\xf9\4\0\x14\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0"
#define OF(text) (text), sizeof (text) - 1

static char *path;

static Moving *
open_it (const char *data, gsize len, int side, GError **error)
{
  g_autoptr (MediaFile) file = media_file_new (path, NULL);

  g_assert_true (g_file_set_contents (path, data, (gssize) len, NULL));
  return moving_open (file, side, side, NULL, error);
}

static void
assert_next (Moving *moving, int side, gboolean red, guint ms)
{
  guint told;
  g_autoptr (GdkPixbuf) pixbuf = moving_next (moving, &told);
  const guint8 *pixel = gdk_pixbuf_read_pixels (pixbuf);

  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, side);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, side);
  g_assert_cmpint (pixel[0], ==, red ? 255 : 0);
  g_assert_cmpint (pixel[2], ==, red ? 0 : 255);
  g_assert_cmpuint (told, ==, ms);
}

static void
test_round (void)
{
  for (int side = 1; side <= 5; side += 4) {
    g_autoptr (GError) error = NULL;
    g_autoptr (Moving) moving = open_it (OF (HEAD LOOP RED BLUE ";"), side, &error);

    g_assert_no_error (error);
    for (guint i = 0; i < 50; i++)
      assert_next (moving, side, i % 2 == 0, i % 2 == 0 ? 100 : 200);
  }
}

/* Without a word about it, it goes round once. */
static void
test_once (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Moving) moving = open_it (OF (HEAD RED BLUE ";"), 1, &error);

  g_assert_no_error (error);
  assert_next (moving, 1, TRUE, 100);
  assert_next (moving, 1, FALSE, 200);
  assert_next (moving, 1, FALSE, 0);
}

static void
test_wrong (void)
{
  static const guint8 still_webp[] = { 'R',  'I',  'F',  'F',  0x1a, 0,   0,    0,    'W',
                                       'E',  'B',  'P',  'V',  'P',  '8', 'L',  0x0d, 0,
                                       0,    0,    0x2f, 0,    0,    0,   0x10, 7,    0x10,
                                       0x11, 0x11, 0x88, 0x88, 8,    7,   0 };
  static const struct {
    const char *data;
    gsize len;
    int error;
  } rows[] = {
    { OF (HEAD RED ";"), WHIN_ERROR_UNSUPPORTED },
    { OF ("not a picture, and long enough to be one"), WHIN_ERROR_UNSUPPORTED },
    { OF (""), WHIN_ERROR_UNSUPPORTED },
    { OF (HUGE_HEAD LOOP RED BLUE ";"), WHIN_ERROR_TOO_BIG },
    { (const char *) still_webp, sizeof still_webp, WHIN_ERROR_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (open_it (rows[i].data, rows[i].len, 1, &error));
    g_assert_error (error, WHIN_ERROR, rows[i].error);
  }
}

/* Cut anywhere, and with any one byte wrong: an error, or pictures of the size that was asked for.
 */
static void
test_damaged (void)
{
  static const char whole[] = HEAD LOOP RED BLUE ";";
  gsize len = sizeof whole - 1;

  for (gsize i = 0; i < 2 * len; i++) {
    g_autofree char *data = g_memdup2 (whole, len);
    g_autoptr (Moving) moving = NULL;

    if (i >= len)
      data[i - len] ^= 0x55;
    moving = open_it (data, i < len ? i : len, 3, NULL);
    for (guint n = 0; moving != NULL && n < 4; n++) {
      guint ms;
      g_autoptr (GdkPixbuf) pixbuf = moving_next (moving, &ms);

      g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 3);
      g_assert_true (ms == 0 || ms >= 20);
    }
  }
}

static void
test_cancelled (void)
{
  g_autoptr (MediaFile) file = media_file_new (path, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (moving_open (file, 1, 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("whin-XXXXXX", NULL);
  int result;

  g_test_init (&argc, &argv, NULL);
  path = g_build_filename (folder, "moving", NULL);
  g_test_add_func ("/moving/round", test_round);
  g_test_add_func ("/moving/once", test_once);
  g_test_add_func ("/moving/wrong", test_wrong);
  g_test_add_func ("/moving/damaged", test_damaged);
  g_test_add_func ("/moving/cancelled", test_cancelled);
  result = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  return result;
}
