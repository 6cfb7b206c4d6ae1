/* test-tiles: an album of any length and any shapes fills its width, no tile over another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-row-private.h"

#define WIDTH 360
#define GAP 3

typedef struct {
  int width, height;
} Shape;

/* The lengths of the lines. */
static char *
lines_of (const Rect *tiles, guint n)
{
  GString *text = g_string_new (NULL);
  guint length = 0;

  for (guint i = 0; i < n; i++) {
    length++;
    if (i + 1 < n && tiles[i + 1].y == tiles[i].y)
      continue;
    g_string_append_printf (text, "%u ", length);
    length = 0;
  }
  return g_string_free (text, FALSE);
}

/* Each line ends where the width does, and begins below the one before. */
static void
assert_whole (const Rect *tiles, guint n, int width, int height)
{
  int x = 0, y = 0;

  for (guint i = 0; i < n; i++) {
    gboolean last = i + 1 == n || tiles[i + 1].y != tiles[i].y;

    g_assert_cmpint (tiles[i].x, ==, x);
    g_assert_cmpint (tiles[i].y, ==, y);
    g_assert_cmpint (tiles[i].width, >, 0);
    g_assert_cmpint (tiles[i].height, >, 0);
    x += tiles[i].width + GAP;
    if (!last) {
      g_assert_cmpint (tiles[i + 1].height, ==, tiles[i].height);
      continue;
    }
    g_assert_cmpint (x - GAP, ==, width);
    x = 0;
    y += tiles[i].height + GAP;
  }
  g_assert_cmpint (height, ==, n ? y - GAP : 0);
}

static int
place (guint n, const Shape *shapes, guint n_shapes, int width, Rect *tiles)
{
  WhinTileView views[WHIN_MAX_TILES] = { 0 };
  WhinMessageView view = { .media = WHIN_MEDIA_ALBUM, .tiles = views, .n_tiles = n };

  for (guint i = 0; i < n; i++) {
    views[i].width = shapes[i % n_shapes].width;
    views[i].height = shapes[i % n_shapes].height;
  }
  return whin_message_place_tiles (&view, width, tiles);
}

static void
test_lines (void)
{
  static const Shape square = { 800, 800 }, wide = { 1600, 900 };
  static const char *const squares[] = { "",     "1 ",   "2 ",     "3 ",     "2 2 ",
                                         "2 3 ", "3 3 ", "2 2 3 ", "2 3 3 ", "3 3 3 " };
  Rect tiles[WHIN_MAX_TILES];

  for (guint n = 0; n < G_N_ELEMENTS (squares); n++) {
    int height = place (n, &square, 1, WIDTH, tiles);
    g_autofree char *lines = lines_of (tiles, n);

    g_assert_cmpstr (lines, ==, squares[n]);
    assert_whole (tiles, n, WIDTH, height);
  }
  /* Three that are wide would make a low line: one is large above the two. */
  place (3, &wide, 1, WIDTH, tiles);
  g_assert_cmpint (tiles[1].y, >, tiles[0].y);
  g_assert_cmpint (tiles[2].y, ==, tiles[1].y);
}

/* Sizes as somebody else may have said them. */
static void
test_any_shapes (void)
{
  static const Shape shapes[] = {
    { 1, 100000 }, { 100000, 1 }, { 0, 0 }, { 640, 480 }, { 480, 640 }, { -5, 7 }, { G_MAXINT, 2 },
  };
  Rect tiles[WHIN_MAX_TILES];

  for (guint n = 1; n <= WHIN_MAX_TILES; n++)
    for (guint first = 0; first < G_N_ELEMENTS (shapes); first++)
      for (int width = 120; width <= 560; width += 73) {
        int height = place (n, shapes + first, G_N_ELEMENTS (shapes) - first, width, tiles);

        assert_whole (tiles, n, width, height);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tiles/lines", test_lines);
  g_test_add_func ("/tiles/any-shapes", test_any_shapes);
  return g_test_run ();
}
