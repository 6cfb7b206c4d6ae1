/* store-change: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-change.h"

#include "limits.h"
#include "row-content.h"
#include "store-message-read.h"
#include "store-message.h"

G_STATIC_ASSERT (CHANGE_EDIT == 1 && CHANGE_REACT == 2);

void
store_change_free (StoreChange *change)
{
  if (change == NULL)
    return;
  g_free (change->text);
  g_clear_pointer (&change->mentions, g_array_unref);
  g_clear_pointer (&change->preview, link_preview_unref);
  g_free (change);
}

/* 0 when it is not here. */
static gint64
message_number (Store *store, const Id *author, const Id *message)
{
  return query_number (store, 0, "SELECT message FROM message WHERE author = ? AND id = ?", "dd",
                       author, message);
}

static gint64
place_of (Store *store, const Conv *conv, gint64 cseq)
{
  if (cseq > 0)
    return store_place (store, chat_number_make (store, conv), cseq);
  return STORE_CHANGE_PENDING +
         query_number (store, 0, "SELECT coalesce (max (change), 0) + 1 FROM change", "");
}

/* -- What they come to. -- */

/* What the message said first is a version too, before all others; only while there are others. */
static void
keep_original (Store *store, gint64 message)
{
  run (store,
       "INSERT OR IGNORE INTO change (message, what, slot, acc, id, place, time, text, mentions)"
       " SELECT message, 1, author, author, id, 0, time, text, mentions FROM message"
       " WHERE message = ?1 AND NOT edited",
       "i", message);
}

static void
refresh_text (Store *store, gint64 message)
{
  run (store,
       "DELETE FROM change WHERE message = ?1 AND what = 1 AND change NOT IN"
       " (SELECT change FROM change WHERE message = ?1 AND what = 1"
       " ORDER BY place DESC, id DESC LIMIT ?2)",
       "ii", message, (gint64) LIMIT_VERSIONS_MAX);
  run (store,
       "UPDATE message SET (text, mentions, edited) = (SELECT text, mentions, place > 0 FROM change"
       " WHERE message = ?1 AND what = 1 ORDER BY place DESC, id DESC LIMIT 1) WHERE message = ?1",
       "i", message);
  run (store,
       "DELETE FROM change WHERE message = ?1 AND what = 1 AND place = 0 AND NOT"
       " (SELECT edited FROM message WHERE message = ?1)",
       "i", message);
}

/* Of what the server has placed only the last can ever count. */
static void
forget_older (Store *store, gint64 message, ChangeKind kind, const Id *slot)
{
  run (store,
       "DELETE FROM change WHERE message = ?1 AND what = ?2 AND slot = ?3 AND place < ?4"
       " AND change <> (SELECT change FROM change WHERE message = ?1 AND what = ?2 AND slot = ?3"
       " AND place < ?4 ORDER BY place DESC, id DESC LIMIT 1)",
       "iidi", message, (gint64) kind, slot, STORE_CHANGE_PENDING);
}

/* One may stand before the end of the poll and the next behind it; and of two ends the first
 * counts. */
#define VOTES_KEPT 8

static void
forget_votes (Store *store, gint64 message, ChangeKind kind, const Id *slot)
{
  run (store,
       "DELETE FROM change WHERE message = ?1 AND what = ?2 AND slot = ?3 AND place < ?4"
       " AND change NOT IN (SELECT change FROM change WHERE message = ?1 AND what = ?2"
       " AND slot = ?3 AND place < ?4 ORDER BY iif (what = 6, place, -place) LIMIT ?5)",
       "iidii", message, (gint64) kind, slot, STORE_CHANGE_PENDING, (gint64) VOTES_KEPT);
}

static void
refresh (Store *store, gint64 message, ChangeKind kind, const Id *slot)
{
  if (kind == CHANGE_VOTE || kind == CHANGE_END)
    forget_votes (store, message, kind, slot);
  else if (kind != CHANGE_EDIT)
    forget_older (store, message, kind, slot);
  switch (kind) {
  case CHANGE_EDIT:
    refresh_text (store, message);
    return;
  case CHANGE_REACT:
    run (store,
         "UPDATE message SET reacted = (SELECT count (*) FROM reaction WHERE message = ?1)"
         " WHERE message = ?1",
         "i", message);
    return;
  case CHANGE_PIN:
    run (store,
         "UPDATE message SET pinned = coalesce ((SELECT iif (text <> '', place, 0) FROM change"
         " WHERE message = ?1 AND what = 3 ORDER BY place DESC, id DESC LIMIT 1), 0)"
         " WHERE message = ?1",
         "i", message);
    return;
  case CHANGE_DELETE:
  case CHANGE_VOTE:
  case CHANGE_END:
    return;
  }
}
G_STATIC_ASSERT (CHANGE_PIN == 3 && CHANGE_END == 6);

