/* sketch-paint: lines and boxes are masks, made by cairo a tile at a time, so that a large picture
 * takes no second one. What is blurred is made of the averages of squares and of nothing else: no
 * pixel under it can be had back. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sketch-paint.h"

#include "error.h"
#include "picture.h"

#include <cairo.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define TILE 512

typedef struct {
  GdkPixbuf *pixbuf;
  guint8 *pixels;
  int width, height, stride, channels;
  double x, y, scale; /* where it begins in the picture */
} Canvas;

typedef struct {
  int x, y, width, height;
} Area;

static Canvas
canvas_of (GdkPixbuf *pixbuf, double x, double y, double scale)
{
  return (Canvas) { pixbuf,
                    gdk_pixbuf_get_pixels (pixbuf),
                    gdk_pixbuf_get_width (pixbuf),
                    gdk_pixbuf_get_height (pixbuf),
                    gdk_pixbuf_get_rowstride (pixbuf),
                    gdk_pixbuf_get_n_channels (pixbuf),
                    x,
                    y,
                    scale };
}

static Area
area_of (const Canvas *canvas, const SketchBox *box)
{
  double left = floor ((box->x - canvas->x) * canvas->scale) - 1;
  double top = floor ((box->y - canvas->y) * canvas->scale) - 1;
  double right = ceil ((box->x + box->width - canvas->x) * canvas->scale) + 1;
  double bottom = ceil ((box->y + box->height - canvas->y) * canvas->scale) + 1;
  Area area = { (int) CLAMP (left, 0, canvas->width), (int) CLAMP (top, 0, canvas->height), 0, 0 };

  area.width = (int) CLAMP (right, area.x, canvas->width) - area.x;
  area.height = (int) CLAMP (bottom, area.y, canvas->height) - area.y;
  return area;
}

/* -- Masks -- */

static void
trace (cairo_t *cr, const SketchStep *mark)
{
  if (mark->kind == SKETCH_BLUR_BOX) {
    cairo_rectangle (cr, mark->box.x, mark->box.y, mark->box.width, mark->box.height);
    cairo_fill (cr);
    return;
  }
  cairo_set_line_width (cr, mark->width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to (cr, mark->points[0].x, mark->points[0].y);
  for (guint i = 0; i < mark->n_points; i++)
    cairo_line_to (cr, mark->points[i].x, mark->points[i].y);
  cairo_stroke (cr);
}

/* What of the tile the mark covers, a byte a pixel. */
static cairo_surface_t *
mask_of (const Canvas *canvas, const SketchStep *mark, const Area *tile)
{
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, tile->width, tile->height);
  cairo_t *cr = cairo_create (mask);

  cairo_translate (cr, -tile->x, -tile->y);
  cairo_scale (cr, canvas->scale, canvas->scale);
  cairo_translate (cr, -canvas->x, -canvas->y);
  trace (cr, mark);
  cairo_destroy (cr);
  cairo_surface_flush (mask);
  return mask;
}

typedef void (*PaintPixel) (guint8 *pixel, int x, int y, guint cover, gpointer data);

static void
paint_tile (Canvas *canvas,
            const SketchStep *mark,
            const Area *tile,
            PaintPixel paint,
            gpointer data)
{
  cairo_surface_t *mask = mask_of (canvas, mark, tile);
  const guint8 *covers = cairo_image_surface_get_data (mask);
  int stride = cairo_image_surface_get_stride (mask);

  for (int y = 0; covers != NULL && y < tile->height; y++) {
    guint8 *row = canvas->pixels + (gsize) (tile->y + y) * canvas->stride +
                  (gsize) tile->x * canvas->channels;

    for (int x = 0; x < tile->width; x++)
      if (covers[(gsize) y * stride + x] > 0)
        paint (row + (gsize) x * canvas->channels, tile->x + x, tile->y + y,
               covers[(gsize) y * stride + x], data);
  }
  cairo_surface_destroy (mask);
}

static void
paint_area (Canvas *canvas,
            const SketchStep *mark,
            const Area *area,
            PaintPixel paint,
            gpointer data)
{
  for (int y = area->y; y < area->y + area->height; y += TILE) {
    for (int x = area->x; x < area->x + area->width; x += TILE) {
      Area tile = { x, y, MIN (TILE, area->x + area->width - x),
                    MIN (TILE, area->y + area->height - y) };

      paint_tile (canvas, mark, &tile, paint, data);
    }
  }
}

/* -- The pen -- */

typedef struct {
  guint8 colour[4];
  int channels;
} Ink;

static void
ink_pixel (guint8 *pixel, int x, int y, guint cover, gpointer data)
{
  const Ink *ink = data;

  for (int c = 0; c < ink->channels; c++)
    pixel[c] = (guint8) ((pixel[c] * (255 - cover) + ink->colour[c] * cover + 127) / 255);
}

