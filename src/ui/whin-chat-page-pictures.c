/* chat page, pictures: what a row shows of a file, and its pictures, fetched while it is bound.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-rows.h"

#include "whin-client-media.h"
#include "whin-format.h"
#include "whin-pictures.h"

#include <glib/gi18n.h>

#define AVATAR 32
#define FACE 16
#define PICTURE_WIDTH 360
#define PICTURE_HEIGHT 420
#define STICKER 160

#define LOOKED_AT "whin-looked-at"

static GCancellable *
row_cancellable (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), WHIN_ROW_LOADING);
}

static void
picture_size (const Media *media, int scale, int *width, int *height)
{
  double most = media->sticker ? STICKER : PICTURE_WIDTH;
  double highest = media->sticker ? STICKER : PICTURE_HEIGHT;
  double fit = MIN (1.0, MIN (most / media->width, highest / media->height));

  *width = MAX (1, (int) (media->width * fit)) * scale;
  *height = MAX (1, (int) (media->height * fit)) * scale;
}

static void
picture_cb (GdkTexture *texture, gpointer row)
{
  if (texture)
    whin_message_row_set_texture (row, GDK_PAINTABLE (texture));
}

static gboolean
has_picture (const MessageRow *row)
{
  return row->kind == MESSAGE_PICTURE && row->media && row->media->width > 0 &&
         row->media->height > 0;
}

static void
load_picture (GtkWidget *row, const Media *media, WhinMessageView *view)
{
  int width, height;

  picture_size (media, gtk_widget_get_scale_factor (row), &width, &height);
  view->texture = GDK_PAINTABLE (whin_pictures_peek (media->file, width, height));
  if (!view->texture)
    whin_pictures_load (media->file, width, height, row_cancellable (row), picture_cb, row);
}

/* The row is filled again, with what is remembered now. */
static void
loaded_cb (GdkTexture *texture, gpointer row)
{
  if (texture)
    whin_chat_page_refresh_row (row);
}

static void
load_media (GtkWidget *row, const MessageRow *message, WhinMessageView *view)
{
  const Media *media = message->media;

  if (media->thumb) {
    view->placeholder = GDK_PAINTABLE (whin_pictures_peek_thumb (media->thumb));
    if (!view->placeholder && !media->file)
      whin_pictures_load_thumb (media->thumb, row_cancellable (row), loaded_cb, row);
  }
  if (media->file)
    load_picture (row, media, view);
}

static WhinTransfer
transfer_of (const MessageRow *message)
{
  const Media *media = message->media;

  switch (media->transfer) {
  case TRANSFER_WAITING:
  case TRANSFER_RUNNING:
    return WHIN_TRANSFER_RUNNING;
  case TRANSFER_FAILED:
    return WHIN_TRANSFER_FAILED;
  case TRANSFER_NONE:
    break;
  }
  /* Whatever has not left yet can be kept from leaving. */
  if (message->own && message->state == STATE_PENDING)
    return WHIN_TRANSFER_RUNNING;
  return media->file ? WHIN_TRANSFER_NONE : WHIN_TRANSFER_OFFERED;
}

static double
progress_of (const Media *media)
{
  if (media->transfer != TRANSFER_RUNNING || media->size <= 0)
    return -1;
  return CLAMP ((double) media->done / (double) media->size, 0, 1);
}

/* Nothing of it is shown before it is looked at, and nothing after. */
static void
fill_once (const MessageRow *message, WhinMessageView *view)
{
  view->media = WHIN_MEDIA_FILE;
  view->file_name = message->once == ONCE_WAITS ? _ ("Photo, view once") : _ ("Photo, opened");
  view->content_type = "image/x-generic";
  view->media_label = message->once == ONCE_OPENED ? _ ("It could be opened once")
                      : message->own               ? _ ("Not opened yet")
                                                   : _ ("Open it to see it");
  if (message->once == ONCE_OPENED || view->transfer == WHIN_TRANSFER_OFFERED)
    view->transfer = WHIN_TRANSFER_NONE;
}

void
whin_chat_page_fill_media (GtkWidget *row,
                           const MessageRow *message,
                           WhinMessageView *view,
                           WhinBorrowed *borrowed)
{
  const Media *media = message->media;

  view->transfer = transfer_of (message);
  view->progress = progress_of (media);
  if (message->once != ONCE_NOT) {
    fill_once (message, view);
    return;
  }
  if (has_picture (message)) {
    view->media = media->sticker ? WHIN_MEDIA_STICKER : WHIN_MEDIA_PICTURE;
    if (media->sticker)
      view->media_label = borrowed->label = whin_format_sticker (media->sticker->emoji);
    /* It is small: what is seen need not be watched on its way. */
    if (media->sticker && media->file)
      view->transfer = WHIN_TRANSFER_NONE;
    view->media_width = media->width;
    view->media_height = media->height;
    load_media (row, message, view);
    return;
  }
  view->media = WHIN_MEDIA_FILE;
  view->file_name = media->name[0] ? media->name : _ ("File");
  view->media_label = borrowed->label = whin_format_file (media->mime, media->size);
  view->content_type = borrowed->type = g_content_type_from_mime_type (media->mime);
}

/* Once: who stops it means it. */
void
whin_chat_page_look_at (WhinChatPage *self, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);
  MessageName name = whin_message_get_name (message);

  if (!row->media || row->media->file || row->media->transfer != TRANSFER_NONE ||
      g_object_get_data (G_OBJECT (message), LOOKED_AT))
    return;
  g_object_set_data (G_OBJECT (message), LOOKED_AT, GINT_TO_POINTER (TRUE));
  whin_client_look_at_media (self->client, &name);
}

static void
avatar_cb (GdkTexture *texture, gpointer row)
{
  if (texture)
    whin_message_row_set_avatar (row, GDK_PAINTABLE (texture));
}

void
whin_chat_page_fill_avatar (GtkWidget *row, const MediaFile *file, WhinMessageView *view)
{
  int side = AVATAR * gtk_widget_get_scale_factor (row);

  view->avatar = GDK_PAINTABLE (whin_pictures_peek (file, side, side));
  if (!view->avatar)
    whin_pictures_load (file, side, side, row_cancellable (row), avatar_cb, row);
}

GdkPaintable *
whin_chat_page_face (GtkWidget *row, const MediaFile *file)
{
  int side = FACE * gtk_widget_get_scale_factor (row);
  GdkTexture *texture = whin_pictures_peek (file, side, side);

  if (!texture)
    whin_pictures_load (file, side, side, row_cancellable (row), loaded_cb, row);
  return GDK_PAINTABLE (texture);
}