/* -- Writing. -- */

void
store_change_put_at (Store *store, const StoreChange *change, gint64 place)
{
  gint64 message = message_number (store, &change->author, &change->message);
  const Id *slot =
      change->kind == CHANGE_REACT || change->kind == CHANGE_VOTE ? &change->acc : &change->author;
  g_autoptr (GBytes) mentions = mentions_pack (change->mentions);

  if (message == 0)
    return;
  if (place == 0)
    run (store, "DELETE FROM change WHERE acc = ? AND id = ? AND place = 0", "dd", &change->acc,
         &change->id);
  else if (change->kind == CHANGE_EDIT)
    keep_original (store, message);
  run (store,
       "INSERT OR IGNORE INTO change (message, what, slot, acc, id, place, time, text, mentions)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
       "iidddiitb", message, (gint64) change->kind, slot, &change->acc, &change->id, place,
       change->time, change->text, mentions);
  if (place > 0)
    refresh (store, message, change->kind, slot);
}

void
store_change_put (Store *store, const StoreChange *change)
{
  store_change_put_at (store, change, place_of (store, &change->conv, change->cseq));
}

void
store_change_shift (Store *store, gint64 chat, gint64 from, gint64 by)
{
  run (store,
       "UPDATE change SET place = place + ?3 WHERE place > ?2 AND place < ?4"
       " AND message IN (SELECT message FROM message WHERE chat = ?1)",
       "iiii", chat, from, by, STORE_CHANGE_PENDING);
  run (store, "UPDATE message SET pinned = pinned + ?3 WHERE chat = ?1 AND pinned > ?2", "iii",
       chat, from, by);
}

typedef struct {
  gint64 message;
  ChangeKind kind;
  Id slot;
} Slot;

/* FALSE when there is no such change. */
static gboolean
slot_of (Store *store, const Id *acc, const Id *id, Slot *slot)
{
  Query *q =
      query (store, "SELECT message, what, slot FROM change WHERE acc = ? AND id = ? AND place > 0",
             "dd", acc, id);
  gboolean found = query_next (store, q);

  if (found)
    *slot = (Slot) { column_int (q, 0), (ChangeKind) column_int (q, 1), column_id (q, 2) };
  query_end (q);
  return found;
}

StoreChange *
store_change_get (Store *store, const Id *acc, const Id *id)
{
  Query *q =
      query (store,
             "SELECT h.conv, m.author, m.id, c.what, c.time, c.text, c.mentions FROM change c"
             " JOIN message m USING (message) JOIN chat h USING (chat)"
             " WHERE c.acc = ? AND c.id = ? AND c.place > 0",
             "dd", acc, id);
  StoreChange *change = NULL;

  if (query_next (store, q)) {
    change = g_new0 (StoreChange, 1);
    *change = (StoreChange) { .conv = column_conv (q, 0),
                              .author = column_id (q, 1),
                              .message = column_id (q, 2),
                              .kind = (ChangeKind) column_int (q, 3),
                              .acc = *acc,
                              .id = *id,
                              .time = column_int (q, 4),
                              .text = column_text_or_empty (q, 5),
                              .mentions = column_mentions (q, 6) };
  }
  query_end (q);
  return change;
}

void
store_change_confirm (Store *store, const Id *acc, const Id *id, gint64 cseq, gint64 time)
{
  Slot slot;
  gint64 chat;

  if (!slot_of (store, acc, id, &slot))
    return;
  chat = query_number (store, 0, "SELECT chat FROM message WHERE message = ?", "i", slot.message);
  run (store, "UPDATE change SET place = ?, time = ? WHERE acc = ? AND id = ? AND place >= ?",
       "iiddi", store_place (store, chat, MAX (cseq, 1)), time, acc, id, STORE_CHANGE_PENDING);
  refresh (store, slot.message, slot.kind, &slot.slot);
}

