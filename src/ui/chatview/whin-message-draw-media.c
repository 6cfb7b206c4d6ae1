/* Message row, drawing media: pictures, videos and files with their progress.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-draw.h"
#include "whin-shapes.h"

#define INSET 3
#define FILE_ICON 44
#define BELOW_RING 58 /* the size, and under it the time */

static WhinSymbol
transfer_symbol (WhinTransfer transfer)
{
  if (transfer == WHIN_TRANSFER_RUNNING)
    return WHIN_SYMBOL_STOP;
  return transfer == WHIN_TRANSFER_FAILED ? WHIN_SYMBOL_RETRY : WHIN_SYMBOL_DOWN;
}

static double
ring_progress (const WhinMessageView *view)
{
  return view->transfer == WHIN_TRANSFER_RUNNING ? CLAMP (view->progress, 0, 1) : -1;
}

void
whin_draw_paintable (GtkSnapshot *snapshot, GdkPaintable *paintable, const Rect *rect)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (rect->x, rect->y));
  gdk_paintable_snapshot (paintable, snapshot, rect->width, rect->height);
  gtk_snapshot_restore (snapshot);
}

/* The picture takes the bubble's rounding where it touches its edge. */
static GskRoundedRect
picture_shape (WhinMessageRow *self)
{
  const WhinGeometry *g = &self->geometry;
  GskRoundedRect inner = whin_draw_bubble_shape (self, INSET), shape;
  graphene_rect_t bounds = whin_draw_bounds (&g->media);
  graphene_size_t soft = { 4, 4 };
  gboolean wide = g->media.width >= g->bubble.width - 2 * INSET;
  gboolean top = wide && g->media.y == g->bubble.y + INSET;
  gboolean low = wide && g->media.y + g->media.height == g->bubble.y + g->bubble.height - INSET;
  gsk_rounded_rect_init (&shape, &bounds, top ? &inner.corner[0] : &soft,
                         top ? &inner.corner[1] : &soft, low ? &inner.corner[2] : &soft,
                         low ? &inner.corner[3] : &soft);
  return shape;
}

/* Fills the place; what does not fit is cut. */
static void
draw_cover (GtkSnapshot *snapshot, GdkPaintable *paintable, const Rect *at)
{
  double shape = gdk_paintable_get_intrinsic_aspect_ratio (paintable);
  double width = at->width, height = at->height;

  if (shape > 0 && shape > width / height)
    width = height * shape;
  else if (shape > 0)
    height = width / shape;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (at->x + (at->width - width) / 2.0,
                                                          at->y + (at->height - height) / 2.0));
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  gtk_snapshot_restore (snapshot);
}

/* White on a pill; returns its height. */
static int
draw_pill (WhinMessageRow *self,
           GtkSnapshot *snapshot,
           const char *text,
           int x,
           int y,
           gboolean middle)
{
  g_autoptr (PangoLayout) layout = pango_layout_copy (whin_message_slot (self, WHIN_SLOT_LABEL));
  int w, h;

  pango_layout_set_width (layout, -1);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &w, &h);
  if (middle)
    x -= (w + 12) / 2;
  else if (whin_draw_is_rtl (self))
    x -= w + 12;
  whin_draw_fill (snapshot, &(Rect) { x, y, w + 12, h + 4 }, (h + 4) / 2.0, &whin_draw_scrim);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 6, y + 2));
  gtk_snapshot_append_layout (snapshot, layout, &whin_draw_white);
  gtk_snapshot_restore (snapshot);
  return h + 4;
}

/* What lies on a picture: the ring or the play symbol in its middle, and what is said of it. */
static void
draw_over (WhinMessageRow *self,
           GtkSnapshot *snapshot,
           const Rect *m,
           WhinTransfer transfer,
           double progress,
           gboolean film,
           const char *label)
{
  float cx = m->x + m->width / 2.0, cy = m->y + m->height / 2.0;
  float radius = MIN (24, MIN (m->width, m->height) / 2.0 - 2);
  gboolean offered = transfer != WHIN_TRANSFER_NONE && transfer != WHIN_TRANSFER_RUNNING;

  if (radius < 8)
    return;
  if (transfer != WHIN_TRANSFER_NONE)
    whin_shape_disc (snapshot, transfer_symbol (transfer),
                     transfer == WHIN_TRANSFER_RUNNING ? CLAMP (progress, 0, 1) : -1, cx, cy,
                     radius, &whin_draw_scrim, &whin_draw_white);
  else if (film)
    whin_shape_disc (snapshot, WHIN_SYMBOL_PLAY, -1, cx, cy, radius, &whin_draw_scrim,
                     &whin_draw_white);
  if (!label)
    return;
  if (film || transfer == WHIN_TRANSFER_NONE)
    draw_pill (self, snapshot, label, whin_draw_is_rtl (self) ? m->x + m->width - 6 : m->x + 6,
               m->y + 6, FALSE);
  else if (offered && m->height / 2.0 > radius + BELOW_RING)
    draw_pill (self, snapshot, label, (int) cx, (int) (cy + radius + 6), TRUE);
}

void
whin_draw_picture (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const WhinMessageView *view = &self->view;
  const Rect *m = &self->geometry.media;
  GskRoundedRect shape = picture_shape (self);

  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, whin_draw_ink (self, WHIN_INK_PLACEHOLDER), &shape.bounds);
  GdkPaintable *paintable = view->texture ? view->texture : view->placeholder;
  if (paintable)
    whin_draw_paintable (snapshot, paintable, m);
  gtk_snapshot_pop (snapshot);
  draw_over (self, snapshot, m, view->transfer, view->progress, view->media == WHIN_MEDIA_VIDEO,
             view->media_label);
}

