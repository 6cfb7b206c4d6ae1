/* chat page, pictures: what a row shows of a file, and its pictures, fetched while it is bound.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-rows.h"

#include "whin-client-media.h"
#include "whin-format.h"
#include "whin-moving.h"
#include "whin-pictures.h"

#include <glib/gi18n.h>
#include <string.h>

#define AVATAR 32
#define FACE 16
#define PICTURE_WIDTH 360
#define PICTURE_HEIGHT 420
#define STICKER 160

#define LOOKED_AT "whin-looked-at"
#define DAMAGED "whin-damaged"

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

static gboolean
has_picture (const MessageRow *row)
{
  return row->kind == MESSAGE_PICTURE && row->media && row->media->width > 0 &&
         row->media->height > 0;
}

/* The row is filled again, with what is remembered now. */
static void
loaded_cb (GdkTexture *texture, gpointer row)
{
  if (texture)
    whin_chat_page_refresh_row (row);
}

/* Or with what is said when there is nothing to be seen. */
static void
tried_cb (GdkTexture *texture, gpointer row)
{
  whin_chat_page_refresh_row (row);
}

/* A picture that stands still only takes its place. */
static void
picture_cb (GdkTexture *texture, gpointer row)
{
  if (texture && !whin_pictures_moves (texture))
    whin_message_row_set_texture (row, GDK_PAINTABLE (texture));
  else
    whin_chat_page_refresh_row (row);
}

static GPtrArray *
movings_of (GtkWidget *row)
{
  GPtrArray *movings = g_object_get_data (G_OBJECT (row), WHIN_ROW_MOVING);

  if (!movings) {
    movings = g_ptr_array_new_with_free_func (g_object_unref);
    g_object_set_data_full (G_OBJECT (row), WHIN_ROW_MOVING, movings,
                            (GDestroyNotify) g_ptr_array_unref);
  }
  return movings;
}

