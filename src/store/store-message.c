/* store-message: insert, place, page, delete.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-message.h"

#include "store-message-read.h"

#include "row-content.h"

#include <string.h>

#define PLACE_MAX (G_MAXINT64 >> (STORE_ORD_SHIFT + 1))

/* Of the columns path, source, key and sha256. */
static MediaFile *
read_file (Query *q, int at, gint64 size)
{
  g_autofree char *path = column_text (q, at);
  g_autofree char *source = column_text (q, at + 1);
  g_autoptr (MediaKey) key = column_media_key (q, at + 2, size);

  return path != NULL ? media_file_new (path, key) : media_file_new (source, NULL);
}

static Media *
read_media (Query *q, int at)
{
  Media *media = media_new ();

  media->object = column_id (q, at);
  media->mime = column_text_or_empty (q, at + 1);
  media->name = column_text_or_empty (q, at + 2);
  media->size = column_int (q, at + 3);
  media->width = column_int (q, at + 4);
  media->height = column_int (q, at + 5);
  media->thumb = column_bytes (q, at + 6);
  media->transfer = column_int (q, at + 7);
  media->file = read_file (q, at + 8, media->size);
  return media;
}

Sticker *
column_sticker (Query *q, int column)
{
  g_autofree char *text = column_text (q, column);

  return sticker_from_text (text);
}

Album
column_album (Query *q, int column)
{
  return (Album) { column_id (q, column), (guint) column_int (q, column + 1),
                   (guint) column_int (q, column + 2) };
}

static GArray *
read_people (Query *q, int column)
{
  g_autoptr (GBytes) bytes = column_bytes (q, column);
  GArray *people = g_array_new (FALSE, FALSE, sizeof (Id));

  if (bytes != NULL)
    g_array_append_vals (people, g_bytes_get_data (bytes, NULL),
                         (guint) (g_bytes_get_size (bytes) / sizeof (Id)));
  return people;
}
G_STATIC_ASSERT (MESSAGE_GROUP_MADE == 8 && MESSAGE_DELETED == 64);

/* What may be looked at once is nowhere to be found but by core_view_once_async. */
static void
read_once (Query *q, int column, MessageRow *row)
{
  row->once = (Once) column_int (q, column);
  if (row->once == ONCE_NOT)
    return;
  g_clear_pointer (&row->media->bars, g_bytes_unref);
  g_clear_pointer (&row->media->file, media_file_unref);
  g_clear_pointer (&row->media->thumb, g_bytes_unref);
}

static void
read_voice (Query *q, int at, MessageRow *row)
{
  row->media->ms = column_int (q, at);
  row->media->bars = column_bytes (q, at + 1);
  row->played = column_int (q, at + 2) != 0;
}

/* Of a further kind: what it says is kept as it came; the text has words to be found. */
static void
read_content (Query *q, int column, MessageRow *row)
{
  g_autoptr (GBytes) raw = column_bytes (q, column);
  g_autoptr (Content) content = raw != NULL ? content_decode (raw, NULL) : NULL;
  MessageKind kind;

  if (content == NULL ||
      (row->kind != MESSAGE_TEXT && (!row_content_kind (content, &kind) || kind != row->kind)))
    return;
  row_content_fill (content, row);
  if (row->kind != MESSAGE_TEXT)
    row->text[strcspn (row->text, "\n")] = '\0';
}

MessageRow *
message_row_read_plain (Query *q, int first, const Conv *conv)
{
  MessageRow *row = message_row_new ();

  row->conv = *conv;
  row->author = column_id (q, first);
  row->id = column_id (q, first + 1);
  row->ord = column_int (q, first + 2);
  row->kind = column_int (q, first + 3);
  row->state = column_int (q, first + 4);
  row->own = column_int (q, first + 5) != 0;
  row->time = column_int (q, first + 6);
  row->text = column_text_or_empty (q, first + 7);
  row->error = column_int (q, first + 8);
  if (sqlite3_column_type (q, first + 9) != SQLITE_NULL)
    row->media = read_media (q, first + 10);
  if (MESSAGE_KIND_IS_CHANGE (row->kind))
    row->people = read_people (q, first + 22);
  row->expires = column_int (q, first + 33);
  row->broadcast = column_int (q, first + 36) != 0;
  if (row->media != NULL) {
    read_voice (q, first + 38, row);
    read_once (q, first + 34, row);
    row->media->sticker = column_sticker (q, first + 37);
    row->media->album = column_album (q, first + 41);
  }
  read_content (q, first + 35, row);
  return row;
}

