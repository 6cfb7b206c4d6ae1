/* media-send: from files somebody chose to rows that are visible at once; the queue does the rest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "address.h"
#include "core-send.h"

#include "picture.h"
#include "store-media.h"
#include "unsaved.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define GUESS_BYTES 4096
#define EXTENSION_ROOM 5 /* a picture may become one of another kind */
#define SIDE_MAX 65535

typedef struct {
  Conv conv;
  GPtrArray *files; /* of File */
  char *caption;
  Id quote_author; /* or none */
  Id quote_id;
} Order;

typedef struct {
  SendFile says;
  char *path;
  gboolean once;
} File;

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->path);
  g_clear_pointer (&file->says.thumb, g_bytes_unref);
  g_free (file);
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_ptr_array_unref (order->files);
  g_free (order->caption);
  g_free (order);
}

static char *
display_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  const char *end = name + MIN (strlen (name), LIMIT_FILE_NAME_MAX - EXTENSION_ROOM);

  while ((*end & 0xc0) == 0x80)
    end--;
  return g_strndup (name, end - name);
}

/* The name alone may say anything. */
static char *
guess_mime (const char *path)
{
  guint8 head[GUESS_BYTES];
  FILE *file = g_fopen (path, "rbe");
  gsize n = file != NULL ? fread (head, 1, sizeof head, file) : 0;
  g_autofree char *type = g_content_type_guess (path, head, n, NULL);
  char *mime = g_content_type_get_mime_type (type);

  if (file != NULL)
    fclose (file);
  return mime != NULL ? mime : g_strdup ("application/octet-stream");
}

/* -- One file: its row, and what only this device knows. -- */

static void
take_video (const SendFile *says, Media *media)
{
  if (says->as_file || says->width <= 0 || says->height <= 0 ||
      !g_str_has_prefix (media->mime, "video/"))
    return;
  media->width = MIN (says->width, SIDE_MAX);
  media->height = MIN (says->height, SIDE_MAX);
  media->ms = CLAMP (says->ms, 0, LIMIT_VIDEO_SECONDS_MAX * 1000);
  if (says->thumb != NULL && g_bytes_get_size (says->thumb) <= LIMIT_THUMB_MAX)
    media->thumb = g_bytes_ref (says->thumb);
}

static MessageRow *
row_of_file (Core *core, const Order *order, const File *file, gboolean first)
{
  g_autofree char *mime = NULL;
  int width = 0, height = 0;
  gboolean picture = picture_probe (file->path, &mime, &width, &height) && !file->says.as_file;
  MessageRow *row = send_new_row (core, &order->conv, picture ? MESSAGE_PICTURE : MESSAGE_FILE,
                                  first ? order->caption : "");
  GStatBuf info;

  row->media = media_new ();
  row->media->object = id_random ();
  row->media->mime = mime != NULL ? g_steal_pointer (&mime) : guess_mime (file->path);
  row->media->name = display_name (file->path);
  row->media->size = g_stat (file->path, &info) == 0 ? info.st_size : 0;
  row->media->width = width;
  row->media->height = height;
  row->media->transfer = TRANSFER_WAITING;
  take_video (&file->says, row->media);
  /* Each of many would have to look at it. */
  row->once = file->once && picture && order->conv.kind != CONV_BROADCAST ? ONCE_WAITS : ONCE_NOT;
  if (first) {
    row->quote_author = order->quote_author;
    row->quote_id = order->quote_id;
  }
  return row;
}

static void
add (Core *core, const File *file, MessageRow *row)
{
  g_autoptr (StoreMedia) media = NULL;

  send_add (core, row, NULL);
  media = store_media_get (core->store, &row->author, &row->id);
  if (media != NULL) {
    media->source = g_strdup (file->path);
    media->as_file = file->says.as_file;
    media->quality = file->says.quality;
    media->account_key = address_key (core, &row->conv);
    store_media_put (core->store, media);
  }
  core_note_message (core, &row->author, &row->id);
}

/* -- Many. -- */