static void
draw (Canvas *canvas, const SketchStep *mark, const Area *area)
{
  Ink ink = { { mark->colour >> 16 & 255, mark->colour >> 8 & 255, mark->colour & 255, 255 },
              canvas->channels };

  paint_area (canvas, mark, area, ink_pixel, &ink);
}

/* -- The blur -- */

typedef struct {
  const Canvas *canvas;
  double block; /* in pixels of the canvas */
  double off_x, off_y;
  int first_x, first_y; /* the square in the corner */
  int columns, rows;
  float *means; /* of each square, a float a channel */
} Squares;

static int
square_at (double place, double off, double block)
{
  return (int) floor ((place + off) / block);
}

/* The pixels in which they may lie. */
static Area
reach (const Squares *self)
{
  const Canvas *canvas = self->canvas;
  int x = (int) floor (self->first_x * self->block - self->off_x);
  int y = (int) floor (self->first_y * self->block - self->off_y);
  int right = (int) ceil ((self->first_x + self->columns) * self->block - self->off_x);
  int bottom = (int) ceil ((self->first_y + self->rows) * self->block - self->off_y);

  x = CLAMP (x, 0, canvas->width);
  y = CLAMP (y, 0, canvas->height);
  return (Area) { x, y, CLAMP (right, x, canvas->width) - x,
                  CLAMP (bottom, y, canvas->height) - y };
}

/* Every pixel of every square counts, also those that are not under the mark. */
static void
sum_squares (Squares *self, guint32 *counts, double *sums)
{
  const Canvas *canvas = self->canvas;
  int channels = canvas->channels;
  Area area = reach (self);

  for (int y = area.y; y < area.y + area.height; y++) {
    int row = square_at (y + 0.5, self->off_y, self->block) - self->first_y;
    const guint8 *pixel = canvas->pixels + (gsize) y * canvas->stride + (gsize) area.x * channels;

    if (row < 0 || row >= self->rows)
      continue;
    for (int x = area.x; x < area.x + area.width; x++, pixel += channels) {
      int column = square_at (x + 0.5, self->off_x, self->block) - self->first_x;
      gsize at = (gsize) row * self->columns + column;

      if (column < 0 || column >= self->columns)
        continue;
      counts[at]++;
      for (int c = 0; c < channels; c++)
        sums[at * channels + c] += pixel[c];
    }
  }
}

static void
mean_squares (Squares *self)
{
  gsize n = (gsize) self->columns * self->rows;
  int channels = self->canvas->channels;
  g_autofree guint32 *counts = g_new0 (guint32, n);
  g_autofree double *sums = g_new0 (double, n *channels);

  sum_squares (self, counts, sums);
  self->means = g_new0 (float, n *channels);
  for (gsize i = 0; i < n * channels; i++)
    if (counts[i / channels] > 0)
      self->means[i] = (float) (sums[i] / counts[i / channels]);
}

/* The square itself and its neighbours towards the pixel, so that no edge of a square is seen.
 * Beyond the picture there are none. */
static void
blur_pixel (guint8 *pixel, int x, int y, guint cover, gpointer data)
{
  const Squares *self = data;
  int channels = self->canvas->channels;
  double u = (x + 0.5 + self->off_x) / self->block - 0.5 - self->first_x;
  double v = (y + 0.5 + self->off_y) / self->block - 0.5 - self->first_y;
  int left = CLAMP ((int) floor (u), 0, self->columns - 1);
  int top = CLAMP ((int) floor (v), 0, self->rows - 1);
  int right = MIN (left + 1, self->columns - 1), bottom = MIN (top + 1, self->rows - 1);
  float fx = (float) CLAMP (u - left, 0, 1), fy = (float) CLAMP (v - top, 0, 1);

#define MEAN(column, row, c)                                                                       \
  (self->means[((gsize) (row) * self->columns + (column)) * channels + c])
  for (int c = 0; c < channels; c++) {
    float above = MEAN (left, top, c) * (1 - fx) + MEAN (right, top, c) * fx;
    float below = MEAN (left, bottom, c) * (1 - fx) + MEAN (right, bottom, c) * fx;

    pixel[c] = (guint8) (above * (1 - fy) + below * fy + 0.5f);
  }
#undef MEAN
}

