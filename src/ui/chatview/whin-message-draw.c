/* Message row, drawing: paints the geometry. Nothing is measured or decided here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-draw.h"
#include "whin-shapes.h"

#define RADIUS 16
#define RADIUS_RUN 6
#define RADIUS_TAIL 4

const GdkRGBA whin_draw_white = { 1, 1, 1, 1 };
const GdkRGBA whin_draw_scrim = { 0, 0, 0, 0.5 };

const GdkRGBA *
whin_draw_ink (WhinMessageRow *self, WhinInk which)
{
  return whin_palette_get (whin_message_palette (self), which);
}

const GdkRGBA *
whin_draw_name_ink (WhinMessageRow *self, guint colour)
{
  return whin_draw_ink (self, WHIN_INK_NAME_0 + colour % WHIN_N_NAME_COLOURS);
}

graphene_rect_t
whin_draw_bounds (const Rect *rect)
{
  return GRAPHENE_RECT_INIT (rect->x, rect->y, rect->width, rect->height);
}

void
whin_draw_fill (GtkSnapshot *snapshot, const Rect *rect, float radius, const GdkRGBA *colour)
{
  GskRoundedRect round;
  graphene_rect_t bounds = whin_draw_bounds (rect);
  if (colour->alpha <= 0)
    return;
  gsk_rounded_rect_init_from_rect (&round, &bounds, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, colour, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
stroke_round (GtkSnapshot *snapshot,
              const GskRoundedRect *round,
              float width,
              const GdkRGBA *colour)
{
  if (colour->alpha > 0)
    gtk_snapshot_append_border (snapshot, round, (float[4]) { width, width, width, width },
                                (GdkRGBA[4]) { *colour, *colour, *colour, *colour });
}

void
whin_draw_slot (WhinMessageRow *self,
                GtkSnapshot *snapshot,
                WhinSlot slot,
                float x,
                float y,
                const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, whin_message_slot (self, slot), colour);
  gtk_snapshot_restore (snapshot);
}

gboolean
whin_draw_is_rtl (WhinMessageRow *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

/* The side where a run is stacked and the tail is: the end for own, the start for others. */
static gboolean
runs_on_right (WhinMessageRow *self)
{
  return self->view.own != whin_draw_is_rtl (self);
}

GskRoundedRect
whin_draw_bubble_shape (WhinMessageRow *self, int inset)
{
  const WhinMessageView *view = &self->view;
  const Rect *b = &self->geometry.bubble;
  float outer = RADIUS - inset, upper = (view->first_of_run ? RADIUS : RADIUS_RUN) - inset;
  float lower = (view->last_of_run ? RADIUS_TAIL : RADIUS_RUN) - inset;
  graphene_size_t big = { outer, outer }, up = { upper, upper },
                  low = { MAX (lower, 2), MAX (lower, 2) };
  GskRoundedRect shape;
  graphene_rect_t bounds =
      GRAPHENE_RECT_INIT (b->x + inset, b->y + inset, b->width - 2 * inset, b->height - 2 * inset);
  if (runs_on_right (self))
    gsk_rounded_rect_init (&shape, &bounds, &big, &up, &low, &big);
  else
    gsk_rounded_rect_init (&shape, &bounds, &up, &big, &big, &low);
  return shape;
}

static void
draw_tailed_bubble (WhinMessageRow *self,
                    GtkSnapshot *snapshot,
                    const GdkRGBA *fill,
                    const GdkRGBA *edge)
{
  GskRoundedRect shape = whin_draw_bubble_shape (self, 0);
  if (edge->alpha > 0) /* the hairline's centre must lie on a pixel */
    graphene_rect_inset (&shape.bounds, 0.5, 0.5);
  g_autoptr (GskPath) path = whin_shape_tailed (&shape, !runs_on_right (self));
  whin_shape_paint (snapshot, path, fill, edge);
}

static void
draw_bubble (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  GskRoundedRect shape = whin_draw_bubble_shape (self, 0);
  const GdkRGBA *fill =
      whin_draw_ink (self, self->view.own ? WHIN_INK_FILL_OWN : WHIN_INK_FILL_OTHER);
  const GdkRGBA *edge =
      whin_draw_ink (self, self->view.own ? WHIN_INK_EDGE_OWN : WHIN_INK_EDGE_OTHER);

  if (self->view.last_of_run) {
    draw_tailed_bubble (self, snapshot, fill, edge);
  } else {
    gtk_snapshot_push_rounded_clip (snapshot, &shape);
    gtk_snapshot_append_color (snapshot, fill, &shape.bounds);
    gtk_snapshot_pop (snapshot);
    stroke_round (snapshot, &shape, 1, edge);
  }
}

