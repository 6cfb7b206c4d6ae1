/* test-sketch: steps that are taken back and done again, and what they do to pixels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sketch-paint.h"

#include "error.h"
#include "picture.h"

#include <glib/gstdio.h>
#include <string.h>

#define RED 0xff0000u
#define GREEN 0x00ff00u
#define BLUE 0x0000ffu
#define WHITE 0xffffffu

/* Red and green above blue and white. */
static GdkPixbuf *
flag_new (int width, int height, gboolean alpha)
{
  static const guint32 colours[] = { 0xff0000ff, 0x00ff00ff, 0x0000ffff, 0xffffffff };
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, width, height);

  for (int i = 0; i < 4; i++) {
    g_autoptr (GdkPixbuf) part = gdk_pixbuf_new_subpixbuf (
        pixbuf, i % 2 * width / 2, i / 2 * height / 2, width / 2, height / 2);

    gdk_pixbuf_fill (part, colours[i]);
  }
  return pixbuf;
}

static guint32
pixel (GdkPixbuf *pixbuf, int x, int y)
{
  const guint8 *at = gdk_pixbuf_read_pixels (pixbuf) +
                     (gsize) y * gdk_pixbuf_get_rowstride (pixbuf) +
                     (gsize) x * gdk_pixbuf_get_n_channels (pixbuf);

  return (guint32) at[0] << 16 | at[1] << 8 | at[2];
}

static GdkPixbuf *
painted (GdkPixbuf *picture, const Sketch *sketch)
{
  SketchFrame frame = sketch_get_frame (sketch);
  g_autoptr (GPtrArray) marks = sketch_get_marks (sketch);

  return sketch_paint (picture, sketch_get_width (sketch), &frame, marks);
}

/* The corners of what the steps make of a flag of 40 x 20, and its size. */
static void
assert_flag (const Sketch *sketch,
             int width,
             int height,
             guint32 a,
             guint32 b,
             guint32 c,
             guint32 d)
{
  g_autoptr (GdkPixbuf) flag = flag_new (40, 20, FALSE);
  g_autoptr (GdkPixbuf) done = painted (flag, sketch);

  g_assert_cmpint (gdk_pixbuf_get_width (done), ==, width);
  g_assert_cmpint (gdk_pixbuf_get_height (done), ==, height);
  g_assert_cmphex (pixel (done, 0, 0), ==, a);
  g_assert_cmphex (pixel (done, width - 1, 0), ==, b);
  g_assert_cmphex (pixel (done, 0, height - 1), ==, c);
  g_assert_cmphex (pixel (done, width - 1, height - 1), ==, d);
}

static void
test_turn (void)
{
  g_autoptr (Sketch) sketch = sketch_new (40, 20);

  assert_flag (sketch, 40, 20, RED, GREEN, BLUE, WHITE);
  g_assert_false (sketch_is_changed (sketch));
  sketch_turn (sketch, 1);
  assert_flag (sketch, 20, 40, BLUE, RED, WHITE, GREEN);
  sketch_flip (sketch, FALSE);
  assert_flag (sketch, 20, 40, RED, BLUE, GREEN, WHITE);
  sketch_turn (sketch, -1);
  assert_flag (sketch, 40, 20, BLUE, WHITE, RED, GREEN);
  sketch_flip (sketch, TRUE);
  assert_flag (sketch, 40, 20, RED, GREEN, BLUE, WHITE);
  g_assert_false (sketch_is_changed (sketch));
}

static void
test_crop (void)
{
  g_autoptr (Sketch) sketch = sketch_new (40, 20);

  sketch_crop (sketch, &(SketchBox) { 20, 2, 20, 18 });
  assert_flag (sketch, 20, 18, GREEN, GREEN, WHITE, WHITE);
  sketch_turn (sketch, 2);
  assert_flag (sketch, 20, 18, WHITE, WHITE, GREEN, GREEN);
  /* Larger again: nothing was lost. Beyond the picture there is nothing. */
  sketch_crop (sketch, &(SketchBox) { -100, -100, 1000, 1000 });
  assert_flag (sketch, 40, 20, WHITE, BLUE, GREEN, RED);
  /* One that cannot be seen is made as large as can. */
  sketch_crop (sketch, &(SketchBox) { 39, 19, 0, 0 });
  assert_flag (sketch, (int) SKETCH_CROP_MIN, (int) SKETCH_CROP_MIN, WHITE, WHITE, GREEN, GREEN);
}

