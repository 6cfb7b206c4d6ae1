/* media tile: see whin-media-tile.h. A grid may have hundreds: each lets go of its picture when it
 * is not shown. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-media-tile.h"

#include "whin-pictures.h"
#include "whin-shapes.h"

#define SIDE 96     /* px at least */
#define DECODED 160 /* px: a tile is rarely wider */

struct _WhinMediaTile {
  GtkWidget parent_instance;

  MessageRow *row;
  GdkTexture *texture;
  gboolean sharp; /* it is the picture, not its thumbnail */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (WhinMediaTile, whin_media_tile, GTK_TYPE_WIDGET)

static void
show (WhinMediaTile *self, GdkTexture *texture)
{
  if (texture && g_set_object (&self->texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
thumb_cb (GdkTexture *texture, gpointer user_data)
{
  WhinMediaTile *self = user_data;

  if (!self->sharp)
    show (self, texture);
}

static void
picture_cb (GdkTexture *texture, gpointer user_data)
{
  WhinMediaTile *self = user_data;

  self->sharp = texture != NULL;
  show (self, texture);
}

/* So that the shorter side fills the tile. */
static void
load_picture (WhinMediaTile *self)
{
  const Media *media = self->row->media;
  int side = DECODED * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double fit =
      media->width > 0 && media->height > 0 ? (double) side / MIN (media->width, media->height) : 1;
  int width = fit < 1 ? MAX (1, (int) (media->width * fit)) : media->width;
  int height = fit < 1 ? MAX (1, (int) (media->height * fit)) : media->height;
  GdkTexture *known = whin_pictures_peek (media->file, width, height);

  if (known)
    picture_cb (known, self);
  else
    (message_is_video (self->row) ? whin_pictures_load_film : whin_pictures_load) (
        media->file, width, height, self->cancellable, picture_cb, self);
}

static void
take_hold (WhinMediaTile *self)
{
  const Media *media = self->row ? self->row->media : NULL;

  if (!media || self->cancellable)
    return;
  self->cancellable = g_cancellable_new ();
  if (media->thumb) {
    show (self, whin_pictures_peek_thumb (media->thumb));
    if (!self->texture)
      whin_pictures_load_thumb (media->thumb, self->cancellable, thumb_cb, self);
  }
  if (media->file && (self->row->kind == MESSAGE_PICTURE || message_is_video (self->row)))
    load_picture (self);
}

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (whin_media_tile_parent_class)->map (widget);
  take_hold (WHIN_MEDIA_TILE (widget));
}

static void
let_go (WhinMediaTile *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->texture);
  self->sharp = FALSE;
}

static void
unmap (GtkWidget *widget)
{
  let_go (WHIN_MEDIA_TILE (widget));
  GTK_WIDGET_CLASS (whin_media_tile_parent_class)->unmap (widget);
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = *natural = SIDE;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *minimum = *natural = MAX (SIDE / 2, for_size);
  else if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = SIDE / 2;
}

static GtkSizeRequestMode
request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WhinMediaTile *self = WHIN_MEDIA_TILE (widget);
  float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  float w, h, fit;
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, 0, width, height), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  if (self->texture) {
    w = gdk_texture_get_width (self->texture);
    h = gdk_texture_get_height (self->texture);
    fit = MAX (width / w, height / h);
    gtk_snapshot_append_texture (
        snapshot, self->texture,
        &GRAPHENE_RECT_INIT ((width - w * fit) / 2, (height - h * fit) / 2, w * fit, h * fit));
  } else {
    GdkRGBA colour;

    gtk_widget_get_color (widget, &colour);
    colour.alpha *= 0.1f;
    gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (0, 0, width, height));
  }
  if (self->row && self->row->kind == MESSAGE_FILE)
    whin_shape_disc (snapshot, WHIN_SYMBOL_PLAY, -1, width / 2, height / 2,
                     MIN (18, MIN (width, height) / 3), &(GdkRGBA) { 0, 0, 0, 0.5f },
                     &(GdkRGBA) { 1, 1, 1, 1 });
  gtk_snapshot_pop (snapshot);
}

static void
dispose (GObject *object)
{
  WhinMediaTile *self = WHIN_MEDIA_TILE (object);

  let_go (self);
  g_clear_pointer (&self->row, message_row_unref);
  G_OBJECT_CLASS (whin_media_tile_parent_class)->dispose (object);
}

static void
whin_media_tile_class_init (WhinMediaTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  widget_class->map = map;
  widget_class->unmap = unmap;
  widget_class->measure = measure;
  widget_class->get_request_mode = request_mode;
  widget_class->snapshot = snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  gtk_widget_class_set_css_name (widget_class, "mediatile");
}

static void
whin_media_tile_init (WhinMediaTile *self)
{
}

GtkWidget *
whin_media_tile_new (const MessageRow *row)
{
  WhinMediaTile *self = g_object_new (WHIN_TYPE_MEDIA_TILE, NULL);

  self->row = row ? message_row_ref (row) : NULL;
  return GTK_WIDGET (self);
}

void
whin_media_tile_set_row (WhinMediaTile *self, const MessageRow *row)
{
  if (self->row == row)
    return;
  let_go (self);
  g_clear_pointer (&self->row, message_row_unref);
  self->row = row ? message_row_ref (row) : NULL;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    take_hold (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
