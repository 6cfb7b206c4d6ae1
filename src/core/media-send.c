/* media-send: from a file somebody chose to a row that is visible at once; the queue does the rest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "address.h"
#include "core-send.h"

#include "picture.h"
#include "store-media.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  Conv conv;
  char *path;
  char *caption;
  gboolean as_file;
  gboolean once;
  Id quote_author; /* or none */
  Id quote_id;
} File;

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->path);
  g_free (file->caption);
  g_free (file);
}

static char *
display_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  const char *end = name + MIN (strlen (name), LIMIT_FILE_NAME_MAX);

  while ((*end & 0xc0) == 0x80)
    end--;
  return g_strndup (name, end - name);
}

static char *
guess_mime (const char *path)
{
  g_autofree char *type = g_content_type_guess (path, NULL, 0, NULL);
  char *mime = g_content_type_get_mime_type (type);

  return mime != NULL ? mime : g_strdup ("application/octet-stream");
}

static MessageRow *
row_of_file (Core *core, const File *file)
{
  g_autofree char *mime = NULL;
  int width = 0, height = 0;
  gboolean picture = picture_probe (file->path, &mime, &width, &height) && !file->as_file;
  MessageRow *row =
      send_new_row (core, &file->conv, picture ? MESSAGE_PICTURE : MESSAGE_FILE, file->caption);
  GStatBuf info;

  row->media = media_new ();
  row->media->object = id_random ();
  row->media->mime = mime != NULL ? g_steal_pointer (&mime) : guess_mime (file->path);
  row->media->name = display_name (file->path);
  row->media->size = g_stat (file->path, &info) == 0 ? info.st_size : 0;
  row->media->width = width;
  row->media->height = height;
  row->media->transfer = TRANSFER_WAITING;
  return row;
}

static void
send_file_cb (Core *core, gpointer data)
{
  const File *file = data;
  g_autoptr (MessageRow) row = NULL;
  g_autoptr (StoreMedia) media = NULL;

  if (core->account == NULL)
    return;
  row = row_of_file (core, file);
  /* Each of many would have to look at it. */
  row->once = file->once && row->kind == MESSAGE_PICTURE && file->conv.kind != CONV_BROADCAST
                  ? ONCE_WAITS
                  : ONCE_NOT;
  row->quote_author = file->quote_author;
  row->quote_id = file->quote_id;
  core_begin (core);
  send_add (core, row, NULL);
  media = store_media_get (core->store, &row->author, &row->id);
  if (media != NULL) {
    media->source = g_strdup (file->path);
    media->as_file = file->as_file;
    media->account_key = address_key (core, &file->conv);
    store_media_put (core->store, media);
  }
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, &row->conv);
  if (core_commit (core, NULL))
    media_pump (core);
}

void
core_send_file (Core *core,
                const Conv *conv,
                const char *path,
                const char *caption,
                gboolean as_file,
                const MessageName *quote)
{
  File *file = g_new0 (File, 1);

  file->conv = *conv;
  file->path = g_canonicalize_filename (path, NULL);
  file->caption = g_utf8_make_valid (caption != NULL ? caption : "", -1);
  file->as_file = as_file;
  if (quote != NULL) {
    file->quote_author = quote->author;
    file->quote_id = quote->id;
  }
  core_post (core, send_file_cb, file, file_free);
}

void
core_send_once (Core *core, const Conv *conv, const char *path)
{
  File *file = g_new0 (File, 1);

  file->conv = *conv;
  file->path = g_canonicalize_filename (path, NULL);
  file->caption = g_strdup ("");
  file->once = TRUE;
  core_post (core, send_file_cb, file, file_free);
}