static void
draw_glow (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  GskRoundedRect shape = whin_draw_bubble_shape (self, 0);
  GdkRGBA glow = *whin_draw_ink (self, WHIN_INK_ACCENT);

  glow.alpha *= 0.3 * self->glow_alpha;
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &glow, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
draw_quote (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const Rect *q = &self->geometry.quote;
  const GdkRGBA *colour = whin_draw_name_ink (self, self->view.quote_colour);
  int w, h, x = whin_draw_is_rtl (self) ? q->x + q->width - 3 : q->x;
  GskRoundedRect round;
  graphene_rect_t bounds = whin_draw_bounds (q);
  gsk_rounded_rect_init_from_rect (&round, &bounds, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  if (self->geometry.bare) /* a bubble of its own */
    gtk_snapshot_append_color (
        snapshot, whin_draw_ink (self, self->view.own ? WHIN_INK_FILL_OWN : WHIN_INK_FILL_OTHER),
        &bounds);
  gtk_snapshot_append_color (
      snapshot, whin_draw_ink (self, self->view.own ? WHIN_INK_QUOTE_OWN : WHIN_INK_QUOTE_OTHER),
      &bounds);
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x, q->y, 3, q->height));
  gtk_snapshot_pop (snapshot);

  PangoRectangle name, text;
  pango_layout_get_pixel_extents (whin_message_slot (self, WHIN_SLOT_QUOTE_NAME), NULL, &name);
  w = name.width;
  h = name.height;
  x = whin_draw_is_rtl (self) ? q->x + q->width - 11 - w : q->x + 11;
  whin_draw_slot (self, snapshot, WHIN_SLOT_QUOTE_NAME, x - name.x, q->y + 4, colour);
  if (!self->view.quote_text)
    return;
  pango_layout_get_pixel_extents (whin_message_slot (self, WHIN_SLOT_QUOTE_TEXT), NULL, &text);
  x = whin_draw_is_rtl (self) ? q->x + q->width - 11 - text.width : q->x + 11;
  whin_draw_slot (self, snapshot, WHIN_SLOT_QUOTE_TEXT, x - text.x, q->y + 4 + h,
                  whin_draw_ink (self, WHIN_INK_DIM));
}

static void
draw_selection (WhinMessageRow *self, GtkSnapshot *snapshot, int x, int y)
{
  int range[2] = { MIN (self->select_from, self->select_to),
                   MAX (self->select_from, self->select_to) };
  if (range[0] == range[1])
    return;
  cairo_region_t *region =
      gdk_pango_layout_get_clip_region (whin_message_slot (self, WHIN_SLOT_TEXT), x, y, range, 1);
  for (int i = 0; i < cairo_region_num_rectangles (region); i++) {
    cairo_rectangle_int_t r;
    cairo_region_get_rectangle (region, i, &r);
    gtk_snapshot_append_color (snapshot, whin_draw_ink (self, WHIN_INK_SELECTION),
                               &GRAPHENE_RECT_INIT (r.x, r.y, r.width, r.height));
  }
  cairo_region_destroy (region);
}

static void
draw_text (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const WhinGeometry *g = &self->geometry;
  int x = g->text.x + g->text_shift;
  if (self->spans)
    whin_message_draw_format (self, snapshot, g->text.y);
  whin_draw_marks (self, snapshot, x, g->text.y);
  draw_selection (self, snapshot, x, g->text.y);
  whin_draw_slot (self, snapshot, WHIN_SLOT_TEXT, x, g->text.y,
                  whin_draw_ink (self, self->view.waiting || self->view.deleted ? WHIN_INK_DIM
                                                                                : WHIN_INK_TEXT));
  if (g->lock.width && self->view.deleted)
    whin_shape_void (snapshot, g->lock.x, g->lock.y, whin_draw_ink (self, WHIN_INK_DIM));
  else if (g->lock.width)
    whin_shape_lock (snapshot, g->lock.x, g->lock.y, whin_draw_ink (self, WHIN_INK_DIM));
  if (g->more.width)
    whin_draw_slot (self, snapshot, WHIN_SLOT_MORE, g->more.x, g->more.y,
                    whin_draw_ink (self, WHIN_INK_LINK));
}

