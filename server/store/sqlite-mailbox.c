/* sqlite-mailbox: reading, acknowledging and expiring what waits for a device.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

/* Not with RETURNING, which costs five times as much: SQLite makes a table for what is returned. */
gboolean
sqlite_next_seq (Sqlite *db, gint64 key, gint64 *seq, GError **error)
{
  return sqlite_value (db, error, seq, 0, "SELECT next_seq FROM device WHERE key = ?", "i", key) &&
         sqlite_do (db, error, "UPDATE device SET next_seq = next_seq + 1 WHERE key = ?", "i", key);
}

gboolean
sqlite_visit (gpointer data, gpointer args, GError **error)
{
  const StoreVisit *visit = args;

  return sqlite_do (data, error, "UPDATE device SET seen = ? WHERE key = ?", "ii", visit->day,
                    visit->key);
}

/* The body is "GROUP N". */
static void
read_group (StoreItem *item)
{
  g_auto (GStrv) parts = g_strsplit (item->body, " ", 2);

  id_from_text (parts[0], &item->grp);
  item->n = parts[1] != NULL ? g_ascii_strtoll (parts[1], NULL, 10) : 0;
}

static StoreItem *
item_from_row (sqlite3_stmt *row, gint64 after)
{
  StoreItem *item = g_new0 (StoreItem, 1);

  item->kind = sqlite3_column_int (row, 1);
  item->seq = MAX (sqlite3_column_int64 (row, 0), after + 1);
  item->upto = sqlite3_column_int64 (row, 2);
  item->ts = sqlite3_column_int64 (row, 3);
  item->body = sqlite_column_dup (row, 4);
  item->cseq = sqlite3_column_int64 (row, 5);
  sqlite_column_id (row, 6, &item->from);
  item->fd = sqlite3_column_int64 (row, 7);
  sqlite_column_id (row, 8, &item->id);
  sqlite_column_id (row, 9, &item->grp);
  if (item->kind == STORE_ITEM_GROUP)
    read_group (item);
  return item;
}