static void
blur (Canvas *canvas, const SketchStep *mark, const Area *area)
{
  Squares squares = { .canvas = canvas, .block = MAX (2.0, mark->block * canvas->scale) };
  int last_x, last_y, most_x, most_y, least_x, least_y;

  squares.off_x = canvas->x * canvas->scale;
  squares.off_y = canvas->y * canvas->scale;
  least_x = square_at (0.5, squares.off_x, squares.block);
  least_y = square_at (0.5, squares.off_y, squares.block);
  most_x = square_at (canvas->width - 0.5, squares.off_x, squares.block);
  most_y = square_at (canvas->height - 0.5, squares.off_y, squares.block);
  squares.first_x = MAX (square_at (area->x, squares.off_x, squares.block) - 1, least_x);
  squares.first_y = MAX (square_at (area->y, squares.off_y, squares.block) - 1, least_y);
  last_x = MIN (square_at (area->x + area->width, squares.off_x, squares.block) + 1, most_x);
  last_y = MIN (square_at (area->y + area->height, squares.off_y, squares.block) + 1, most_y);
  squares.columns = last_x - squares.first_x + 1;
  squares.rows = last_y - squares.first_y + 1;
  mean_squares (&squares);
  paint_area (canvas, mark, area, blur_pixel, &squares);
  g_free (squares.means);
}

void
sketch_paint_mark (GdkPixbuf *pixels, const SketchStep *mark, double x, double y, double scale)
{
  Canvas canvas = canvas_of (pixels, x, y, scale);
  Area area = area_of (&canvas, &mark->box);

  if (area.width <= 0 || area.height <= 0)
    return;
  if (mark->kind == SKETCH_PEN)
    draw (&canvas, mark, &area);
  else
    blur (&canvas, mark, &area);
}

/* -- All of it -- */

static GdkPixbuf *
cut (GdkPixbuf *picture, const SketchBox *crop, double scale)
{
  int width = gdk_pixbuf_get_width (picture), height = gdk_pixbuf_get_height (picture);
  int x = CLAMP ((int) (crop->x * scale + 0.5), 0, width - 1);
  int y = CLAMP ((int) (crop->y * scale + 0.5), 0, height - 1);
  int right = CLAMP ((int) ((crop->x + crop->width) * scale + 0.5), x + 1, width);
  int bottom = CLAMP ((int) ((crop->y + crop->height) * scale + 0.5), y + 1, height);
  g_autoptr (GdkPixbuf) part = gdk_pixbuf_new_subpixbuf (picture, x, y, right - x, bottom - y);

  return gdk_pixbuf_copy (part);
}

static void
replace (GdkPixbuf **pixbuf, GdkPixbuf *by)
{
  g_object_unref (*pixbuf);
  *pixbuf = by;
}

GdkPixbuf *
sketch_paint (GdkPixbuf *picture, int full_width, const SketchFrame *frame, const GPtrArray *marks)
{
  static const GdkPixbufRotation rotations[] = { GDK_PIXBUF_ROTATE_NONE,
                                                 GDK_PIXBUF_ROTATE_CLOCKWISE,
                                                 GDK_PIXBUF_ROTATE_UPSIDEDOWN,
                                                 GDK_PIXBUF_ROTATE_COUNTERCLOCKWISE };
  double scale = (double) gdk_pixbuf_get_width (picture) / full_width;
  GdkPixbuf *done = cut (picture, &frame->crop, scale);

  for (guint i = 0; done != NULL && i < marks->len; i++)
    sketch_paint_mark (done, marks->pdata[i], frame->crop.x, frame->crop.y, scale);
  if (done != NULL && frame->mirrored)
    replace (&done, gdk_pixbuf_flip (done, TRUE));
  if (done != NULL && frame->turns != 0)
    replace (&done, gdk_pixbuf_rotate_simple (done, rotations[frame->turns]));
  return done;
}

static GdkPixbuf *
paint_path (const char *path,
            const SketchFrame *frame,
            const GPtrArray *marks,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GdkPixbuf) picture = picture_open_path (path, 0, cancellable, error);
  GdkPixbuf *done;

  if (picture == NULL)
    return NULL;
  done = sketch_paint (picture, gdk_pixbuf_get_width (picture), frame, marks);
  if (done == NULL)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                         _ ("There is not enough memory for a picture of this size."));
  return done;
}

/* With the ending that says what it is now. */
static char *
name_in (const char *folder, const char *path, gboolean png)
{
  g_autofree char *base = g_path_get_basename (path);
  char *dot = strrchr (base, '.');
  g_autofree char *name = NULL;

  if (dot != NULL && dot != base)
    *dot = '\0';
  name = g_strconcat (base, png ? ".png" : ".jpg", NULL);
  return g_build_filename (folder, name, NULL);
}

char *
sketch_paint_file (const char *path,
                   const char *folder,
                   const SketchFrame *frame,
                   const GPtrArray *marks,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *mime = NULL;
  g_autofree char *target = NULL;
  g_autoptr (GdkPixbuf) done = paint_path (path, frame, marks, cancellable, error);
  gboolean png;

  if (done == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  png = picture_is_transparent (done) ||
        (picture_probe (path, &mime, NULL, NULL) && strcmp (mime, "image/png") == 0);
  target = name_in (folder, path, png);
  if (!picture_save (done, target, png, error))
    return NULL;
  return g_steal_pointer (&target);
}
