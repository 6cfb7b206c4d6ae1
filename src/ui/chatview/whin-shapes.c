/* Shapes: see the header. Paths are parsed once and kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-shapes.h"

#include <math.h>

static GskPath *
path_once (GskPath **cache, const char *description)
{
  if (!*cache)
    *cache = gsk_path_parse (description);
  return *cache;
}

static void
stroke (GtkSnapshot *snapshot, GskPath *path, float width, const GdkRGBA *colour)
{
  g_autoptr (GskStroke) pen = gsk_stroke_new (width);
  gsk_stroke_set_line_cap (pen, GSK_LINE_CAP_ROUND);
  gsk_stroke_set_line_join (pen, GSK_LINE_JOIN_ROUND);
  gtk_snapshot_append_stroke (snapshot, path, pen, colour);
}

static void
fill (GtkSnapshot *snapshot, GskPath *path, const GdkRGBA *colour)
{
  gtk_snapshot_append_fill (snapshot, path, GSK_FILL_RULE_WINDING, colour);
}

void
whin_shape_tick (GtkSnapshot *snapshot,
                 WhinTick tick,
                 float x,
                 float y,
                 const GdkRGBA *dim,
                 const GdkRGBA *accent,
                 const GdkRGBA *error)
{
  static GskPath *one, *two, *clock, *disc, *mark;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  switch (tick) {
  case WHIN_TICK_CLOCK:
    stroke (
        snapshot,
        path_once (
            &clock,
            "M 15.5 5.5 A 4.5 4.5 0 1 1 6.5 5.5 A 4.5 4.5 0 1 1 15.5 5.5 M 11 3 V 5.7 L 12.8 6.8"),
        1.2, dim);
    break;
  case WHIN_TICK_SENT:
    stroke (snapshot, path_once (&one, "M 5 6 L 8.2 9.2 L 15 1.8"), 1.4, dim);
    break;
  case WHIN_TICK_DELIVERED:
  case WHIN_TICK_READ:
    path_once (&two, "M 1 6 L 4.2 9.2 L 11 1.8 M 7.4 8.2 L 8.4 9.2 L 15.6 1.8");
    stroke (snapshot, two, tick == WHIN_TICK_READ ? 2.1 : 1.3,
            tick == WHIN_TICK_READ ? accent : dim);
    break;
  case WHIN_TICK_FAILED:
    fill (snapshot, path_once (&disc, "M 16 5.5 A 5.5 5.5 0 1 1 5 5.5 A 5.5 5.5 0 1 1 16 5.5"),
          error);
    stroke (snapshot, path_once (&mark, "M 10.5 2.8 V 5.8 M 10.5 8.2 V 8.25"), 1.5,
            &(GdkRGBA) { 1, 1, 1, 1 });
    break;
  case WHIN_TICK_NONE:
    break;
  }
  gtk_snapshot_restore (snapshot);
}

void
whin_shape_star (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *ink)
{
  static GskPath *star;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  path_once (&star,
             "M 5.5 0.5 L 7 4 L 10.7 4.3 L 7.9 6.8 L 8.8 10.5 L 5.5 8.5 L 2.2 10.5 L 3.1 6.8 "
             "L 0.3 4.3 L 4 4 Z");
  fill (snapshot, star, ink);
  gtk_snapshot_restore (snapshot);
}

/* A stop watch, so that nobody takes it for the clock of what is not sent yet. */
void
whin_shape_timer (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *ink)
{
  static GskPath *watch;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  path_once (&watch,
             "M 9.5 6.5 A 4 4 0 1 1 1.5 6.5 A 4 4 0 1 1 9.5 6.5 M 5.5 6.5 V 4.6 M 4.2 0.7 H 6.8 "
             "M 9 2.4 L 9.6 1.8");
  stroke (snapshot, watch, 1.2, ink);
  gtk_snapshot_restore (snapshot);
}

void
whin_shape_horn (GtkSnapshot *snapshot, float x, float y, gboolean mirror, const GdkRGBA *ink)
{
  static GskPath *horn, *grip;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (mirror ? x + WHIN_HORN_WIDTH : x, y));
  if (mirror)
    gtk_snapshot_scale (snapshot, -1, 1);
  fill (snapshot, path_once (&horn, "M 0.8 3.6 H 4.6 L 10 0.8 V 9.4 L 4.6 6.9 H 0.8 Z"), ink);
  stroke (snapshot, path_once (&grip, "M 2.6 6.5 V 9.2 A 0.9 0.9 0 0 0 4.4 9.2 V 6.9"), 1.1, ink);
  gtk_snapshot_restore (snapshot);
}