static void
test_undo (void)
{
  g_autoptr (Sketch) sketch = sketch_new (40, 20);

  g_assert_null (sketch_undo (sketch));
  sketch_turn (sketch, 1);
  sketch_draw (sketch, &(SketchPoint) { 0, 0 }, 1, 10, 0x123456);
  assert_flag (sketch, 20, 40, BLUE, 0x123456, WHITE, GREEN);
  g_assert_cmpint (sketch_undo (sketch)->kind, ==, SKETCH_PEN);
  assert_flag (sketch, 20, 40, BLUE, RED, WHITE, GREEN);
  g_assert_cmpint (sketch_redo (sketch)->kind, ==, SKETCH_PEN);
  assert_flag (sketch, 20, 40, BLUE, 0x123456, WHITE, GREEN);
  sketch_reset (sketch);
  g_assert_false (sketch_is_changed (sketch));
  assert_flag (sketch, 40, 20, RED, GREEN, BLUE, WHITE);
  g_assert_cmpint (sketch_undo (sketch)->kind, ==, SKETCH_RESET);
  assert_flag (sketch, 20, 40, BLUE, 0x123456, WHITE, GREEN);
  g_assert_true (sketch_can_redo (sketch));
  /* What is new takes the place of what was taken back. */
  sketch_turn (sketch, 1);
  g_assert_false (sketch_can_redo (sketch));
  while (sketch_undo (sketch) != NULL)
    ;
  assert_flag (sketch, 40, 20, RED, GREEN, BLUE, WHITE);
}

static void
test_limits (void)
{
  g_autoptr (Sketch) sketch = sketch_new (40, 20);
  g_autofree SketchPoint *many = g_new0 (SketchPoint, SKETCH_POINTS_MAX + 5);
  g_autoptr (GPtrArray) marks = NULL;

  sketch_draw (sketch, many, SKETCH_POINTS_MAX + 5, 2, 0);
  sketch_draw (sketch, many, 0, 2, 0);
  for (int i = 0; i < 2 * SKETCH_STEPS_MAX; i++)
    sketch_turn (sketch, 1);
  marks = sketch_get_marks (sketch);
  g_assert_cmpuint (marks->len, ==, 1);
  g_assert_cmpuint (((SketchStep *) marks->pdata[0])->n_points, ==, SKETCH_POINTS_MAX);
  for (int i = 0; i < SKETCH_STEPS_MAX; i++)
    g_assert_nonnull (sketch_undo (sketch));
  g_assert_null (sketch_undo (sketch));
}

/* Where a point is drawn is where it is seen, whatever was done to the picture. */
static void
test_places (void)
{
  for (int way = 0; way < 8; way++) {
    g_autoptr (Sketch) sketch = sketch_new (200, 100);
    g_autoptr (GdkPixbuf) flag = flag_new (200, 100, FALSE);
    g_autoptr (GdkPixbuf) done = NULL;
    SketchPoint seen = { 30.5, 20.5 }, at, again;
    SketchFrame frame;

    sketch_crop (sketch, &(SketchBox) { 40, 10, 120, 80 });
    if (way & 4)
      sketch_flip (sketch, way & 1);
    sketch_turn (sketch, way & 3);
    frame = sketch_get_frame (sketch);
    at = sketch_frame_from (&frame, seen);
    again = sketch_frame_to (&frame, at);
    g_assert_cmpfloat_with_epsilon (again.x, seen.x, 0.001);
    g_assert_cmpfloat_with_epsilon (again.y, seen.y, 0.001);
    sketch_draw (sketch, &at, 1, 6, 0x123456);
    done = painted (flag, sketch);
    g_assert_cmphex (pixel (done, 30, 20), ==, 0x123456);
    g_assert_cmphex (pixel (done, 36, 20), !=, 0x123456);
  }
}

/* The small copy shows what the whole picture becomes. */
static void
test_scale (void)
{
  g_autoptr (Sketch) sketch = sketch_new (400, 200);
  g_autoptr (GdkPixbuf) large = flag_new (400, 200, TRUE), small = flag_new (100, 50, TRUE);
  g_autoptr (GdkPixbuf) one = NULL, two = NULL;
  SketchPoint line[] = { { 60, 60 }, { 300, 60 }, { 300, 140 } };

  sketch_draw (sketch, line, 3, 24, 0x112233);
  sketch_blur_box (sketch, &(SketchBox) { 100, 120, 120, 60 });
  sketch_turn (sketch, 3);
  one = painted (large, sketch);
  two = painted (small, sketch);
  g_assert_cmpint (gdk_pixbuf_get_width (one), ==, 4 * gdk_pixbuf_get_width (two));
  for (int y = 2; y < gdk_pixbuf_get_height (two) - 2; y += 3)
    for (int x = 2; x < gdk_pixbuf_get_width (two) - 2; x += 3) {
      guint32 a = pixel (one, 4 * x + 2, 4 * y + 2), b = pixel (two, x, y);
      int edges = 0;

      for (int i = -1; i < 2; i++)
        edges += pixel (two, x + i, y) != b || pixel (two, x, y + i) != b;
      for (int shift = 0; edges == 0 && shift < 24; shift += 8)
        g_assert_cmpint (ABS ((int) (a >> shift & 255) - (int) (b >> shift & 255)), <=, 2);
    }
}

