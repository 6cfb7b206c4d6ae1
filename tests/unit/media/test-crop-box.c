/* test-crop-box: boxes that are pulled by their edges.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "crop-box.h"

#define WIDTH 400.0
#define HEIGHT 300.0
#define LEAST 16.0

static void
assert_box (SketchBox box, double x, double y, double width, double height)
{
  g_assert_cmpfloat_with_epsilon (box.x, x, 0.001);
  g_assert_cmpfloat_with_epsilon (box.y, y, 0.001);
  g_assert_cmpfloat_with_epsilon (box.width, width, 0.001);
  g_assert_cmpfloat_with_epsilon (box.height, height, 0.001);
}

static SketchBox
drag (int edges, double dx, double dy, double ratio)
{
  SketchBox box = { 100, 100, 200, 100 };

  return crop_box_drag (&box, (CropEdges) edges, dx, dy, ratio, LEAST, WIDTH, HEIGHT);
}

static void
test_free (void)
{
  assert_box (drag (CROP_INSIDE, 20, -30, 0), 120, 70, 200, 100);
  assert_box (drag (CROP_INSIDE, 900, 900, 0), 200, 200, 200, 100);
  assert_box (drag (CROP_LEFT, -30, 5, 0), 70, 100, 230, 100);
  assert_box (drag (CROP_RIGHT | CROP_BOTTOM, 30, 40, 0), 100, 100, 230, 140);
  assert_box (drag (CROP_RIGHT, 900, 0, 0), 100, 100, 300, 100);
  assert_box (drag (CROP_TOP, 0, 900, 0), 100, 200 - LEAST, 200, LEAST);
}

static void
test_ratio (void)
{
  assert_box (drag (CROP_RIGHT | CROP_BOTTOM, 40, 0, 2), 100, 100, 240, 120);
  assert_box (drag (CROP_LEFT | CROP_TOP, 0, -20, 2), 60, 80, 240, 120);
  /* One edge: the others stay in the middle. */
  assert_box (drag (CROP_BOTTOM, 0, 20, 2), 80, 100, 240, 120);
  /* No further than the picture. */
  assert_box (drag (CROP_RIGHT | CROP_BOTTOM, 900, 900, 2), 100, 100, 300, 150);
}

/* Whatever is done to it, it is in the picture, of its ratio and not too small. */
static void
test_any (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  static const double ratios[] = { 0, 1, 16.0 / 9, 3.0 / 4 };

  for (int i = 0; i < 20000; i++) {
    double ratio = ratios[i % 4];
    SketchBox box = { 0, 0, WIDTH, HEIGHT };

    if (ratio > 0)
      box = crop_box_fit (&box, ratio);
    for (int j = 0; j < 5; j++) {
      int edges = g_rand_int_range (rand, 0, 16);

      if ((edges & 3) == 3 || (edges & 12) == 12)
        continue;
      box = crop_box_drag (&box, (CropEdges) edges, g_rand_double_range (rand, -500, 500),
                           g_rand_double_range (rand, -500, 500), ratio, LEAST, WIDTH, HEIGHT);
      g_assert_cmpfloat (box.x, >=, -0.001);
      g_assert_cmpfloat (box.y, >=, -0.001);
      g_assert_cmpfloat (box.x + box.width, <=, WIDTH + 0.001);
      g_assert_cmpfloat (box.y + box.height, <=, HEIGHT + 0.001);
      g_assert_cmpfloat (box.width, >=, LEAST - 0.001);
      g_assert_cmpfloat (box.height, >=, LEAST - 0.001);
      if (ratio > 0)
        g_assert_cmpfloat_with_epsilon (box.width / box.height, ratio, 0.001);
    }
  }
}

static void
test_hit (void)
{
  SketchBox box = { 100, 100, 200, 100 }, small = { 0, 0, 9, 9 };

  g_assert_cmpint (crop_box_hit (&box, 200, 150, 10), ==, CROP_INSIDE);
  g_assert_cmpint (crop_box_hit (&box, 95, 95, 10), ==, CROP_LEFT | CROP_TOP);
  g_assert_cmpint (crop_box_hit (&box, 305, 150, 10), ==, CROP_RIGHT);
  g_assert_cmpint (crop_box_hit (&box, 315, 150, 10), ==, -1);
  g_assert_cmpint (crop_box_hit (&small, 4.5, 4.5, 10), ==, CROP_INSIDE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crop-box/free", test_free);
  g_test_add_func ("/crop-box/ratio", test_ratio);
  g_test_add_func ("/crop-box/any", test_any);
  g_test_add_func ("/crop-box/hit", test_hit);
  return g_test_run ();
}
