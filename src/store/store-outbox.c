/* store-outbox: entries and their recipients.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-outbox.h"

#include "store-generation.h"
#include "store-query.h"

#include <string.h>

#define OUTBOX_COLUMNS                                                                             \
  "entry, id, conv, media, wake, created, addressed, account_key, sequence, previous, to_acc,"     \
  " to_dev, aside, ct"
#define OUTBOX_SELECT "SELECT " OUTBOX_COLUMNS ", content, devset, state_n FROM outbox "
/* Without the content: the list is read again and again. */
#define OUTBOX_SELECT_LIGHT "SELECT " OUTBOX_COLUMNS ", NULL, devset, state_n FROM outbox "

void
store_outbox_free (StoreOutbox *entry)
{
  if (entry == NULL)
    return;
  g_clear_pointer (&entry->content, g_bytes_unref);
  g_clear_pointer (&entry->media, g_array_unref);
  g_clear_pointer (&entry->account_key, g_bytes_unref);
  g_free (entry->ct);
  g_free (entry);
}

void
store_outbox_to_free (StoreOutboxTo *to)
{
  g_free (to->ct);
  g_free (to);
}

static StoreOutbox *
read_entry (Query *q)
{
  StoreOutbox *entry = g_new0 (StoreOutbox, 1);
  g_autoptr (GBytes) media = column_bytes (q, 3);
  g_autoptr (GBytes) previous = column_bytes (q, 9);

  entry->entry = column_int (q, 0);
  entry->id = column_id (q, 1);
  entry->conv = column_conv (q, 2);
  entry->aside = column_int (q, 12) != 0;
  entry->ct = column_text (q, 13);
  entry->content = column_bytes (q, 14);
  if (media != NULL) {
    entry->media = g_array_new (FALSE, FALSE, sizeof (Id));
    g_array_append_vals (entry->media, g_bytes_get_data (media, NULL),
                         g_bytes_get_size (media) / sizeof (Id));
  }
  entry->wake = column_int (q, 4);
  entry->created = column_int (q, 5);
  entry->addressed = column_int (q, 6) != 0;
  entry->account_key = column_bytes (q, 7);
  entry->sequence = (guint32) column_int (q, 8);
  if (previous != NULL && g_bytes_get_size (previous) == sizeof entry->previous)
    memcpy (entry->previous, g_bytes_get_data (previous, NULL), sizeof entry->previous);
  entry->to_acc = column_id (q, 10);
  entry->to_dev = column_int (q, 11);
  entry->devset = column_int (q, 15);
  entry->state_n = (guint32) column_int (q, 16);
  return entry;
}

void
store_outbox_add (Store *store, const StoreOutbox *entry)
{
  g_autoptr (GBytes) media = NULL;

  if (entry->media != NULL && entry->media->len > 0)
    media = g_bytes_new (entry->media->data, entry->media->len * sizeof (Id));
  run (store,
       "INSERT INTO outbox (id, conv, content, media, wake, created, account_key, to_acc, to_dev,"
       " aside, ct) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
       "dcbbiibdiit", &entry->id, &entry->conv, entry->content, media, entry->wake, entry->created,
       entry->account_key, &entry->to_acc, entry->to_dev, (gint64) entry->aside, entry->ct);
}

GPtrArray *
store_outbox_list (Store *store, gint64 after, guint limit)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) store_outbox_free);
  Query *q =
      query (store, OUTBOX_SELECT_LIGHT "WHERE done = 0 AND entry > ? ORDER BY entry LIMIT ?", "ii",
             after, (gint64) limit);

  while (query_next (store, q))
    g_ptr_array_add (entries, read_entry (q));
  return entries;
}

StoreOutbox *
store_outbox_get (Store *store, const Id *id)
{
  Query *q = query (store, OUTBOX_SELECT "WHERE id = ?", "d", id);
  StoreOutbox *entry = query_next (store, q) ? read_entry (q) : NULL;

  query_end (q);
  return entry;
}

gint64
store_outbox_count (Store *store)
{
  return query_number (store, 0, "SELECT count (*) FROM outbox WHERE done = 0", "");
}

GPtrArray *
store_outbox_to (Store *store, gint64 entry)
{
  GPtrArray *to = g_ptr_array_new_with_free_func ((GDestroyNotify) store_outbox_to_free);
  Query *q = query (store, "SELECT acc, dev, ct FROM outbox_to WHERE entry = ? ORDER BY acc, dev",
                    "i", entry);

  while (query_next (store, q)) {
    StoreOutboxTo *one = g_new0 (StoreOutboxTo, 1);

    one->acc = column_id (q, 0);
    one->dev = column_int (q, 1);
    one->ct = column_text (q, 2);
    g_ptr_array_add (to, one);
  }
  return to;
}

void
store_outbox_put_to (Store *store, gint64 entry, const Id *acc, gint64 dev, const char *ct)
{
  run (store, "INSERT OR IGNORE INTO outbox_to (entry, acc, dev, ct) VALUES (?, ?, ?, ?)", "idit",
       entry, acc, dev, ct);
  if (ct[0] != '\0')
    store_generation_count (store);
}

gboolean
store_outbox_has_to (Store *store, gint64 entry, const Id *acc, gint64 dev)
{
  return query_number (store, 0, "SELECT 1 FROM outbox_to WHERE entry = ? AND acc = ? AND dev = ?",
                       "idi", entry, acc, dev) != 0;
}