/* -- What was blurred cannot be had back. -- */

static GdkPixbuf *
noise_new (int width, int height, guint32 seed)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (int i = 0; i < gdk_pixbuf_get_rowstride (pixbuf) * height - 8; i++)
    pixels[i] = (guint8) g_rand_int (rand);
  return pixbuf;
}

/* Another picture whose squares have the same averages: all pixels of each in another order. */
static void
shuffle (GdkPixbuf *pixbuf, int block)
{
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);

  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (pixbuf); x++) {
      int other_x = x / block * block + block - 1 - x % block, other_y = y;
      guint8 *a = pixels + y * stride + x * 3, *b = pixels + other_y * stride + other_x * 3;

      for (int c = 0; c < 3 && x < other_x; c++) {
        guint8 kept = a[c];

        a[c] = b[c];
        b[c] = kept;
      }
    }
}

static void
assert_same_inside (GdkPixbuf *one, GdkPixbuf *two, int x, int y, int width, int height)
{
  for (int i = x; i < x + width; i++)
    for (int j = y; j < y + height; j++)
      g_assert_cmphex (pixel (one, i, j), ==, pixel (two, i, j));
}

static void
test_blur (void)
{
  enum {
    BLOCK = 10,
    SIDE = 24 * BLOCK
  };
  g_autoptr (Sketch) sketch = sketch_new (SIDE, SIDE);
  g_autoptr (GdkPixbuf) one = noise_new (SIDE, SIDE, 1), two = gdk_pixbuf_copy (one);
  g_autoptr (GdkPixbuf) done = NULL, other = NULL;
  g_autoptr (GPtrArray) marks = NULL;
  SketchPoint line[] = { { 103, 207 }, { 220, 207 } };

  sketch_blur_box (sketch, &(SketchBox) { 23, 31, 95, 77 });
  sketch_blur (sketch, line, 2, 40);
  marks = sketch_get_marks (sketch);
  g_assert_cmpfloat (((SketchStep *) marks->pdata[0])->block, ==, BLOCK);
  shuffle (two, BLOCK);
  g_assert_cmphex (pixel (one, 60, 60), !=, pixel (two, 60, 60));
  done = painted (one, sketch);
  other = painted (two, sketch);
  /* Two pictures that differ in every pixel are one under the blur, up to its edge. */
  assert_same_inside (done, other, 23, 31, 95, 77);
  assert_same_inside (done, other, 103, 188, 117, 38);
  /* Around it nothing changed. */
  g_assert_cmphex (pixel (done, 21, 60), ==, pixel (one, 21, 60));
  g_assert_cmphex (pixel (done, 120, 60), ==, pixel (one, 120, 60));
  g_assert_cmphex (pixel (done, 60, 110), ==, pixel (one, 60, 110));
}

/* -- Files -- */

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sketch-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "flag.bmp", NULL);
  g_autofree char *done = NULL, *expected = g_build_filename (folder, "flag.jpg", NULL);
  g_autoptr (GdkPixbuf) flag = flag_new (400, 200, FALSE), back = NULL;
  g_autoptr (Sketch) sketch = sketch_new (400, 200);
  g_autoptr (GPtrArray) marks = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  SketchFrame frame;

  g_assert_true (gdk_pixbuf_save (flag, path, "bmp", NULL, NULL));
  sketch_crop (sketch, &(SketchBox) { 100, 50, 200, 100 });
  sketch_turn (sketch, 1);
  frame = sketch_get_frame (sketch);
  marks = sketch_get_marks (sketch);
  done = sketch_paint_file (path, folder, &frame, marks, cancellable, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (done, ==, expected);
  back = picture_open_path (done, 0, NULL, &error);
  g_assert_cmpint (gdk_pixbuf_get_width (back), ==, 100);
  g_assert_cmpint (gdk_pixbuf_get_height (back), ==, 200);
  g_cancellable_cancel (cancellable);
  g_assert_null (sketch_paint_file (path, folder, &frame, marks, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "BMthis is none", -1, NULL));
  g_assert_null (sketch_paint_file (path, folder, &frame, marks, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_unlink (path);
  g_unlink (done);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sketch/turn", test_turn);
  g_test_add_func ("/sketch/crop", test_crop);
  g_test_add_func ("/sketch/undo", test_undo);
  g_test_add_func ("/sketch/limits", test_limits);
  g_test_add_func ("/sketch/places", test_places);
  g_test_add_func ("/sketch/scale", test_scale);
  g_test_add_func ("/sketch/blur", test_blur);
  g_test_add_func ("/sketch/file", test_file);
  return g_test_run ();
}
