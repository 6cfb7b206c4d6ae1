/* store-retry: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-retry.h"

#include "store-query.h"

gboolean
store_budget_get (Store *store, const Id *acc, gint64 dev, StoreBudget *budget)
{
  Query *q = query (store,
                    "SELECT since, asks, answers, flooded FROM retry_budget"
                    " WHERE acc = ? AND dev = ?",
                    "di", acc, dev);
  gboolean found = query_next (store, q);

  *budget = (StoreBudget) { 0 };
  if (found)
    *budget = (StoreBudget) { column_int (q, 0), (guint) column_int (q, 1),
                              (guint) column_int (q, 2), column_int (q, 3) != 0 };
  query_end (q);
  return found;
}

void
store_budget_put (Store *store, const Id *acc, gint64 dev, const StoreBudget *budget)
{
  run (store,
       "INSERT OR REPLACE INTO retry_budget (acc, dev, since, asks, answers, flooded)"
       " VALUES (?, ?, ?, ?, ?, ?)",
       "diiiii", acc, dev, budget->since, (gint64) budget->asks, (gint64) budget->answers,
       (gint64) budget->flooded);
}

guint
store_budget_count (Store *store)
{
  return (guint) query_number (store, 0, "SELECT count (*) FROM retry_budget", "");
}

void
store_budget_purge (Store *store, gint64 before, gint64 now)
{
  if (run (store, "DELETE FROM retry_budget WHERE since < ? OR since > ?", "ii", before, now) > 0)
    run (store,
         "DELETE FROM retry_answered WHERE (acc, dev) NOT IN (SELECT acc, dev FROM retry_budget)",
         "");
}

guint
store_budget_count_answer (Store *store, const Id *acc, gint64 dev, const Id *message)
{
  run (store,
       "INSERT INTO retry_answered (acc, dev, id, times) VALUES (?, ?, ?, 1)"
       " ON CONFLICT (acc, dev, id) DO UPDATE SET times = times + 1",
       "did", acc, dev, message);
  return (guint) query_number (
      store, 0, "SELECT times FROM retry_answered WHERE acc = ? AND dev = ? AND id = ?", "did", acc,
      dev, message);
}

/* -- What could not be opened. -- */

void
store_unopened_add (Store *store, const StoreUnopened *message)
{
  run (store,
       "INSERT OR IGNORE INTO unopened (acc, dev, id, cseq, time, noticed, times, asked)"
       " VALUES (?, ?, ?, ?, ?, ?, 0, 0)",
       "didiii", &message->acc, message->dev, &message->id, message->cseq, message->time,
       message->noticed);
}

static StoreUnopened
read_unopened (Query *q)
{
  return (StoreUnopened) { .acc = column_id (q, 0),
                           .dev = column_int (q, 1),
                           .id = column_id (q, 2),
                           .cseq = column_int (q, 3),
                           .time = column_int (q, 4),
                           .noticed = column_int (q, 5),
                           .times = (guint) column_int (q, 6),
                           .asked = column_int (q, 7) };
}

gboolean
store_unopened_get (Store *store, const Id *acc, gint64 dev, const Id *id, StoreUnopened *message)
{
  Query *q = query (store,
                    "SELECT acc, dev, id, cseq, time, noticed, times, asked FROM unopened"
                    " WHERE acc = ? AND dev = ? AND id = ?",
                    "did", acc, dev, id);
  gboolean found = query_next (store, q);

  if (found)
    *message = read_unopened (q);
  query_end (q);
  return found;
}

guint
store_unopened_count (Store *store, const Id *acc, gint64 dev, gboolean unasked)
{
  return (guint) query_number (store, 0,
                               "SELECT count (*) FROM unopened WHERE acc = ?1 AND dev = ?2"
                               " AND (?3 = 0 OR times = 0)",
                               "dii", acc, dev, (gint64) unasked);
}

void
store_unopened_set_asked (Store *store, const StoreUnopened *message)
{
  run (store, "UPDATE unopened SET times = ?, asked = ? WHERE acc = ? AND dev = ? AND id = ?",
       "iidid", (gint64) message->times, message->asked, &message->acc, message->dev, &message->id);
}

void
store_unopened_remove (Store *store, const Id *acc, gint64 dev, const Id *id)
{
  run (store, "DELETE FROM unopened WHERE acc = ? AND dev = ? AND id = ?", "did", acc, dev, id);
}

void
store_unopened_drop_unasked (Store *store, const Id *acc, gint64 dev)
{
  run (store, "DELETE FROM unopened WHERE acc = ? AND dev = ? AND times = 0", "di", acc, dev);
}

void
store_unopened_purge (Store *store, gint64 before)
{
  run (store, "DELETE FROM unopened WHERE noticed < ?", "i", before);
}

GArray *
store_unopened_due (Store *store, guint times, gint64 before, guint limit)
{
  GArray *due = g_array_new (FALSE, FALSE, sizeof (StoreUnopened));
  Query *q = query (store,
                    "SELECT acc, dev, id, cseq, time, noticed, times, asked FROM unopened"
                    " WHERE times < ? AND (times = 0 OR asked < ?)"
                    " ORDER BY acc, dev, times, time LIMIT ?",
                    "iii", (gint64) times, before, (gint64) limit);

  while (query_next (store, q)) {
    StoreUnopened message = read_unopened (q);

    g_array_append_val (due, message);
  }
  query_end (q);
  return due;
}
