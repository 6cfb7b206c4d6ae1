/* test-phone-picture: what phones make of a picture, HEIC and AVIF, is read when somebody here has
 * picked it, and only then. SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include "error.h"

#include <glib/gstdio.h>

#define WIDTH 400
#define HEIGHT 300
#define LEEWAY 40

static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* Red, and blue at its right half. */
static GdkPixbuf *
flag_new (void)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, WIDTH, HEIGHT);
  g_autoptr (GdkPixbuf) right = gdk_pixbuf_new_subpixbuf (pixbuf, WIDTH / 2, 0, WIDTH / 2, HEIGHT);

  gdk_pixbuf_fill (pixbuf, 0xff0000ff);
  gdk_pixbuf_fill (right, 0x0000ffff);
  return pixbuf;
}

static char *
make (gconstpointer avif)
{
  g_autoptr (GdkPixbuf) flag = flag_new ();
  g_autofree char *png = path_of ("flag.png");
  char *path = path_of (avif != NULL ? "flag.avif" : "flag.heic");
  const char *argv[] = { "heif-enc", png, "-o", path, avif != NULL ? "--avif" : NULL, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (gdk_pixbuf_save (flag, png, "png", &error, NULL));
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_unlink (png);
  return path;
}

static void
assert_colour (GdkPixbuf *pixbuf, int x, int red, int blue)
{
  const guint8 *at = gdk_pixbuf_read_pixels (pixbuf) +
                     HEIGHT / 2 * gdk_pixbuf_get_rowstride (pixbuf) +
                     x * gdk_pixbuf_get_n_channels (pixbuf);

  g_assert_cmpint (ABS (at[0] - red), <, LEEWAY);
  g_assert_cmpint (ABS (at[2] - blue), <, LEEWAY);
}

static void
test_prepare (gconstpointer avif)
{
  g_autofree char *path = make (avif);
  g_autofree char *mime = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) shown = NULL;
  Picture *picture;
  int width, height;

  g_assert_true (picture_probe (path, &mime, &width, &height));
  g_assert_cmpstr (mime, ==, avif != NULL ? "image/avif" : "image/heic");
  g_assert_cmpint (width, ==, WIDTH);
  g_assert_cmpint (height, ==, HEIGHT);
  /* Even an original goes as what everybody can open. */
  picture = picture_prepare (path, QUALITY_ORIGINAL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (picture->mime, ==, "image/jpeg");
  shown = picture_open_bytes (picture->data, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (shown), ==, WIDTH);
  assert_colour (shown, WIDTH / 4, 255, 0);
  assert_colour (shown, WIDTH * 3 / 4, 0, 255);
  picture_free (picture);
  g_unlink (path);
}

static void
test_of_others (gconstpointer avif)
{
  g_autofree char *path = make (avif);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize len;

  g_assert_true (g_file_get_contents (path, &data, &len, NULL));
  bytes = g_bytes_new_take (data, len);
  g_assert_null (picture_open_bytes (bytes, 0, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNSUPPORTED);
  g_unlink (path);
}

static void
test_cut (gconstpointer avif)
{
  g_autofree char *path = make (avif), *data = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (path, &data, &len, NULL));
  for (gsize n = len - 1; n > 16; n -= MAX (1, n / 16)) {
    g_autoptr (GError) error = NULL;
    Picture *picture;

    g_assert_true (g_file_set_contents (path, data, (gssize) n, NULL));
    picture = picture_prepare (path, QUALITY_STANDARD, NULL, &error);
    g_assert_true ((picture == NULL) == (error != NULL));
    picture_free (picture);
  }
  g_unlink (path);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("whin-XXXXXX", NULL);
  g_test_add_data_func ("/phone-picture/heic", NULL, test_prepare);
  g_test_add_data_func ("/phone-picture/avif", "", test_prepare);
  g_test_add_data_func ("/phone-picture/heic-of-others", NULL, test_of_others);
  g_test_add_data_func ("/phone-picture/avif-of-others", "", test_of_others);
  g_test_add_data_func ("/phone-picture/heic-cut", NULL, test_cut);
  g_test_add_data_func ("/phone-picture/avif-cut", "", test_cut);
  status = g_test_run ();
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
  return status;
}