void
whin_shape_lock (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *ink)
{
  static GskPath *body, *shackle;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  fill (snapshot,
        path_once (&body,
                   "M 1.5 5.5 H 8.5 A 1.5 1.5 0 0 1 10 7 V 10.5 A 1.5 1.5 0 0 1 8.5 12 H 1.5 "
                   "A 1.5 1.5 0 0 1 0 10.5 V 7 A 1.5 1.5 0 0 1 1.5 5.5 Z"),
        ink);
  stroke (snapshot, path_once (&shackle, "M 2.2 5.5 V 3.5 A 2.8 2.8 0 0 1 7.8 3.5 V 5.5"), 1.4,
          ink);
  gtk_snapshot_restore (snapshot);
}

void
whin_shape_pin (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *ink)
{
  static GskPath *head, *needle;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  fill (snapshot,
        path_once (&head, "M 2 0 H 7 V 1.3 L 6.4 1.6 V 4.6 L 8.6 6.6 V 7.6 H 0.4 V 6.6 L 2.6 4.6 "
                          "V 1.6 L 2 1.3 Z"),
        ink);
  stroke (snapshot, path_once (&needle, "M 4.5 7.5 V 11.5"), 1.2, ink);
  gtk_snapshot_restore (snapshot);
}

void
whin_shape_forward (GtkSnapshot *snapshot, float x, float y, gboolean mirror, const GdkRGBA *ink)
{
  static GskPath *arrow;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (mirror ? x + WHIN_FORWARD_WIDTH : x, y));
  if (mirror)
    gtk_snapshot_scale (snapshot, -1, 1);
  stroke (snapshot, path_once (&arrow, "M 1 9 Q 1 4.5 9.5 4.5 M 6.5 1.5 L 9.7 4.5 L 6.5 7.5"), 1.4,
          ink);
  gtk_snapshot_restore (snapshot);
}

void
whin_shape_void (GtkSnapshot *snapshot, float x, float y, const GdkRGBA *ink)
{
  static GskPath *sign;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  stroke (snapshot,
          path_once (&sign, "M 9.4 6 A 4.4 4.4 0 1 1 0.6 6 A 4.4 4.4 0 1 1 9.4 6 M 2 3 L 8 9"), 1.2,
          ink);
  gtk_snapshot_restore (snapshot);
}