static gboolean
is_seen (const MessageRow *row)
{
  return row->once == ONCE_NOT && (row->kind == MESSAGE_PICTURE || message_is_video (row));
}

/* What is seen and stands side by side is one album. */
static void
make_albums (GPtrArray *rows)
{
  for (guint i = 0, n; i < rows->len; i += MAX (n, 1)) {
    Id id = id_random ();

    for (n = 0; i + n < rows->len && n < LIMIT_ALBUM_MAX; n++)
      if (!is_seen (rows->pdata[i + n]))
        break;
    for (guint k = 0; n > 1 && k < n; k++)
      ((MessageRow *) rows->pdata[i + k])->media->album = (Album) { id, n, k };
  }
}

static GPtrArray *
rows_of (Core *core, const Order *order)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  for (guint i = 0; i < order->files->len; i++)
    g_ptr_array_add (rows, row_of_file (core, order, order->files->pdata[i], i == 0));
  make_albums (rows);
  return rows;
}

static Order *
order_new (const Conv *conv, const char *caption)
{
  Order *order = g_new0 (Order, 1);

  order->conv = *conv;
  order->files = g_ptr_array_new_with_free_func (file_free);
  order->caption = g_utf8_make_valid (caption != NULL ? caption : "", -1);
  return order;
}

static File *
order_add (Order *order, const SendFile *says)
{
  File *file = g_new0 (File, 1);

  file->says = *says;
  file->path = g_canonicalize_filename (says->path, NULL);
  file->says.path = file->path;
  if (says->thumb != NULL)
    g_bytes_ref (says->thumb);
  g_ptr_array_add (order->files, file);
  return file;
}

/* Of one of the rows. */
static Order *
order_again (const Order *order, guint i, const MessageRow *row)
{
  const File *file = order->files->pdata[i];
  Order *again = order_new (&order->conv, row->text);

  again->quote_author = row->quote_author;
  again->quote_id = row->quote_id;
  order_add (again, &file->says)->once = file->once;
  return again;
}

static void send_files_cb (Core *core, gpointer data);

static void
keep_unsaved (Core *core, const Order *order, const GPtrArray *rows, const GError *error)
{
  for (guint i = 0; i < rows->len; i++)
    unsaved_keep (core, rows->pdata[i], error, send_files_cb,
                  order_again (order, i, rows->pdata[i]), order_free);
}

static void
send_files (Core *core, const Order *order)
{
  g_autoptr (GPtrArray) rows = rows_of (core, order);
  g_autoptr (GError) error = NULL;

  core_begin (core);
  for (guint i = 0; i < rows->len; i++)
    add (core, order->files->pdata[i], rows->pdata[i]);
  core_note_chat (core, &order->conv);
  if (core_commit (core, &error))
    media_pump (core);
  else
    keep_unsaved (core, order, rows, error);
}

static void
send_files_cb (Core *core, gpointer data)
{
  const Order *order = data;

  if (core->account != NULL && order->files->len > 0)
    send_files (core, order);
}

void
core_send_files (Core *core,
                 const Conv *conv,
                 const SendFile *files,
                 guint n,
                 const char *caption,
                 const MessageName *quote)
{
  Order *order = order_new (conv, caption);

  for (guint i = 0; i < n; i++)
    order_add (order, &files[i]);
  if (quote != NULL) {
    order->quote_author = quote->author;
    order->quote_id = quote->id;
  }
  core_post (core, send_files_cb, order, order_free);
}

void
core_send_file (Core *core,
                const Conv *conv,
                const char *path,
                const char *caption,
                gboolean as_file,
                const MessageName *quote)
{
  core_send_files (core, conv, &(SendFile) { .path = path, .as_file = as_file }, 1, caption, quote);
}

void
core_send_once (Core *core, const Conv *conv, const char *path)
{
  Order *order = order_new (conv, "");

  order_add (order, &(SendFile) { .path = path })->once = TRUE;
  core_post (core, send_files_cb, order, order_free);
}
