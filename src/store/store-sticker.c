/* store-sticker: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-sticker.h"

#include "store-query.h"

#define STICKER_SELECT                                                                             \
  "SELECT id, pack, emoji, path, key, sha256, size, width, height, added, used FROM sticker "

static StickerRow *
read_sticker (Query *q)
{
  StickerRow *row = sticker_row_new ();

  row->id = column_id (q, 0);
  row->pack = column_id (q, 1);
  row->emoji = column_text_or_empty (q, 2);
  row->file = column_media_file (q, 3);
  row->width = (int) column_int (q, 7);
  row->height = (int) column_int (q, 8);
  row->added = column_int (q, 9);
  row->used = column_int (q, 10);
  return row;
}

/* -- Packs. -- */

static GPtrArray *
stickers_of (Store *store, const Id *pack)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sticker_row_unref);
  Query *q = query (store, STICKER_SELECT "WHERE pack IS ? ORDER BY added DESC, id", "d", pack);

  while (query_next (store, q))
    g_ptr_array_add (rows, read_sticker (q));
  return rows;
}

static void
add_pack (Store *store, GPtrArray *packs, const Id *id, char *name)
{
  StickerPackRow *pack = sticker_pack_row_new ();

  pack->id = *id;
  pack->name = name;
  pack->stickers = stickers_of (store, id);
  g_ptr_array_add (packs, pack);
}

static void
add_named (Store *store, GPtrArray *packs)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (Id));
  Query *q = query (store, "SELECT id FROM sticker_pack ORDER BY changed DESC, id", "");

  while (query_next (store, q)) {
    Id id = column_id (q, 0);

    g_array_append_val (ids, id);
  }
  for (guint i = 0; i < ids->len; i++) {
    const Id *id = &g_array_index (ids, Id, i);

    add_pack (store, packs, id, store_sticker_pack_name (store, id));
  }
}

GPtrArray *
store_sticker_packs (Store *store)
{
  GPtrArray *packs = g_ptr_array_new_with_free_func ((GDestroyNotify) sticker_pack_row_unref);

  add_pack (store, packs, &STICKER_PACK_OWN, g_strdup (""));
  add_named (store, packs);
  add_pack (store, packs, &STICKER_PACK_BUILT_IN, g_strdup (""));
  return packs;
}

guint
store_sticker_pack_count (Store *store)
{
  return (guint) query_number (store, 0, "SELECT count (*) FROM sticker_pack", "");
}

char *
store_sticker_pack_name (Store *store, const Id *pack)
{
  Query *q = query (store, "SELECT name FROM sticker_pack WHERE id = ?", "d", pack);
  char *name = query_next (store, q) ? column_text (q, 0) : NULL;

  query_end (q);
  return name;
}

void
store_sticker_pack_put (Store *store, const Id *pack, const char *name, gint64 now)
{
  run (store, "INSERT OR REPLACE INTO sticker_pack (id, name, changed) VALUES (?, ?, ?)", "dti",
       pack, name, now);
}

void
store_sticker_pack_remove (Store *store, const Id *pack)
{
  run (store, "DELETE FROM sticker WHERE pack = ?", "d", pack);
  run (store, "DELETE FROM sticker_pack WHERE id = ?", "d", pack);
}

/* -- Stickers. -- */

guint
store_sticker_count (Store *store)
{
  return (guint) query_number (store, 0, "SELECT count (*) FROM sticker", "");
}

StickerRow *
store_sticker_get (Store *store, const Id *id)
{
  Query *q = query (store, STICKER_SELECT "WHERE id = ?", "d", id);
  StickerRow *row = query_next (store, q) ? read_sticker (q) : NULL;

  query_end (q);
  return row;
}

void
store_sticker_add (Store *store, const StickerRow *row)
{
  const MediaKey *key = row->file->key;

  run (store,
       "INSERT INTO sticker (id, pack, emoji, path, key, sha256, size, width, height, added, used)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
       "ddttksiiiii", &row->id, &row->pack, row->emoji, row->file->path, key, key, key->size,
       (gint64) row->width, (gint64) row->height, row->added, row->used);
}

void
store_sticker_remove (Store *store, const Id *id)
{
  run (store, "DELETE FROM sticker WHERE id = ?", "d", id);
}

void
store_sticker_set_emoji (Store *store, const Id *id, const char *emoji)
{
  run (store, "UPDATE sticker SET emoji = ? WHERE id = ?", "td", emoji, id);
}

void
store_sticker_raise (Store *store, const Id *id, gint64 now)
{
  run (store, "UPDATE sticker SET added = ? WHERE id = ?", "id", now, id);
}

/* -- What was sent. -- */

void
store_sticker_sent (Store *store, const MessageName *name, const Id *id, gint64 now)
{
  run (store,
       "UPDATE media SET kept = ?"
       " WHERE message = (SELECT message FROM message WHERE author = ? AND id = ?)",
       "ddd", id, &name->author, &name->id);
  run (store, "UPDATE sticker SET used = ? WHERE id = ?", "id", now, id);
}

StoreMedia *
store_sticker_find_sent (Store *store, const Conv *conv, const Id *id, gint64 since)
{
  Query *q = query (store,
                    "SELECT m.author, m.id FROM media d JOIN message m USING (message)"
                    " JOIN chat c USING (chat) WHERE d.kept = ? AND c.conv = ? AND m.own"
                    " AND m.state IN (1, 2, 3) AND m.time >= ? AND d.path IS NOT NULL"
                    " AND d.key IS NOT NULL ORDER BY m.time DESC LIMIT 1",
                    "dci", id, conv, since);
  Id author = { 0 }, message = { 0 };

  if (query_next (store, q)) {
    author = column_id (q, 0);
    message = column_id (q, 1);
  }
  query_end (q);
  return id_is_none (&message) ? NULL : store_media_get (store, &author, &message);
}
G_STATIC_ASSERT (STATE_SENT == 1 && STATE_DELIVERED == 2 && STATE_READ == 3);

gboolean
store_sticker_is_again (Store *store, const MessageName *name, const Id *object)
{
  return query_number (store, 0,
                       "SELECT 1 FROM media d JOIN message m USING (message) WHERE d.kept ="
                       " (SELECT kept FROM media JOIN message USING (message) WHERE author = ?1"
                       " AND id = ?2) AND d.object = ?3 AND (m.author <> ?1 OR m.id <> ?2)",
                       "ddd", &name->author, &name->id, object) != 0;
}