/* From the end: tick, time, horn, timer, star, pin. */
static void
draw_time (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  static const GdkRGBA sky = { 0.55, 0.83, 1, 1 }; /* the accent, on a picture */
  const WhinGeometry *g = &self->geometry;
  const Rect *t = &g->time;
  const GdkRGBA *dim = g->over_media
                           ? &whin_draw_white
                           : whin_draw_ink (self, g->pill ? WHIN_INK_CHIP_TEXT : WHIN_INK_DIM);
  const GdkRGBA *accent = g->over_media ? &sky : whin_draw_ink (self, WHIN_INK_ACCENT);
  gboolean rtl = whin_draw_is_rtl (self), ticked = self->view.tick != WHIN_TICK_NONE;
  int star = self->view.starred ? WHIN_STAR_WIDTH + 3 : 0, tick = ticked ? WHIN_TICK_WIDTH + 3 : 0;
  int pin = self->view.pinned ? WHIN_PIN_WIDTH + 3 : 0;
  int timer = self->view.expires ? WHIN_TIMER_WIDTH + 3 : 0;
  int horn = self->view.broadcast ? WHIN_HORN_WIDTH + 3 : 0;

  if (g->over_media || g->pill)
    whin_draw_fill (snapshot, &(Rect) { t->x - 7, t->y - 2, t->width + 14, t->height + 4 },
                    (t->height + 4) / 2.0,
                    g->pill ? whin_draw_ink (self, WHIN_INK_CHIP) : &whin_draw_scrim);
  whin_draw_slot (self, snapshot, WHIN_SLOT_TIME, t->x + (rtl ? tick : horn + timer + star + pin),
                  t->y, dim);
  float middle = t->y + t->height / 2.0;
  if (ticked)
    whin_shape_tick (snapshot, self->view.tick, rtl ? t->x : t->x + t->width - WHIN_TICK_WIDTH,
                     middle - WHIN_TICK_HEIGHT / 2.0 + 0.5, dim, accent,
                     whin_draw_ink (self, WHIN_INK_ERROR));
  if (star)
    whin_shape_star (snapshot, rtl ? t->x + t->width - pin - WHIN_STAR_WIDTH : t->x + pin,
                     middle - WHIN_STAR_WIDTH / 2.0, dim);
  if (timer)
    whin_shape_timer (snapshot,
                      rtl ? t->x + t->width - pin - star - WHIN_TIMER_WIDTH : t->x + pin + star,
                      middle - WHIN_TIMER_WIDTH / 2.0 + 0.5, dim);
  if (horn)
    whin_shape_horn (snapshot,
                     rtl ? t->x + t->width - pin - star - timer - WHIN_HORN_WIDTH
                         : t->x + pin + star + timer,
                     middle - WHIN_HORN_WIDTH / 2.0 + 0.5, rtl, dim);
  if (pin)
    whin_shape_pin (snapshot, rtl ? t->x + t->width - WHIN_PIN_WIDTH : t->x,
                    middle - WHIN_PIN_HEIGHT / 2.0, dim);
}

static void
draw_forwarded (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const Rect *f = &self->geometry.forwarded;
  const GdkRGBA *dim = whin_draw_ink (self, WHIN_INK_DIM);
  gboolean rtl = whin_draw_is_rtl (self);
  float middle = f->y + f->height / 2.0f;

  whin_shape_forward (snapshot, rtl ? f->x + f->width - WHIN_FORWARD_WIDTH : f->x,
                      middle - WHIN_FORWARD_HEIGHT / 2.0f, rtl, dim);
  whin_draw_slot (self, snapshot, WHIN_SLOT_FORWARDED, rtl ? f->x : f->x + WHIN_FORWARD_WIDTH + 5,
                  f->y, dim);
}

/* The whole line is lit, and a ring beside the bubble has a check mark in it. */
static void
draw_selecting (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const WhinGeometry *g = &self->geometry;
  GdkRGBA tint = *whin_draw_ink (self, WHIN_INK_ACCENT);

  if (self->view.selected) {
    tint.alpha *= 0.14f;
    gtk_snapshot_append_color (snapshot, &tint, &GRAPHENE_RECT_INIT (0, 0, g->width, g->height));
  }
  whin_shape_check (snapshot, self->view.selected, g->check.x + g->check.width / 2.0f,
                    g->check.y + g->check.height / 2.0f, 10,
                    whin_draw_ink (self, self->view.selected ? WHIN_INK_ACCENT : WHIN_INK_DIM),
                    &whin_draw_white);
}