void
store_outbox_drop_to (Store *store, gint64 entry, const Id *acc, gint64 dev)
{
  run (store, "DELETE FROM outbox_to WHERE entry = ? AND acc = ? AND dev = ?", "idi", entry, acc,
       dev);
}

void
store_outbox_clear_common (Store *store, gint64 entry)
{
  run (store, "DELETE FROM outbox_to WHERE entry = ?", "i", entry);
  run (store, "UPDATE outbox SET ct = NULL, devset = 0, addressed = 0 WHERE entry = ?", "i", entry);
}

void
store_outbox_set_common (Store *store,
                         gint64 entry,
                         const char *ct,
                         const StoreOutboxTo *to,
                         guint n)
{
  store_outbox_clear_common (store, entry);
  run (store, "UPDATE outbox SET ct = ?, addressed = 1 WHERE entry = ?", "ti", ct, entry);
  store_generation_count (store);
  for (guint i = 0; i < n; i++)
    store_outbox_put_to (store, entry, &to[i].acc, to[i].dev, "");
}

void
store_outbox_set_for_all (Store *store,
                          gint64 entry,
                          const char *ct,
                          gint64 devset,
                          guint32 state_n)
{
  store_outbox_clear_common (store, entry);
  run (store, "UPDATE outbox SET ct = ?, devset = ?, state_n = ?, addressed = 1 WHERE entry = ?",
       "tiii", ct, devset, (gint64) state_n, entry);
  store_generation_count (store);
}

gboolean
store_outbox_has_aside (Store *store, const Conv *conv)
{
  return query_number (store, 0,
                       "SELECT 1 FROM outbox WHERE done = 0 AND aside AND conv = ? LIMIT 1", "c",
                       conv) != 0;
}

void
store_outbox_set_addressed (Store *store, gint64 entry, gboolean addressed)
{
  run (store, "UPDATE outbox SET addressed = ? WHERE entry = ?", "ii", (gint64) addressed, entry);
}

void
store_outbox_set_order (Store *store, const StoreOutbox *entry)
{
  g_autoptr (GBytes) previous = g_bytes_new (entry->previous, sizeof entry->previous);

  run (store, "UPDATE outbox SET sequence = ?, previous = ? WHERE entry = ?", "ibi",
       (gint64) entry->sequence, previous, entry->entry);
}

void
store_outbox_set_account_key (Store *store, gint64 entry, GBytes *account_key)
{
  run (store, "UPDATE outbox SET account_key = ? WHERE entry = ?", "bi", account_key, entry);
}

void
store_outbox_set_done (Store *store, const Id *id, gint64 when)
{
  run (store, "DELETE FROM outbox WHERE id = ? AND forget", "d", id);
  run (store, "UPDATE outbox SET done = ? WHERE id = ?", "id", when, id);
}

void
store_outbox_forget (Store *store, const Id *id)
{
  run (store,
       "DELETE FROM outbox WHERE id = ?1 AND (done <> 0 OR (sequence = 0 AND NOT addressed))", "d",
       id);
  run (store, "UPDATE outbox SET forget = 1 WHERE id = ?", "d", id);
}

gboolean
store_outbox_put_content (Store *store, const Id *id, GBytes *content)
{
  return run (store,
              "UPDATE outbox SET content = ? WHERE id = ? AND done = 0 AND sequence = 0"
              " AND NOT addressed",
              "bd", content, id) > 0;
}

void
store_outbox_set_failed (Store *store, const Id *id)
{
  run (store, "DELETE FROM outbox WHERE id = ? AND forget", "d", id);
  run (store, "UPDATE outbox SET done = -1 WHERE id = ?", "d", id);
}

void
store_outbox_reopen (Store *store, const Id *id, const Id *new_id, gint64 now, gboolean keep)
{
  g_autoptr (StoreOutbox) entry = store_outbox_get (store, id);
  g_autoptr (GPtrArray) to = NULL;
  gint64 place;

  if (entry == NULL)
    return;
  to = store_outbox_to (store, entry->entry);
  store_outbox_remove (store, id);
  entry->id = *new_id;
  entry->created = now;
  keep = keep && entry->addressed && id_equal (id, new_id);
  if (!keep) {
    g_clear_pointer (&entry->account_key, g_bytes_unref);
    g_clear_pointer (&entry->ct, g_free);
  }
  store_outbox_add (store, entry);
  if (!keep)
    return;
  place = entry->entry = sqlite3_last_insert_rowid (store->db);
  store_outbox_set_order (store, entry);
  for (guint i = 0; i < to->len; i++) {
    const StoreOutboxTo *one = to->pdata[i];

    store_outbox_put_to (store, place, &one->acc, one->dev, one->ct);
  }
  store_outbox_set_addressed (store, place, TRUE);
}

void
store_outbox_reopen_done (Store *store)
{
  run (store, "UPDATE outbox SET done = 0 WHERE done > 0", "");
}

void
store_outbox_remove (Store *store, const Id *id)
{
  run (store, "DELETE FROM outbox WHERE id = ?", "d", id);
}

void
store_outbox_purge (Store *store, gint64 before, gint64 tombstones)
{
  run (store, "DELETE FROM outbox WHERE done > 0 AND done < ?", "i", before);
  run (store, "DELETE FROM tombstone WHERE time < ?", "i", tombstones);
}
