/* crop-box: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "crop-box.h"

#include <math.h>

static SketchBox
moved (const SketchBox *box, double dx, double dy, double width, double height)
{
  SketchBox to = *box;

  to.x = CLAMP (box->x + dx, 0, MAX (0, width - box->width));
  to.y = CLAMP (box->y + dy, 0, MAX (0, height - box->height));
  return to;
}

/* As free as the pointer is. */
static SketchBox
pulled (const SketchBox *box,
        CropEdges edges,
        double dx,
        double dy,
        double least,
        double width,
        double height)
{
  double left = box->x, right = box->x + box->width, top = box->y, bottom = box->y + box->height;

  if (edges & CROP_LEFT)
    left = CLAMP (left + dx, 0, MAX (0, right - least));
  if (edges & CROP_RIGHT)
    right = CLAMP (right + dx, MIN (width, left + least), width);
  if (edges & CROP_TOP)
    top = CLAMP (top + dy, 0, MAX (0, bottom - least));
  if (edges & CROP_BOTTOM)
    bottom = CLAMP (bottom + dy, MIN (height, top + least), height);
  return (SketchBox) { left, top, right - left, bottom - top };
}

/* The room there is for a box that grows away from the edges that stay. */
static double
room (double start, double length, gboolean from_end, gboolean from_start, double whole)
{
  double middle = start + length / 2;

  if (from_end) /* the start moves, the end stays */
    return start + length;
  return from_start ? whole - start : 2 * MIN (middle, whole - middle);
}

/* Where it begins now that its length is another. */
static double
begin (double start, double length, double now, gboolean from_end, gboolean from_start)
{
  if (from_end)
    return start + length - now;
  return from_start ? start : start + length / 2 - now / 2;
}

SketchBox
crop_box_drag (const SketchBox *box,
               CropEdges edges,
               double dx,
               double dy,
               double ratio,
               double least,
               double width,
               double height)
{
  SketchBox to;
  double w, h;

  if (edges == CROP_INSIDE)
    return moved (box, dx, dy, width, height);
  to = pulled (box, edges, dx, dy, least, width, height);
  if (ratio <= 0)
    return to;
  w = to.width;
  h = to.height;
  if (!(edges & (CROP_LEFT | CROP_RIGHT)) ||
      ((edges & (CROP_TOP | CROP_BOTTOM)) &&
       fabs (h - box->height) * ratio > fabs (w - box->width)))
    w = h * ratio;
  w = MAX (w, MAX (least, least * ratio));
  w = MIN (w, room (box->x, box->width, edges & CROP_LEFT, edges & CROP_RIGHT, width));
  w = MIN (w, ratio * room (box->y, box->height, edges & CROP_TOP, edges & CROP_BOTTOM, height));
  h = w / ratio;
  return (SketchBox) { begin (box->x, box->width, w, edges & CROP_LEFT, edges & CROP_RIGHT),
                       begin (box->y, box->height, h, edges & CROP_TOP, edges & CROP_BOTTOM), w,
                       h };
}

SketchBox
crop_box_fit (const SketchBox *box, double ratio)
{
  double width = MIN (box->width, box->height * ratio), height = width / ratio;

  return (SketchBox) { box->x + (box->width - width) / 2, box->y + (box->height - height) / 2,
                       width, height };
}

int
crop_box_hit (const SketchBox *box, double x, double y, double near)
{
  double right = box->x + box->width, bottom = box->y + box->height;
  int edges = CROP_INSIDE;

  if (x < box->x - near || x > right + near || y < box->y - near || y > bottom + near)
    return -1;
  /* Of a small box the middle third moves it. */
  near = MIN (near, MIN (box->width, box->height) / 3);
  if (x <= box->x + near)
    edges |= CROP_LEFT;
  else if (x >= right - near)
    edges |= CROP_RIGHT;
  if (y <= box->y + near)
    edges |= CROP_TOP;
  else if (y >= bottom - near)
    edges |= CROP_BOTTOM;
  return edges;
}
