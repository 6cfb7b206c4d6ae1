/* store-media: the table of files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-media.h"

#include "store-message-read.h"

#define MEDIA_SELECT                                                                               \
  "SELECT c.conv, m.author, m.id, m.own, m.state, m.kind, d.object, d.mime, d.name, d.size,"       \
  " d.width, d.height, d.thumb, d.path, d.source, d.as_file, d.transfer, m.text, d.key, "          \
  "d.sha256, m.time, d.account_key, m.expires, d.from_author, d.from_id, d.once, d.sticker,"       \
  " d.ms, d.bars, d.album, d.album_n, d.album_at, d.quality"                                       \
  " FROM media d JOIN message m USING (message) JOIN chat c USING (chat) "

void
store_media_free (StoreMedia *media)
{
  if (media == NULL)
    return;
  g_free (media->mime);
  g_free (media->file_name);
  g_free (media->path);
  g_free (media->source);
  g_free (media->text);
  g_clear_pointer (&media->thumb, g_bytes_unref);
  g_clear_pointer (&media->bars, g_bytes_unref);
  g_clear_pointer (&media->account_key, g_bytes_unref);
  media_key_free (media->key);
  g_clear_pointer (&media->sticker, sticker_unref);
  g_free (media);
}

static StoreMedia *
read_media (Query *q)
{
  StoreMedia *media = g_new0 (StoreMedia, 1);

  media->name = (MessageName) { column_conv (q, 0), column_id (q, 1), column_id (q, 2) };
  media->own = column_int (q, 3) != 0;
  media->state = column_int (q, 4);
  media->kind = column_int (q, 5);
  media->object = column_id (q, 6);
  media->mime = column_text_or_empty (q, 7);
  media->file_name = column_text_or_empty (q, 8);
  media->size = column_int (q, 9);
  media->width = column_int (q, 10);
  media->height = column_int (q, 11);
  media->thumb = column_bytes (q, 12);
  media->path = column_text (q, 13);
  media->source = column_text (q, 14);
  media->as_file = column_int (q, 15) != 0;
  media->transfer = column_int (q, 16);
  media->text = column_text_or_empty (q, 17);
  media->key = column_media_key (q, 18, media->size);
  media->time = column_int (q, 20);
  media->account_key = column_bytes (q, 21);
  media->expires = column_int (q, 22);
  media->from_author = column_id (q, 23);
  media->from_id = column_id (q, 24);
  media->once = (Once) column_int (q, 25);
  media->sticker = column_sticker (q, 26);
  media->ms = column_int (q, 27);
  media->bars = column_bytes (q, 28);
  media->album = column_album (q, 29);
  media->quality = (PictureQuality) column_int (q, 32);
  return media;
}

StoreMedia *
store_media_get (Store *store, const Id *author, const Id *id)
{
  Query *q = query (store, MEDIA_SELECT "WHERE m.author = ? AND m.id = ?", "dd", author, id);
  StoreMedia *media = query_next (store, q) ? read_media (q) : NULL;

  query_end (q);
  return media;
}

void
store_media_put (Store *store, const StoreMedia *media)
{
  run (
      store,
      "UPDATE media SET object = ?, mime = ?, name = ?, size = ?, width = ?, height = ?, thumb = ?,"
      " key = ?, sha256 = ?, path = ?, source = ?, as_file = ?, account_key = ?,"
      " transfer = ?, from_author = ?, from_id = ?, quality = ?"
      " WHERE message = (SELECT message FROM message WHERE author = ? AND id = ?)",
      "dttiiibksttibiddidd", &media->object, media->mime, media->file_name, media->size,
      (gint64) media->width, (gint64) media->height, media->thumb, media->key, media->key,
      media->path, media->source, (gint64) media->as_file, media->account_key,
      (gint64) media->transfer, &media->from_author, &media->from_id, (gint64) media->quality,
      &media->name.author, &media->name.id);
}

void
store_media_set_transfer (Store *store, const Id *author, const Id *id, TransferState transfer)
{
  run (store,
       "UPDATE media SET transfer = ?"
       " WHERE message = (SELECT message FROM message WHERE author = ? AND id = ?)",
       "idd", (gint64) transfer, author, id);
}

GPtrArray *
store_media_of (Store *store, const Id *object, guint limit)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) store_media_free);
  Query *q = query (store, MEDIA_SELECT "WHERE d.object = ? AND m.own LIMIT ?", "di", object,
                    (gint64) limit);

  while (query_next (store, q))
    g_ptr_array_add (all, read_media (q));
  return all;
}

GPtrArray *
store_media_due (Store *store)
{
  GPtrArray *due = g_ptr_array_new_with_free_func ((GDestroyNotify) store_media_free);
  /* The words of the index: with IN the planner would read every picture there is. */
  Query *q =
      query (store, MEDIA_SELECT "WHERE d.transfer > 0 AND d.transfer < 3 ORDER BY d.message", "");

  while (query_next (store, q))
    g_ptr_array_add (due, read_media (q));
  return due;
}
G_STATIC_ASSERT (TRANSFER_NONE == 0 && TRANSFER_WAITING == 1 && TRANSFER_RUNNING == 2 &&
                 TRANSFER_FAILED == 3);

GPtrArray *
store_media_paths (Store *store, const Conv *conv)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  Query *q = query (store,
                    "SELECT d.path FROM media d JOIN message m USING (message)"
                    " WHERE m.chat = ? AND d.path IS NOT NULL",
                    "i", chat_number (store, conv));

  while (query_next (store, q))
    g_ptr_array_add (paths, column_text (q, 0));
  return paths;
}