/* A picture in a circle, or an initial. */
static void
draw_face (WhinMessageRow *self,
           GtkSnapshot *snapshot,
           const Rect *at,
           GdkPaintable *picture,
           WhinSlot initial,
           guint colour)
{
  GskRoundedRect round;
  graphene_rect_t bounds = whin_draw_bounds (at);
  gsk_rounded_rect_init_from_rect (&round, &bounds, at->width / 2.0);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  if (picture) {
    whin_draw_paintable (snapshot, picture, at);
  } else {
    GdkRGBA soft = *whin_draw_name_ink (self, colour);
    int w, h;
    soft.alpha *= 0.22;
    gtk_snapshot_append_color (snapshot, &soft, &bounds);
    pango_layout_get_pixel_size (whin_message_slot (self, initial), &w, &h);
    whin_draw_slot (self, snapshot, initial, at->x + (at->width - w) / 2.0,
                    at->y + (at->height - h) / 2.0, whin_draw_name_ink (self, colour));
  }
  gtk_snapshot_pop (snapshot);
}

static void
draw_avatar (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  draw_face (self, snapshot, &self->geometry.avatar, self->view.avatar, WHIN_SLOT_INITIAL,
             self->view.sender_colour);
}

static void
draw_readers (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const WhinGeometry *g = &self->geometry;
  for (guint i = 0; i < self->view.n_faces && g->faces[i].width; i++)
    draw_face (self, snapshot, &g->faces[i], self->view.faces[i].picture, WHIN_SLOT_FACE_0 + i,
               self->view.faces[i].colour);
  if (g->more_faces.width)
    whin_draw_slot (self, snapshot, WHIN_SLOT_MORE_FACES, g->more_faces.x, g->more_faces.y,
                    whin_draw_ink (self, WHIN_INK_CHIP_TEXT));
}

static void
draw_reactions (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < self->view.n_reactions; i++) {
    const Rect *r = &self->geometry.reactions[i];
    Rect ring = { r->x - 2, r->y - 2, r->width + 4, r->height + 4 };
    GskRoundedRect edge;
    int w, h;
    gboolean own = self->view.reactions[i].own;
    whin_draw_fill (snapshot, &ring, ring.height / 2.0, whin_draw_ink (self, WHIN_INK_CHIP));
    whin_draw_fill (snapshot, r, r->height / 2.0,
                    whin_draw_ink (self, own ? WHIN_INK_PILL_OWN : WHIN_INK_FILL_OTHER));
    gsk_rounded_rect_init_from_rect (&edge, &GRAPHENE_RECT_INIT (r->x, r->y, r->width, r->height),
                                     r->height / 2.0f);
    stroke_round (snapshot, &edge, 1,
                  whin_draw_ink (self, own ? WHIN_INK_EDGE_OWN : WHIN_INK_EDGE_OTHER));
    pango_layout_get_pixel_size (whin_message_slot (self, WHIN_SLOT_REACTION_0 + i), &w, &h);
    whin_draw_slot (self, snapshot, WHIN_SLOT_REACTION_0 + i, r->x + (r->width - w) / 2.0,
                    r->y + (r->height - h) / 2.0, whin_draw_ink (self, WHIN_INK_TEXT));
  }
}

static void
draw_button (WhinMessageRow *self,
             GtkSnapshot *snapshot,
             WhinSlot slot,
             const Rect *rect,
             const GdkRGBA *colour)
{
  GdkRGBA soft = *colour;
  int w, h;
  soft.alpha *= 0.15;
  whin_draw_fill (snapshot, rect, rect->height / 2.0, &soft);
  pango_layout_get_pixel_size (whin_message_slot (self, slot), &w, &h);
  whin_draw_slot (self, snapshot, slot, rect->x + (rect->width - w) / 2.0,
                  rect->y + (rect->height - h) / 2.0, colour);
}

static void
draw_failure (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const WhinGeometry *g = &self->geometry;
  whin_draw_slot (self, snapshot, WHIN_SLOT_FAILURE, g->failure.x, g->failure.y,
                  whin_draw_ink (self, WHIN_INK_ERROR));
  draw_button (self, snapshot, WHIN_SLOT_RETRY, &g->retry, whin_draw_ink (self, WHIN_INK_ACCENT));
  if (g->discard.width)
    draw_button (self, snapshot, WHIN_SLOT_DISCARD, &g->discard,
                 whin_draw_ink (self, WHIN_INK_ERROR));
}

/* Around the part that Enter would activate, or around the whole message. */
static void
draw_focus (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  GskRoundedRect round;
  if (!(gtk_widget_get_state_flags (GTK_WIDGET (self)) & GTK_STATE_FLAG_FOCUS_VISIBLE))
    return;
  whin_message_list_parts (self);
  gboolean whole = self->focus_part < 0 || self->focus_part >= (int) self->n_parts;
  const Rect *at = whole ? &self->geometry.bubble : &self->parts[self->focus_part].rect;
  graphene_rect_t bounds = whin_draw_bounds (at);
  graphene_rect_inset (&bounds, -3, -3);
  gsk_rounded_rect_init_from_rect (&round, &bounds, whole ? RADIUS + 2 : 8);
  stroke_round (snapshot, &round, 2, whin_draw_ink (self, WHIN_INK_ACCENT));
}