MessageRow *
message_row_read (Store *store, Query *q, int first, const Conv *conv)
{
  MessageRow *row = message_row_read_plain (q, first, conv);

  message_row_read_more (store, q, first + 23, row);
  return row;
}

/* -- Place. -- */

static gboolean
is_taken (Store *store, gint64 chat, gint64 ord)
{
  return query_number (store, 0, "SELECT 1 FROM message WHERE chat = ? AND ord = ?", "ii", chat,
                       ord) != 0;
}

gint64
store_place (Store *store, gint64 chat, gint64 cseq)
{
  gint64 base = query_number (store, 0, "SELECT cseq_base FROM chat WHERE chat = ?", "i", chat);
  gint64 place = MIN (base + cseq, PLACE_MAX);

  run (store, "UPDATE chat SET max_cseq = max (max_cseq, ?) WHERE chat = ?", "ii", place, chat);
  return place;
}

/* The ord of a message the server placed. Numbers may repeat once a server has lost its last hours,
 * and a server may say anything. */
static gint64
placed_ord (Store *store, gint64 chat, gint64 cseq)
{
  gint64 ord = store_place (store, chat, cseq) << STORE_ORD_SHIFT;

  while (is_taken (store, chat, ord))
    ord++;
  return ord;
}

/* A notice stands right before the place it speaks of. */
static gint64
notice_ord (Store *store, gint64 chat, gint64 cseq)
{
  gint64 base = query_number (store, 0, "SELECT cseq_base FROM chat WHERE chat = ?", "i", chat);
  gint64 ord = (MIN (base + cseq, PLACE_MAX) << STORE_ORD_SHIFT) - 1;

  while (is_taken (store, chat, ord))
    ord--;
  return ord;
}

/* After everything known now. */
static gint64
local_ord (Store *store, gint64 chat)
{
  gint64 cseq = query_number (store, 0, "SELECT max_cseq FROM chat WHERE chat = ?", "i", chat);
  gint64 last = query_number (store, 0, "SELECT max (ord) FROM message WHERE chat = ?", "i", chat);

  return MAX (last + 1, ((cseq + 1) << STORE_ORD_SHIFT) | 1);
}

/* -- Writing. -- */

static void
add_media (Store *store, gint64 message, const MessageRow *row)
{
  const Media *media = row->media;
  const MediaKey *key = media->file != NULL ? media->file->key : NULL;
  g_autofree char *sticker = sticker_to_text (media->sticker);

  run (store,
       "INSERT INTO media (message, object, mime, name, size, width, height, thumb, path, key, "
       "sha256,"
       " transfer, once, sticker, ms, bars, album, album_n, album_at)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
       "idttiiibtksiitibdii", message, &media->object, media->mime, media->name, media->size,
       (gint64) media->width, (gint64) media->height, media->thumb,
       media->file != NULL ? media->file->path : NULL, key, key, (gint64) media->transfer,
       (gint64) row->once, sticker, media->ms, media->bars, &media->album.id,
       (gint64) media->album.n, (gint64) media->album.at);
}

gboolean
store_message_is_known (Store *store, const Id *author, const Id *id)
{
  return query_number (store, 0,
                       "SELECT 1 FROM message WHERE author = ?1 AND id = ?2 UNION ALL"
                       " SELECT 1 FROM tombstone WHERE author = ?1 AND id = ?2",
                       "dd", author, id) != 0;
}

static void
count_unread (Store *store, gint64 chat, gint64 ord)
{
  run (store,
       "UPDATE chat SET unread = unread + 1, first_unread = CASE WHEN first_unread = 0 THEN ?2"
       " ELSE min (first_unread, ?2) END WHERE chat = ?1 AND read_ord < ?2",
       "ii", chat, ord);
}