void
store_change_drop (Store *store, const Id *acc, const Id *id)
{
  Slot slot;

  if (!slot_of (store, acc, id, &slot))
    return;
  run (store, "DELETE FROM change WHERE acc = ? AND id = ?", "dd", acc, id);
  refresh (store, slot.message, slot.kind, &slot.slot);
}

gboolean
store_change_set_star (Store *store, const Id *author, const Id *message, gboolean starred)
{
  return run (store,
              "UPDATE message SET starred = ?1 WHERE author = ?2 AND id = ?3 AND kind <> ?4"
              " AND starred <> ?1",
              "iddi", (gint64) starred, author, message, (gint64) MESSAGE_DELETED) > 0;
}

void
store_change_erase (Store *store, const Id *author, const Id *id)
{
  gint64 message = message_number (store, author, id);
  gint64 chat = query_number (store, 0, "SELECT chat FROM message WHERE message = ?", "i", message);

  if (message == 0)
    return;
  run (store, "DELETE FROM change WHERE message = ?", "i", message);
  run (store, "DELETE FROM media WHERE message = ?", "i", message);
  run (store,
       "UPDATE message SET kind = ?, text = '', raw = NULL, quote_author = NULL, quote_id = NULL,"
       " mentions = NULL, forwarded = 0, edited = 0, reacted = 0, pinned = 0, starred = 0"
       " WHERE message = ?",
       "ii", (gint64) MESSAGE_DELETED, message);
  chat_refresh (store, chat);
}

GArray *
store_change_contents (Store *store, const Id *author, const Id *message, const Id *acc)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (Id));
  Query *q = query (store,
                    "SELECT id FROM change WHERE message = (SELECT message FROM message"
                    " WHERE author = ? AND id = ?) AND acc = ? AND place > 0",
                    "ddd", author, message, acc);

  while (query_next (store, q)) {
    Id id = column_id (q, 0);

    g_array_append_val (ids, id);
  }
  if (id_equal (author, acc))
    g_array_append_val (ids, *message);
  return ids;
}

/* -- Waiting. -- */

void
store_change_wait (Store *store, const StoreChange *change, gint64 now, gint64 before)
{
  g_autoptr (GBytes) mentions = mentions_pack (change->mentions);
  g_autoptr (GBytes) raw = NULL;

  if (change->preview != NULL)
    raw = row_content_raw_of_preview (change->text, change->preview);
  run (store,
       "INSERT OR IGNORE INTO change_wait (conv, author, message, what, acc, id, cseq, time, text,"
       " mentions, allowed, came, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
       "cddiddiitbiib", &change->conv, &change->author, &change->message, (gint64) change->kind,
       &change->acc, &change->id, change->cseq, change->time, change->text, mentions,
       (gint64) change->allowed, now, raw);
  run (store,
       "DELETE FROM change_wait WHERE came < ? OR entry <="
       " (SELECT max (entry) FROM change_wait) - ?",
       "ii", before, (gint64) STORE_WAIT_MAX);
}

static LinkPreview *
column_preview (Query *q, int column)
{
  g_autoptr (GBytes) raw = column_bytes (q, column);
  g_autoptr (Content) content = raw != NULL ? content_decode (raw, NULL) : NULL;

  if (content == NULL || content->kind != CONTENT_TEXT || content->text.preview == NULL)
    return NULL;
  return row_content_preview (content->text.preview);
}

GPtrArray *
store_change_take (Store *store, const Id *author, const Id *message)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) store_change_free);
  Query *q =
      query (store,
             "SELECT conv, what, acc, id, cseq, time, text, mentions, allowed, raw FROM change_wait"
             " WHERE author = ? AND message = ? ORDER BY entry",
             "dd", author, message);

  while (query_next (store, q)) {
    StoreChange *change = g_new0 (StoreChange, 1);

    *change = (StoreChange) { .conv = column_conv (q, 0),
                              .author = *author,
                              .message = *message,
                              .kind = (ChangeKind) column_int (q, 1),
                              .acc = column_id (q, 2),
                              .id = column_id (q, 3),
                              .cseq = column_int (q, 4),
                              .time = column_int (q, 5),
                              .text = column_text_or_empty (q, 6),
                              .mentions = column_mentions (q, 7),
                              .allowed = column_int (q, 8) != 0,
                              .preview = column_preview (q, 9) };
    g_ptr_array_add (changes, change);
  }
  if (changes->len > 0)
    run (store, "DELETE FROM change_wait WHERE author = ? AND message = ?", "dd", author, message);
  return changes;
}