static void
draw_media (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  if (self->view.media == WHIN_MEDIA_FILE)
    whin_draw_file (self, snapshot);
  else if (self->view.media == WHIN_MEDIA_STICKER)
    whin_draw_sticker (self, snapshot);
  else if (self->view.media == WHIN_MEDIA_ALBUM)
    whin_draw_album (self, snapshot);
  else if (self->view.media != WHIN_MEDIA_CHILD)
    whin_draw_picture (self, snapshot);
  else if (self->child)
    gtk_widget_snapshot_child (GTK_WIDGET (self), self->child, snapshot);
}

static void
draw_message (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const WhinGeometry *g = &self->geometry;
  if (self->view.selecting)
    draw_selecting (self, snapshot);
  if (!g->bare)
    draw_bubble (self, snapshot);
  if (self->glow_alpha > 0)
    draw_glow (self, snapshot);
  if (g->avatar.width)
    draw_avatar (self, snapshot);
  if (g->sender.width)
    whin_draw_slot (self, snapshot, WHIN_SLOT_SENDER, g->sender.x, g->sender.y,
                    whin_draw_name_ink (self, self->view.sender_colour));
  if (g->forwarded.width)
    draw_forwarded (self, snapshot);
  if (g->quote.width)
    draw_quote (self, snapshot);
  if (g->media.width)
    draw_media (self, snapshot);
  if (g->text.width)
    draw_text (self, snapshot);
  if (g->time.width)
    draw_time (self, snapshot);
  draw_reactions (self, snapshot);
  if (g->readers.width && !self->view.selecting)
    draw_readers (self, snapshot);
  if (g->retry.width)
    draw_failure (self, snapshot);
}

static void
draw_typing (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const Rect *b = &self->geometry.bubble;
  draw_bubble (self, snapshot);
  if (self->geometry.avatar.width)
    draw_avatar (self, snapshot);
  for (int i = 0; i < 3; i++) {
    GdkRGBA dot = *whin_draw_ink (self, WHIN_INK_DIM);
    dot.alpha *= self->typing_phase == i ? 1 : 0.45;
    whin_draw_fill (snapshot, &(Rect) { b->x + 17 + 11 * i, b->y + 14, 7, 7 }, 3.5, &dot);
  }
}

static void
draw_unread (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const WhinGeometry *g = &self->geometry;
  const GdkRGBA *accent = whin_draw_ink (self, WHIN_INK_ACCENT);
  GdkRGBA line = *accent;
  int column = MIN (g->width, 760), left = (g->width - column) / 2 + 14,
      y = g->bubble.y + g->bubble.height / 2;
  line.alpha *= 0.5;
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (left, y, g->bubble.x - left, 1));
  int from = g->bubble.x + g->bubble.width;
  gtk_snapshot_append_color (snapshot, &line,
                             &GRAPHENE_RECT_INIT (from, y, left + column - 28 - from, 1));
  whin_draw_slot (self, snapshot, WHIN_SLOT_TEXT, g->text.x + g->text_shift, g->text.y, accent);
}

void
whin_message_draw (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const WhinGeometry *g = &self->geometry;
  if (!self->filled || !self->laid_out)
    return;
  switch (self->view.kind) {
  case WHIN_ROW_MESSAGE:
    draw_message (self, snapshot);
    break;
  case WHIN_ROW_TYPING:
    draw_typing (self, snapshot);
    break;
  case WHIN_ROW_UNREAD:
    draw_unread (self, snapshot);
    break;
  case WHIN_ROW_DAY:
    whin_draw_fill (snapshot, &g->bubble, g->bubble.height / 2.0,
                    whin_draw_ink (self, WHIN_INK_CHIP));
    /* fall through */
  case WHIN_ROW_NOTE:
    whin_draw_slot (self, snapshot, WHIN_SLOT_TEXT, g->text.x + g->text_shift, g->text.y,
                    whin_draw_ink (self, WHIN_INK_CHIP_TEXT));
    if (g->action.width)
      draw_button (self, snapshot, WHIN_SLOT_ACTION, &g->action,
                   whin_draw_ink (self, WHIN_INK_ACCENT));
    break;
  }
  draw_focus (self, snapshot);
}