gboolean
store_message_add (Store *store, MessageRow *row, gint64 cseq, GBytes *raw)
{
  g_autoptr (GBytes) people = NULL, mentions = mentions_pack (row->mentions);
  gint64 chat;

  if (row->people != NULL)
    raw = people = g_bytes_new (row->people->data, row->people->len * sizeof (Id));

  if (store_message_is_known (store, &row->author, &row->id))
    return FALSE;
  chat = chat_number_make (store, &row->conv);
  if (cseq <= 0)
    row->ord = local_ord (store, chat);
  else if (MESSAGE_KIND_IS_NOTICE (row->kind))
    row->ord = notice_ord (store, chat, cseq);
  else
    row->ord = placed_ord (store, chat, cseq);
  run (store,
       "INSERT INTO message (chat, author, id, ord, placed, kind, state, own, time, text, error, "
       "raw, quote_author, quote_id, mentions, forwarded, expires, broadcast, starred)"
       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
       " coalesce ((SELECT n <> 0 FROM state_now WHERE what = 'star' AND chat = zeroblob (17)"
       " AND author = ?2 AND id = ?3), 0))",
       "iddiiiiiitibddbiii", chat, &row->author, &row->id, row->ord, (gint64) (cseq > 0),
       (gint64) row->kind, (gint64) row->state, (gint64) row->own, row->time, row->text,
       (gint64) row->error, raw, &row->quote_author, &row->quote_id, mentions,
       (gint64) row->forwarded, row->expires, (gint64) row->broadcast);
  if (row->media != NULL)
    add_media (store, sqlite3_last_insert_rowid (store->db), row);
  if (!row->own && !MESSAGE_KIND_IS_NOTICE (row->kind))
    count_unread (store, chat, row->ord);
  chat_refresh (store, chat);
  return TRUE;
}

gboolean
store_message_is_placed (Store *store, const Id *author, const Id *id)
{
  return query_number (store, 0, "SELECT placed FROM message WHERE author = ? AND id = ?", "dd",
                       author, id) != 0;
}

gboolean
store_message_is_unreadable (Store *store, const Id *author, const Id *id)
{
  return query_number (store, 0, "SELECT 1 FROM message WHERE author = ? AND id = ? AND kind = ?",
                       "ddi", author, id, (gint64) MESSAGE_UNREADABLE) != 0;
}

gboolean
store_message_resolve (Store *store, MessageRow *row, GBytes *raw)
{
  Query *q = query (store,
                    "SELECT message, chat, ord, time FROM message"
                    " WHERE author = ? AND id = ? AND kind = ?",
                    "ddi", &row->author, &row->id, (gint64) MESSAGE_UNREADABLE);
  g_autoptr (GBytes) mentions = mentions_pack (row->mentions);
  gint64 message = 0, chat = 0;

  if (query_next (store, q)) {
    message = column_int (q, 0);
    chat = column_int (q, 1);
    row->ord = column_int (q, 2);
    row->time = column_int (q, 3);
  }
  query_end (q);
  if (message == 0)
    return FALSE;
  run (store,
       "UPDATE message SET kind = ?, text = ?, raw = ?, quote_author = ?, quote_id = ?,"
       " mentions = ?, forwarded = ?, expires = ?, broadcast = ? WHERE message = ?",
       "itbddbiiii", (gint64) row->kind, row->text, raw, &row->quote_author, &row->quote_id,
       mentions, (gint64) row->forwarded, row->expires, (gint64) row->broadcast, message);
  if (row->media != NULL)
    add_media (store, message, row);
  chat_refresh (store, chat);
  return TRUE;
}

gboolean
store_message_confirm (Store *store, const Id *author, const Id *id, gint64 cseq, gint64 time)
{
  gint64 chat =
      query_number (store, 0, "SELECT chat FROM message WHERE author = ? AND id = ? AND placed = 0",
                    "dd", author, id);
  gint64 ord;

  if (chat == 0)
    return FALSE;
  ord = cseq > 0 ? placed_ord (store, chat, cseq) : local_ord (store, chat);
  run (store,
       "UPDATE message SET ord = ?, placed = 1, time = ?, error = -1,"
       " state = CASE WHEN state IN (0, 4) THEN 1 ELSE state END WHERE author = ? AND id = ?",
       "iidd", ord, time, author, id);
  run (store, "UPDATE change SET time = ? WHERE acc = ? AND id = ? AND place = 0", "idd", time,
       author, id); /* what it said first */
  chat_refresh (store, chat);
  return TRUE;
}
G_STATIC_ASSERT (STATE_PENDING == 0 && STATE_SENT == 1 && STATE_FAILED == 4);

gboolean
store_message_raise (Store *store, const Id *author, const Id *id, MessageState state)
{
  return run (store,
              "UPDATE message SET state = ?1, error = -1 WHERE author = ?2 AND id = ?3"
              " AND own AND (state < ?1 OR state = 4)",
              "idd", (gint64) state, author, id) > 0;
}

