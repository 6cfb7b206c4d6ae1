/* Message row, tiles: the pictures and videos of an album in lines of two and three, each line as
 * wide as the others and as high as the shapes in it make it. Only the sizes that came with the
 * messages count, so nothing moves when a picture is there. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "whin-message-row-private.h"

#include <stdlib.h>

#define GAP 3
#define NARROWEST 0.6 /* width to height; what is beyond is cut */
#define WIDEST 1.8
#define LOWEST 80
#define HIGHEST 260

static double
shape_of (const WhinTileView *tile)
{
  return CLAMP ((double) MAX (tile->width, 1) / MAX (tile->height, 1), NARROWEST, WIDEST);
}

#define MANY 3.0 /* so wide are three that their line would be low */

static double
shapes_of (const WhinTileView *tiles, guint n)
{
  double shapes = 0;

  for (guint i = 0; i < n; i++)
    shapes += shape_of (&tiles[i]);
  return shapes;
}

/* Two and two come before the threes; one by itself is only large above two others. */
static guint
line_length (const WhinTileView *tiles, guint left)
{
  if (left <= 2 || left == 4 || left % 3 != 0)
    return MIN (left, 2);
  if (shapes_of (tiles, 3) <= MANY)
    return 3;
  return left == 3 ? 1 : 2;
}

static int
place_line (const WhinTileView *tiles, guint n, int width, int y, Rect *rects)
{
  double shapes = shapes_of (tiles, n), x = 0;
  int room = width - (int) (n - 1) * GAP;
  int height = CLAMP ((int) (room / shapes + 0.5), LOWEST, HIGHEST);
  for (guint i = 0; i < n; i++) {
    double next = x + room * shape_of (&tiles[i]) / shapes;

    rects[i] =
        (Rect) { (int) (x + 0.5) + (int) i * GAP, y, (int) (next + 0.5) - (int) (x + 0.5), height };
    x = next;
  }
  return height;
}

int
whin_message_place_tiles (const WhinMessageView *view, int width, Rect *tiles)
{
  int y = 0;

  for (guint i = 0; i < view->n_tiles;) {
    guint n = line_length (view->tiles + i, view->n_tiles - i);

    y += place_line (view->tiles + i, n, width, y, tiles + i) + GAP;
    i += n;
  }
  return MAX (y - GAP, 0);
}

Rect
whin_message_tile (WhinMessageRow *self, guint i)
{
  const WhinGeometry *g = &self->geometry;
  Rect rect = g->tiles[i];

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    rect.x = g->media.width - rect.x - rect.width;
  rect.x += g->media.x;
  rect.y += g->media.y;
  return rect;
}

const char *
whin_message_tile_name (guint i)
{
  static const char *const names[WHIN_MAX_TILES] = {
    "0",  "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9",  "10", "11", "12", "13", "14", "15",
    "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31",
  };

  return names[i];
}

int
whin_message_row_get_tile_at (WhinMessageRow *self, double x, double y)
{
  g_return_val_if_fail (WHIN_IS_MESSAGE_ROW (self), -1);
  for (guint i = 0; i < self->view.n_tiles; i++) {
    Rect rect = whin_message_tile (self, i);

    if (gdk_rectangle_contains_point (&rect, (int) x, (int) y))
      return (int) i;
  }
  return -1;
}

int
whin_message_row_get_focused_tile (WhinMessageRow *self)
{
  g_return_val_if_fail (WHIN_IS_MESSAGE_ROW (self), -1);
  whin_message_list_parts (self);
  if (!self->view.n_tiles || self->focus_part < 0 || self->focus_part >= (int) self->n_parts)
    return -1;
  WhinHit *hit = &self->parts[self->focus_part];
  return hit->part == WHIN_PART_PICTURE || hit->part == WHIN_PART_TRANSFER ? atoi (hit->detail)
                                                                           : -1;
}