/* One that the row has shown already goes on. */
static WhinMoving *
moving_of (GtkWidget *row, const MediaFile *file, GdkTexture *still)
{
  int width = gdk_texture_get_width (still), height = gdk_texture_get_height (still);
  GPtrArray *movings = movings_of (row);
  WhinMoving *moving;

  for (guint i = 0; i < movings->len; i++)
    if (whin_moving_is_of (movings->pdata[i], file, width, height))
      return movings->pdata[i];
  moving = whin_moving_new (file, still);
  g_signal_connect_object (moving, "invalidate-contents", G_CALLBACK (gtk_widget_queue_draw), row,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (movings, moving);
  return moving;
}

static GdkPaintable *
paintable_of (GtkWidget *row, const MediaFile *file, GdkTexture *texture)
{
  return whin_pictures_moves (texture) ? GDK_PAINTABLE (moving_of (row, file, texture))
                                       : GDK_PAINTABLE (texture);
}

/* There is nothing to be seen of what is here: perhaps the disk is at fault, and it can be fetched
 * again. That it was so is said until it comes. */
static gboolean
is_damaged (WhinChatPage *self, WhinMessage *message)
{
  const Media *media = whin_message_get_row (message)->media;
  MessageName name = whin_message_get_name (message);
  gboolean is_new;

  if (!media->file)
    return media->transfer == TRANSFER_FAILED &&
           g_object_get_data (G_OBJECT (message), DAMAGED) != NULL;
  if (!whin_pictures_failed (media->file, &is_new)) {
    g_object_set_data (G_OBJECT (message), DAMAGED, NULL);
    return FALSE;
  }
  g_object_set_data (G_OBJECT (message), DAMAGED, GINT_TO_POINTER (TRUE));
  if (is_new)
    whin_client_doubt_media (self->client, &name);
  return TRUE;
}

typedef void Load (const MediaFile *, int, int, GCancellable *, WhinPictureFunc, gpointer);

static Load *
load_of (const MessageRow *message)
{
  return message_is_video (message) ? whin_pictures_load_film : whin_pictures_load;
}

static void
load_picture (GtkWidget *row, const MessageRow *message, WhinMessageView *view)
{
  const Media *media = message->media;
  Load *load = load_of (message);
  GdkTexture *texture;
  int width, height;

  picture_size (media, gtk_widget_get_scale_factor (row), &width, &height);
  texture = whin_pictures_peek (media->file, width, height);
  if (texture)
    view->texture = paintable_of (row, media->file, texture);
  else if (!view->damaged)
    load (media->file, width, height, row_cancellable (row), picture_cb, row);
}

/* What strangers send is not looked at before somebody asks for it. */
static gboolean
is_hidden (GtkWidget *row, const MessageRow *message)
{
  return !message->own && !message->media->file && whin_chat_page_is_request (row);
}

static void
load_media (GtkWidget *row, const MessageRow *message, WhinMessageView *view)
{
  const Media *media = message->media;

  if (media->thumb && !is_hidden (row, message)) {
    view->placeholder = GDK_PAINTABLE (whin_pictures_peek_thumb (media->thumb));
    if (!view->placeholder && (!media->file || message->kind == MESSAGE_FILE))
      whin_pictures_load_thumb (media->thumb, row_cancellable (row), loaded_cb, row);
  }
  if (media->file)
    load_picture (row, message, view);
}

/* How long it is, how much there is to fetch, or what is special about it. */
static char *
label_of (const MessageRow *message, WhinTransfer transfer, gboolean damaged)
{
  const Media *media = message->media;

  if (damaged)
    return g_strdup (media->file ? _ ("Cannot be shown") : _ ("Damaged"));
  if (message_is_video (message) && media->ms > 0)
    return whin_format_length (media->ms);
  if (transfer == WHIN_TRANSFER_OFFERED || transfer == WHIN_TRANSFER_FAILED)
    return g_format_size ((guint64) media->size);
  if (transfer == WHIN_TRANSFER_NONE && strcmp (media->mime, "image/gif") == 0)
    return g_strdup ("GIF");
  return NULL;
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
whin_chat_page_fill_media (WhinChatPage *self,
                           GtkWidget *row,
                           WhinMessage *item,
                           WhinMessageView *view,
                           WhinBorrowed *borrowed)
{
  const MessageRow *message = whin_message_get_row (item);
  const Media *media = message->media;

  view->transfer = transfer_of (message);
  view->progress = progress_of (media);
  if (message->once != ONCE_NOT) {
    fill_once (message, view);
    return;
  }
  if (has_picture (message) || message_is_video (message)) {
    view->media = media->sticker               ? WHIN_MEDIA_STICKER
                  : message_is_video (message) ? WHIN_MEDIA_VIDEO
                                               : WHIN_MEDIA_PICTURE;
    view->damaged = message->kind == MESSAGE_PICTURE && is_damaged (self, item);
    view->media_label = borrowed->label = label_of (message, view->transfer, view->damaged);
    if (media->sticker) {
      g_free (borrowed->label);
      view->media_label = borrowed->label = whin_format_sticker (media->sticker->emoji);
    }
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

/* -- Albums -- */

#define TILE 240 /* px that a tile is wide and high, about */

static GdkPaintable *
load_tile (GtkWidget *row, const MessageRow *message, gboolean damaged)
{
  const Media *media = message->media;
  int side = TILE * gtk_widget_get_scale_factor (row);
  double fit = MIN (1.0, (double) side / MIN (media->width, media->height));
  int width = MAX (1, (int) (media->width * fit)), height = MAX (1, (int) (media->height * fit));
  GdkTexture *texture = whin_pictures_peek (media->file, width, height);

  if (!texture && !damaged)
    load_of (message) (media->file, width, height, row_cancellable (row), tried_cb, row);
  return texture ? paintable_of (row, media->file, texture) : NULL;
}

static void
fill_tile (GtkWidget *row, WhinChatPage *self, WhinMessage *message, WhinTileView *tile)
{
  const MessageRow *source = whin_message_get_row (message);
  const Media *media = source->media;
  gboolean damaged = !message_is_video (source) && is_damaged (self, message);

  tile->width = media->width;
  tile->height = media->height;
  tile->film = message_is_video (source);
  tile->transfer = transfer_of (source);
  tile->progress = progress_of (media);
  tile->label = label_of (source, tile->transfer, damaged);
  tile->selected = whin_chat_page_is_chosen (self, message);
  if (source->reactions && source->reactions->len)
    tile->reaction = ((const Reaction *) source->reactions->pdata[0])->emoji;
  if (media->thumb && !is_hidden (row, source)) {
    tile->placeholder = GDK_PAINTABLE (whin_pictures_peek_thumb (media->thumb));
    if (!tile->placeholder)
      whin_pictures_load_thumb (media->thumb, row_cancellable (row), loaded_cb, row);
  }
  if (media->file)
    tile->texture = load_tile (row, source, damaged);
}

static char *
words_for (const GPtrArray *album)
{
  guint films = 0;

  for (guint i = 0; i < album->len; i++)
    films += message_is_video (whin_message_get_row (album->pdata[i])) ? 1 : 0;
  if (films == 0)
    return g_strdup_printf (ngettext ("%u photo", "%u photos", album->len), album->len);
  if (films == album->len)
    return g_strdup_printf (ngettext ("%u video", "%u videos", album->len), album->len);
  return g_strdup_printf (ngettext ("%u photo and video", "%u photos and videos", album->len),
                          album->len);
}

void
whin_chat_page_fill_album (WhinChatPage *self,
                           GtkWidget *row,
                           const GPtrArray *album,
                           WhinMessageView *view,
                           WhinBorrowed *borrowed)
{
  view->media = WHIN_MEDIA_ALBUM;
  view->n_tiles = MIN (album->len, WHIN_MAX_TILES);
  view->tiles = borrowed->tiles = g_new0 (WhinTileView, view->n_tiles);
  borrowed->n_tiles = view->n_tiles;
  view->media_label = borrowed->label = words_for (album);
  for (guint i = 0; i < view->n_tiles; i++)
    fill_tile (row, self, album->pdata[i], &view->tiles[i]);
}

/* Once: who stops it means it. */
static void
look_at (WhinChatPage *self, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);
  MessageName name = whin_message_get_name (message);

  if (!row->media || row->media->file || row->media->transfer != TRANSFER_NONE ||
      g_object_get_data (G_OBJECT (message), LOOKED_AT))
    return;
  g_object_set_data (G_OBJECT (message), LOOKED_AT, GINT_TO_POINTER (TRUE));
  whin_client_look_at_media (self->client, &name);
}

void
whin_chat_page_look_at (WhinChatPage *self, WhinMessage *message)
{
  const GPtrArray *album = whin_message_get_album (message);

  if (!album)
    look_at (self, message);
  for (guint i = 0; album && i < album->len; i++)
    look_at (self, album->pdata[i]);
}

static void
forget_look (WhinMessage *message)
{
  const GPtrArray *album = whin_message_get_album (message);

  g_object_set_data (G_OBJECT (message), LOOKED_AT, NULL);
  for (guint i = 0; album && i < album->len; i++)
    g_object_set_data (album->pdata[i], LOOKED_AT, NULL);
}

void
whin_chat_page_look_again (WhinChatPage *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  guint n = self->timeline ? g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) : 0;

  if (row->request == self->strange && row->auto_media == self->auto_media)
    return;
  self->strange = row->request;
  self->auto_media = row->auto_media;
  for (guint i = 0; i < n; i++) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (G_LIST_MODEL (self->timeline), i);

    if (whin_message_get_item (message) != WHIN_ITEM_MESSAGE)
      continue;
    forget_look (message);
    if (!whin_chat_view_get_row (self->view, i))
      continue;
    g_signal_emit_by_name (message, "changed");
    whin_chat_page_look_at (self, message);
  }
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