/* A gap that began before the cursor and reaches past it comes from the cursor on. */
gboolean
sqlite_page (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StorePage *page = args;
  g_autoptr (GError) local = NULL;
  gint64 after = page->after;
  gsize bytes = 0;
  sqlite3_stmt *rows = sqlite_sql (
      db,
      "SELECT seq, kind, upto, coalesce (s.ts, m.ts), "
      "CASE body WHEN '' THEN (SELECT ct FROM shared WHERE shared.mid = m.mid) ELSE body END, "
      "cseq, s.acc, s.dev, s.id, s.grp FROM mailbox m "
      "LEFT JOIN sent s USING (mid) WHERE m.device = ?1 "
      "AND seq >= coalesce ((SELECT max (seq) FROM mailbox WHERE device = ?1 AND seq <= ?2), ?2) "
      "AND upto > ?2 ORDER BY seq LIMIT ?3",
      "iii", page->key, after, (gint64) page->max_items + 1);

  page->items = g_ptr_array_new_with_free_func (store_item_free);
  while (sqlite_row (db, rows, &local)) {
    bytes += sqlite3_column_bytes (rows, 4);
    page->more =
        page->items->len > 0 && (page->items->len == page->max_items || bytes > page->max_bytes);
    if (page->more) {
      sqlite3_reset (rows);
      break;
    }
    StoreItem *item = item_from_row (rows, after);

    after = item->upto;
    g_ptr_array_add (page->items, item);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* A gap that reaches past ack keeps what is past it. It is rare, and looking costs less than an
 * UPDATE that finds nothing. */
static gboolean
shorten_gap (Sqlite *db, const StoreAck *ack, GError **error)
{
  gint64 found;

  return sqlite_value (db, error, &found, 0, "SELECT 1 FROM mailbox WHERE device = ? AND seq <= ?",
                       "ii", ack->key, ack->seq) &&
         (!found ||
          sqlite_do (db, error, "UPDATE mailbox SET seq = ?2 + 1 WHERE device = ?1 AND seq <= ?2",
                     "ii", ack->key, ack->seq));
}

gboolean
sqlite_ack (gpointer data, gpointer args, GError **error)
{
  const StoreAck *ack = args;

  return sqlite_do (data, error, "UPDATE device SET acked = max (acked, ?2) WHERE key = ?1", "ii",
                    ack->key, ack->seq) &&
         sqlite_do (data, error, "DELETE FROM mailbox WHERE device = ? AND seq <= ? AND upto <= ?",
                    "iii", ack->key, ack->seq, ack->seq) &&
         shorten_gap (data, ack, error);
}

/* Items of one mailbox are in the order of their time, so the old ones are its beginning. They and
 * a gap before them become one gap. */
static gboolean
expire_device (Sqlite *db, gint64 key, const StoreExpire *expire, gint64 *expired, GError **error)
{
  gint64 first, last, ts;
  sqlite3_stmt *row =
      sqlite_sql (db,
                  "SELECT min (seq), max (upto), max (ts), sum (kind != 2) FROM "
                  "(SELECT * FROM mailbox WHERE device = ? AND ts < ? ORDER BY seq LIMIT ?)",
                  "iii", key, expire->before, (gint64) expire->max_items);

  if (!sqlite_row (db, row, error))
    return FALSE;
  first = sqlite3_column_int64 (row, 0);
  last = sqlite3_column_int64 (row, 1);
  ts = sqlite3_column_int64 (row, 2);
  *expired = sqlite3_column_int64 (row, 3);
  sqlite3_reset (row);
  if (*expired == 0)
    return TRUE;
  return sqlite_do (db, error, "DELETE FROM mailbox WHERE device = ? AND seq BETWEEN ? AND ?",
                    "iii", key, first, last) &&
         sqlite_do (db, error, "INSERT INTO mailbox VALUES (?, ?, 2, ?, NULL, ?, 'expired')",
                    "iiii", key, first, last, ts);
}

gboolean
sqlite_expire (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreExpire *expire = args;
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *rows = sqlite_sql (
      db, "SELECT key FROM device WHERE key > ? AND tok IS NOT NULL ORDER BY key LIMIT ?", "ii",
      expire->after_key, (gint64) expire->max_devices);

  expire->expired = 0;
  while (sqlite_row (db, rows, &local)) {
    gint64 key = sqlite3_column_int64 (rows, 0);

    g_array_append_val (keys, key);
  }
  for (guint i = 0; i < keys->len && local == NULL; i++) {
    gint64 n = 0;

    expire_device (db, g_array_index (keys, gint64, i), expire, &n, &local);
    expire->expired += n;
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  expire->last_key =
      keys->len == expire->max_devices ? g_array_index (keys, gint64, keys->len - 1) : 0;
  return TRUE;
}

gboolean
sqlite_purge (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StorePurge *purge = args;

  if (!sqlite_do (db, error,
                  "DELETE FROM sent WHERE mid IN (SELECT mid FROM sent WHERE ts < ? LIMIT ?)", "ii",
                  purge->sent_before, (gint64) purge->max))
    return FALSE;
  purge->purged = sqlite_changed (db);
  if (!sqlite_do (db, error,
                  "DELETE FROM shared WHERE mid IN (SELECT mid FROM shared s WHERE NOT EXISTS "
                  "(SELECT 1 FROM mailbox m WHERE m.mid = s.mid AND m.body = '') AND NOT EXISTS "
                  "(SELECT 1 FROM fanout f WHERE f.mid = s.mid) LIMIT ?)",
                  "i", (gint64) purge->max))
    return FALSE;
  purge->purged = MAX (purge->purged, sqlite_changed (db));
  /* A code is remembered for a day, or patience would begin the back-off, and the guesses, anew. */
  return sqlite_do (db, error,
                    "DELETE FROM code WHERE next_send < ?1 AND expires < ?1 AND made < ?2", "ii",
                    purge->now, purge->now - DAY_MS) &&
         sqlite_purge_groups (db, purge->sent_before, purge->max, error) &&
         sqlite_do (db, error, "DELETE FROM link WHERE expires < ?", "i", purge->now) &&
         sqlite_do (db, error, "DELETE FROM invite WHERE expires < ? OR uses = 0", "i", purge->now);
}