static void
draw_tile (WhinMessageRow *self, GtkSnapshot *snapshot, guint i)
{
  const WhinTileView *tile = &self->view.tiles[i];
  GdkPaintable *paintable = tile->texture ? tile->texture : tile->placeholder;
  Rect at = whin_message_tile (self, i);
  graphene_rect_t bounds = whin_draw_bounds (&at);
  gboolean rtl = whin_draw_is_rtl (self);

  gtk_snapshot_push_clip (snapshot, &bounds);
  gtk_snapshot_append_color (snapshot, whin_draw_ink (self, WHIN_INK_PLACEHOLDER), &bounds);
  if (paintable)
    draw_cover (snapshot, paintable, &at);
  gtk_snapshot_pop (snapshot);
  draw_over (self, snapshot, &at, tile->transfer, tile->progress, tile->film, tile->label);
  if (tile->reaction)
    draw_pill (self, snapshot, tile->reaction, rtl ? at.x + at.width - 6 : at.x + 6,
               at.y + at.height - 28, FALSE);
  if (self->view.selecting)
    whin_shape_check (snapshot, tile->selected, rtl ? at.x + 18 : at.x + at.width - 18, at.y + 18,
                      10, tile->selected ? whin_draw_ink (self, WHIN_INK_ACCENT) : &whin_draw_white,
                      &whin_draw_white);
}

void
whin_draw_album (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  GskRoundedRect shape = picture_shape (self);

  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  for (guint i = 0; i < self->view.n_tiles; i++)
    draw_tile (self, snapshot, i);
  gtk_snapshot_pop (snapshot);
}

void
whin_draw_sticker (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const WhinMessageView *view = &self->view;
  const Rect *m = &self->geometry.media;

  if (view->texture)
    whin_draw_paintable (snapshot, view->texture, m);
  else
    whin_draw_fill (snapshot, m, 24, whin_draw_ink (self, WHIN_INK_PLACEHOLDER));
  if (view->transfer != WHIN_TRANSFER_NONE)
    whin_shape_disc (snapshot, transfer_symbol (view->transfer), ring_progress (view),
                     m->x + m->width / 2.0, m->y + m->height / 2.0,
                     MIN (24, MIN (m->width, m->height) / 2.0), &whin_draw_scrim, &whin_draw_white);
}

static GtkIconPaintable *
look_up (WhinMessageRow *self, GIcon *icon)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return gtk_icon_theme_lookup_by_gicon (
      gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), icon, 20,
      gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), 0);
}

/* A theme may have only a coloured icon for the type; ours take the accent. */
static GtkIconPaintable *
file_icon (WhinMessageRow *self)
{
  if (!self->icon) {
    const char *type =
        self->view.content_type ? self->view.content_type : "application/octet-stream";
    g_autofree char *native = g_content_type_from_mime_type (type);
    g_autoptr (GIcon) icon = g_content_type_get_symbolic_icon (native ? native : type);

    self->icon = look_up (self, icon);
    if (!gtk_icon_paintable_is_symbolic (self->icon)) {
      g_autoptr (GIcon) plain = g_themed_icon_new ("text-x-generic-symbolic");

      g_object_unref (self->icon);
      self->icon = look_up (self, plain);
    }
  }
  return self->icon;
}

void
whin_draw_file (WhinMessageRow *self, GtkSnapshot *snapshot)
{
  const WhinMessageView *view = &self->view;
  const Rect *m = &self->geometry.media;
  const GdkRGBA *accent = whin_draw_ink (self, WHIN_INK_ACCENT);
  gboolean rtl = whin_draw_is_rtl (self);
  int x = rtl ? m->x + m->width - FILE_ICON : m->x, r = FILE_ICON / 2, name_w, name_h, label_w,
      label_h;
  GdkRGBA soft = *accent;
  soft.alpha *= 0.18;

  if (view->transfer != WHIN_TRANSFER_NONE) {
    whin_shape_disc (snapshot, transfer_symbol (view->transfer), ring_progress (view), x + r,
                     m->y + r, r, &soft, accent);
  } else {
    whin_draw_fill (snapshot, &(Rect) { x, m->y, FILE_ICON, FILE_ICON }, 10, &soft);
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + r - 10, m->y + r - 10));
    gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (file_icon (self)), snapshot,
                                              20, 20, accent, 1);
    gtk_snapshot_restore (snapshot);
  }
  pango_layout_get_pixel_size (whin_message_slot (self, WHIN_SLOT_FILE_NAME), &name_w, &name_h);
  pango_layout_get_pixel_size (whin_message_slot (self, WHIN_SLOT_LABEL), &label_w, &label_h);
  int y = m->y + (m->height - name_h - label_h) / 2, start = FILE_ICON + 10;
  whin_draw_slot (self, snapshot, WHIN_SLOT_FILE_NAME,
                  rtl ? m->x + m->width - start - name_w : m->x + start, y,
                  whin_draw_ink (self, WHIN_INK_TEXT));
  whin_draw_slot (self, snapshot, WHIN_SLOT_LABEL,
                  rtl ? m->x + m->width - start - label_w : m->x + start, y + name_h,
                  whin_draw_ink (self, WHIN_INK_DIM));
}