void
whin_shape_check (GtkSnapshot *snapshot,
                  gboolean checked,
                  float cx,
                  float cy,
                  float radius,
                  const GdkRGBA *colour,
                  const GdkRGBA *ink)
{
  static GskPath *mark;
  GskRoundedRect round;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (cx - radius, cy - radius, 2 * radius, 2 * radius);
  gsk_rounded_rect_init_from_rect (&round, &bounds, radius);
  if (!checked) {
    gtk_snapshot_append_border (snapshot, &round, (float[4]) { 2, 2, 2, 2 },
                                (GdkRGBA[4]) { *colour, *colour, *colour, *colour });
    return;
  }
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, colour, &bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (cx, cy));
  stroke (snapshot, path_once (&mark, "M -4.5 0.5 L -1.2 3.8 L 4.8 -3.2"), 2, ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_symbol (GtkSnapshot *snapshot, WhinSymbol symbol, const GdkRGBA *ink)
{
  static GskPath *stop, *down, *retry, *play;
  switch (symbol) {
  case WHIN_SYMBOL_STOP:
    stroke (snapshot, path_once (&stop, "M -5 -5 L 5 5 M 5 -5 L -5 5"), 2, ink);
    break;
  case WHIN_SYMBOL_DOWN:
    stroke (snapshot, path_once (&down, "M 0 -7 V 6 M -5.5 1 L 0 6.5 L 5.5 1"), 2, ink);
    break;
  case WHIN_SYMBOL_RETRY:
    stroke (snapshot, path_once (&retry, "M 5.5 -3.5 A 6.5 6.5 0 1 0 6.5 1 M 6.2 -8 V -3.2 H 1.4"),
            2, ink);
    break;
  case WHIN_SYMBOL_PLAY:
    fill (snapshot,
          path_once (&play,
                     "M -5 -7.5 Q -5 -9 -3.6 -8.2 L 8 -1 Q 9.3 0 8 1 L -3.6 8.2 Q -5 9 -5 7.5 Z"),
          ink);
    break;
  }
}

static void
draw_ring (GtkSnapshot *snapshot, float radius, double progress, const GdkRGBA *ink)
{
  GdkRGBA track = *ink;
  track.alpha *= 0.3;
  g_autoptr (GskPathBuilder) circle = gsk_path_builder_new ();
  gsk_path_builder_add_circle (circle, graphene_point_zero (), radius);
  g_autoptr (GskPath) whole = gsk_path_builder_to_path (circle);
  stroke (snapshot, whole, 2.5, &track);
  if (progress >= 0.999) {
    stroke (snapshot, whole, 2.5, ink);
    return;
  }
  double angle = MAX (progress, 0.02) * 2 * G_PI;
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  gsk_path_builder_move_to (builder, 0, -radius);
  gsk_path_builder_svg_arc_to (builder, radius, radius, 0, angle > G_PI, TRUE, radius * sin (angle),
                               -radius * cos (angle));
  g_autoptr (GskPath) arc = gsk_path_builder_to_path (builder);
  stroke (snapshot, arc, 2.5, ink);
}

void
whin_shape_disc (GtkSnapshot *snapshot,
                 WhinSymbol symbol,
                 double progress,
                 float cx,
                 float cy,
                 float radius,
                 const GdkRGBA *disc,
                 const GdkRGBA *ink)
{
  GskRoundedRect round;
  gsk_rounded_rect_init_from_rect (
      &round, &GRAPHENE_RECT_INIT (-radius, -radius, 2 * radius, 2 * radius), radius);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (cx, cy));
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, disc, &round.bounds);
  gtk_snapshot_pop (snapshot);
  draw_symbol (snapshot, symbol, ink);
  if (progress >= 0 && progress <= 1)
    draw_ring (snapshot, radius - 4, progress, ink);
  gtk_snapshot_restore (snapshot);
}

static float
map_x (const GskRoundedRect *shape, gboolean mirror, float from_left)
{
  const graphene_rect_t *b = &shape->bounds;
  return mirror ? b->origin.x + b->size.width - from_left : b->origin.x + from_left;
}

GskPath *
whin_shape_tailed (const GskRoundedRect *shape, gboolean mirror)
{
  /* Drawn for a tail on the right; the corners are read from the mirrored side. */
  float w = shape->bounds.size.width, top = shape->bounds.origin.y,
        low = top + shape->bounds.size.height;
  float near = shape->corner[mirror ? GSK_CORNER_TOP_LEFT : GSK_CORNER_TOP_RIGHT].width;
  float far = shape->corner[mirror ? GSK_CORNER_TOP_RIGHT : GSK_CORNER_TOP_LEFT].width;
  float foot = shape->corner[mirror ? GSK_CORNER_BOTTOM_RIGHT : GSK_CORNER_BOTTOM_LEFT].width;
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
#define X(v) map_x (shape, mirror, (v))
  gsk_path_builder_move_to (builder, X (far), top);
  gsk_path_builder_line_to (builder, X (w - near), top);
  gsk_path_builder_conic_to (builder, X (w), top, X (w), top + near, G_SQRT2 / 2);
  gsk_path_builder_line_to (builder, X (w), low - 12);
  gsk_path_builder_cubic_to (builder, X (w), low - 6, X (w + 2.2), low - 2.8, X (w + 5.4),
                             low - 1.2);
  gsk_path_builder_cubic_to (builder, X (w + 6.4), low - 0.7, X (w + 6.2), low, X (w + 5), low);
  gsk_path_builder_line_to (builder, X (foot), low);
  gsk_path_builder_conic_to (builder, X (0), low, X (0), low - foot, G_SQRT2 / 2);
  gsk_path_builder_line_to (builder, X (0), top + far);
  gsk_path_builder_conic_to (builder, X (0), top, X (far), top, G_SQRT2 / 2);
#undef X
  gsk_path_builder_close (builder);
  return gsk_path_builder_to_path (builder);
}

void
whin_shape_paint (GtkSnapshot *snapshot, GskPath *path, const GdkRGBA *colour, const GdkRGBA *edge)
{
  fill (snapshot, path, colour);
  if (edge->alpha > 0)
    stroke (snapshot, path, 1, edge);
}