void
store_receipt_put (Store *store,
                   const Id *author,
                   const Id *id,
                   const Id *acc,
                   MessageState state,
                   gint64 time)
{
  run (store,
       "INSERT INTO receipt (message, acc, state, delivered, read)"
       " SELECT message, ?1, ?2, iif (?2 = 2, ?5, 0), iif (?2 = 3, ?5, 0) FROM message"
       " WHERE author = ?3 AND id = ?4 AND own"
       " ON CONFLICT (message, acc) DO UPDATE SET state = max (state, excluded.state),"
       " delivered = iif (delivered = 0, excluded.delivered, delivered),"
       " read = iif (read = 0, excluded.read, read)",
       "diddi", acc, (gint64) state, author, id, time);
}
G_STATIC_ASSERT (STATE_DELIVERED == 2 && STATE_READ == 3);

GArray *
store_receipt_list (Store *store, const Id *author, const Id *id)
{
  GArray *receipts = g_array_new (FALSE, FALSE, sizeof (StoreReceipt));
  Query *q = query (store,
                    "SELECT acc, state, delivered, read FROM receipt WHERE message ="
                    " (SELECT message FROM message WHERE author = ? AND id = ?) ORDER BY acc",
                    "dd", author, id);

  while (query_next (store, q)) {
    StoreReceipt receipt = { column_id (q, 0), (MessageState) column_int (q, 1), column_int (q, 2),
                             column_int (q, 3) };

    g_array_append_val (receipts, receipt);
  }
  return receipts;
}

GPtrArray *
store_readers (Store *store, const Conv *conv)
{
  GPtrArray *readers = g_ptr_array_new_with_free_func (g_free);
  Query *q = query (store,
                    "SELECT m.id, r.acc FROM receipt r JOIN message m USING (message)"
                    " WHERE r.state = 3 AND m.message = (SELECT message FROM"
                    " (SELECT message, ord, own, kind FROM message WHERE chat = ?"
                    " ORDER BY ord DESC LIMIT ?) n WHERE own AND kind <> 64 AND EXISTS"
                    " (SELECT 1 FROM receipt s WHERE s.message = n.message AND s.state = 3)"
                    " ORDER BY ord DESC LIMIT 1) ORDER BY r.read DESC, r.acc",
                    "ii", chat_number (store, conv), (gint64) STORE_READERS_LOOK);

  while (query_next (store, q)) {
    Reader reader = { column_id (q, 0), column_id (q, 1) };

    g_ptr_array_add (readers, g_memdup2 (&reader, sizeof reader));
  }
  return readers;
}
G_STATIC_ASSERT (MESSAGE_DELETED == 64);

void
store_message_set_state (Store *store,
                         const Id *author,
                         const Id *id,
                         MessageState state,
                         int error)
{
  run (store, "UPDATE message SET state = ?, error = ? WHERE author = ? AND id = ?", "iidd",
       (gint64) state, (gint64) error, author, id);
}

void
store_message_set_text (Store *store,
                        const Id *author,
                        const Id *id,
                        const char *text,
                        const GArray *mentions)
{
  g_autoptr (GBytes) packed = mentions_pack (mentions);

  run (store, "UPDATE message SET text = ?, mentions = ? WHERE author = ? AND id = ?", "tbdd", text,
       packed, author, id);
}

void
store_message_rename (Store *store, const Id *author, const Id *id, const Id *new_id)
{
  run (store, "UPDATE message SET id = ? WHERE author = ? AND id = ?", "ddd", new_id, author, id);
  run (store, "UPDATE broadcast SET copy = ? WHERE copy = ?", "dd", new_id, id);
}

void
store_message_delete (Store *store, const Id *author, const Id *id, gboolean keep, gint64 now)
{
  gint64 chat = query_number (store, 0, "SELECT chat FROM message WHERE author = ? AND id = ?",
                              "dd", author, id);

  if (chat == 0)
    return;
  run (store,
       "UPDATE chat SET unread = unread - 1 WHERE unread > 0 AND chat = ?1 AND read_ord <"
       " (SELECT ord FROM message WHERE author = ?2 AND id = ?3 AND own = 0 AND " MESSAGE_IS_WRITTEN
       ")",
       "idd", chat, author, id);
  run (store, "DELETE FROM message WHERE author = ? AND id = ?", "dd", author, id);
  if (keep)
    run (store, "INSERT OR IGNORE INTO tombstone (author, id, time) VALUES (?, ?, ?)", "ddi",
         author, id, now);
  chat_refresh (store, chat);
}
G_STATIC_ASSERT (MESSAGE_GAP == 5);

void
store_message_set_raw (Store *store, const Id *author, const Id *id, GBytes *raw)
{
  run (store, "UPDATE message SET raw = ? WHERE author = ? AND id = ?", "bdd", raw, author, id);
}

/* -- Reading. -- */

GBytes *
store_message_raw (Store *store, const Id *author, const Id *id)
{
  Query *q = query (store, "SELECT raw FROM message WHERE author = ? AND id = ?", "dd", author, id);
  GBytes *raw = query_next (store, q) ? column_bytes (q, 0) : NULL;

  query_end (q);
  return raw;
}

MessageRow *
store_message_get (Store *store, const Id *author, const Id *id)
{
  Query *q = query (store,
                    "SELECT c.conv, " MESSAGE_COLUMNS " FROM message m JOIN chat c USING (chat)"
                    " LEFT JOIN media d USING (message) WHERE m.author = ? AND m.id = ?",
                    "dd", author, id);
  MessageRow *row = NULL;

  if (query_next (store, q)) {
    Conv conv = column_conv (q, 0);

    row = message_row_read (store, q, 1, &conv);
  }
  query_end (q);
  return row;
}

static void
append_rows (Store *store, Query *q, const Conv *conv, GPtrArray *rows)
{
  while (query_next (store, q))
    g_ptr_array_add (rows, message_row_read (store, q, 0, conv));
}

#define PAGE_SELECT                                                                                \
  "SELECT " MESSAGE_COLUMNS " FROM message m LEFT JOIN media d USING (message) WHERE m.chat = ? "

static void
append_before (Store *store,
               gint64 chat,
               const Conv *conv,
               gint64 ord,
               guint limit,
               GPtrArray *rows)
{
  append_rows (store,
               query (store, PAGE_SELECT "AND m.ord < ? ORDER BY m.ord DESC LIMIT ?", "iii", chat,
                      ord, (gint64) limit),
               conv, rows);
  for (guint i = 0; i < rows->len / 2; i++) {
    gpointer swap = rows->pdata[i];

    rows->pdata[i] = rows->pdata[rows->len - 1 - i];
    rows->pdata[rows->len - 1 - i] = swap;
  }
}

static void
append_from (Store *store, gint64 chat, const Conv *conv, gint64 ord, guint limit, GPtrArray *rows)
{
  append_rows (store,
               query (store, PAGE_SELECT "AND m.ord >= ? ORDER BY m.ord LIMIT ?", "iii", chat, ord,
                      (gint64) limit),
               conv, rows);
}

GPtrArray *
store_message_page (Store *store, const Conv *conv, StorePage page, gint64 ord, guint limit)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
  gint64 chat = chat_number (store, conv);

  if (chat == 0)
    return rows;
  if (page == STORE_NEWEST)
    append_before (store, chat, conv, G_MAXINT64, limit, rows);
  if (page == STORE_BEFORE || page == STORE_AROUND)
    append_before (store, chat, conv, ord, page == STORE_AROUND ? limit / 2 : limit, rows);
  if (page == STORE_AFTER)
    append_from (store, chat, conv, ord + 1, limit, rows);
  if (page == STORE_AROUND)
    append_from (store, chat, conv, ord, limit - limit / 2, rows);
  return rows;
}

GPtrArray *
store_message_add_gaps (Store *store, const Id *self, gint64 now)
{
  g_autoptr (GArray) convs = g_array_new (FALSE, FALSE, sizeof (Conv));
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
  Query *q = query (store,
                    "SELECT conv FROM chat c WHERE listed AND last IS NOT NULL AND ? <>"
                    " (SELECT kind FROM message m WHERE m.chat = c.chat ORDER BY ord DESC LIMIT 1)",
                    "i", (gint64) MESSAGE_GAP);

  while (query_next (store, q)) {
    Conv conv = column_conv (q, 0);

    g_array_append_val (convs, conv);
  }
  for (guint i = 0; i < convs->len; i++) {
    MessageRow *row = message_row_new ();

    row->conv = g_array_index (convs, Conv, i);
    row->author = *self;
    row->id = id_random ();
    row->kind = MESSAGE_GAP;
    row->state = STATE_RECEIVED;
    row->time = now;
    row->text = g_strdup ("");
    row->error = -1;
    store_message_add (store, row, 0, NULL);
    g_ptr_array_add (rows, row);
  }
  return rows;
}
