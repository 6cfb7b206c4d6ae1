/* store-broadcast: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-broadcast.h"

#include "store-query.h"

#define COLUMNS "acc, copy, state, error, delivered, read"

/* The people of a list are a state of the account; a recipient's `chat` is the one with them. */
#define RECIPIENTS "state_now r WHERE r.what = 'recipient' AND r.chat >= x'75' AND r.chat < x'76'"

static StoreBroadcast
read_one (Query *q, int first)
{
  return (StoreBroadcast) { column_id (q, first),
                            column_id (q, first + 1),
                            (MessageState) column_int (q, first + 2),
                            (int) column_int (q, first + 3),
                            column_int (q, first + 4),
                            column_int (q, first + 5) };
}

static GArray *
read_all (Store *store, Query *q)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (StoreBroadcast));

  while (query_next (store, q)) {
    StoreBroadcast one = read_one (q, 0);

    g_array_append_val (all, one);
  }
  return all;
}

/* -- The list. -- */

GArray *
store_broadcast_people (Store *store, const Id *list, guint limit)
{
  GArray *people = g_array_new (FALSE, FALSE, sizeof (Id));
  Query *q = query (store,
                    "SELECT substr (r.chat, 2) FROM " RECIPIENTS
                    " AND r.id = ? AND r.n <> 0 ORDER BY r.chat LIMIT ?",
                    "di", list, (gint64) limit);

  while (query_next (store, q)) {
    Id acc = column_id (q, 0);

    g_array_append_val (people, acc);
  }
  return people;
}

gint64
store_broadcast_timer (Store *store, const Id *list)
{
  return query_number (store, 0,
                       "SELECT iif (min (seconds) > 0, max (seconds), 0) FROM"
                       " (SELECT coalesce (iif (c.timer_id IS NULL, c.timer, c.timer_next), 0) AS "
                       "seconds FROM (SELECT r.chat AS conv FROM " RECIPIENTS
                       " AND r.id = ? AND r.n <> 0) LEFT JOIN chat c USING (conv))",
                       "d", list);
}

/* -- Of one message. -- */

void
store_broadcast_add (Store *store, const Id *message, const StoreBroadcast *one)
{
  run (store, "INSERT OR IGNORE INTO broadcast (id, " COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)",
       "dddiiii", message, &one->acc, &one->copy, (gint64) one->state, (gint64) one->error,
       one->delivered, one->read);
}

GArray *
store_broadcast_list (Store *store, const Id *message, const Id *after, guint limit)
{
  static const Id first;

  return read_all (store, query (store,
                                 "SELECT " COLUMNS " FROM broadcast WHERE id = ?1"
                                 " AND (?2 IS NULL OR acc > ?2) ORDER BY acc LIMIT ?3",
                                 "ddi", message, after != NULL ? after : &first, (gint64) limit));
}

gboolean
store_broadcast_find (Store *store, const Id *copy, Id *message, StoreBroadcast *one)
{
  Query *q = query (store, "SELECT " COLUMNS ", id FROM broadcast WHERE copy = ?", "d", copy);
  gboolean found = query_next (store, q);

  if (found) {
    *one = read_one (q, 0);
    *message = column_id (q, 6);
  }
  query_end (q);
  return found;
}

gboolean
store_broadcast_get (Store *store, const Id *message, const Id *acc, StoreBroadcast *one)
{
  Query *q = query (store, "SELECT " COLUMNS " FROM broadcast WHERE id = ? AND acc = ?", "dd",
                    message, acc);
  gboolean found = query_next (store, q);

  if (found)
    *one = read_one (q, 0);
  query_end (q);
  return found;
}

void
store_broadcast_set_state (Store *store,
                           const Id *copy,
                           MessageState state,
                           int error,
                           gboolean told)
{
  run (store, "UPDATE broadcast SET state = ?, error = ?, told = told AND ? WHERE copy = ?", "iiid",
       (gint64) state, (gint64) error, (gint64) told, copy);
}

void
store_broadcast_raise (Store *store, const Id *copy, MessageState state, gint64 time)
{
  run (store,
       "UPDATE broadcast SET state = iif (state = 4, ?2, max (state, ?2)), error = -1,"
       " delivered = iif (?2 = 2 AND delivered = 0, ?3, delivered),"
       " read = iif (?2 = 3 AND read = 0, ?3, read) WHERE copy = ?1",
       "dii", copy, (gint64) state, time);
}

void
store_broadcast_remove (Store *store, const Id *copy)
{
  run (store, "DELETE FROM broadcast WHERE copy = ?", "d", copy);
}

MessageState
store_broadcast_least (Store *store, const Id *message)
{
  return (MessageState) query_number (
      store, STATE_FAILED,
      "SELECT coalesce (min (state), 4) FROM broadcast WHERE id = ? AND state <> 4", "d", message);
}

int
store_broadcast_error (Store *store, const Id *message)
{
  return (int) query_number (
      store, -1,
      "SELECT iif (min (error) = max (error), min (error), -1) FROM broadcast WHERE id = ?", "d",
      message);
}
G_STATIC_ASSERT (STATE_PENDING == 0 && STATE_DELIVERED == 2 && STATE_READ == 3 &&
                 STATE_FAILED == 4);

gboolean
store_broadcast_untold (Store *store, Id *message)
{
  Query *q = query (store, "SELECT id FROM broadcast WHERE told = 0 LIMIT 1", "");
  gboolean found = query_next (store, q);

  if (found)
    *message = column_id (q, 0);
  query_end (q);
  return found;
}

GArray *
store_broadcast_take_untold (Store *store, const Id *message)
{
  GArray *untold = read_all (store, query (store,
                                           "SELECT " COLUMNS
                                           " FROM broadcast WHERE told = 0 AND id = ? ORDER BY acc",
                                           "d", message));

  run (store, "UPDATE broadcast SET told = 1 WHERE told = 0 AND id = ?", "d", message);
  return untold;
}

/* -- What is still to be done. -- */

void
store_broadcast_work_clear (StoreBroadcastWork *work)
{
  g_clear_pointer (&work->text, g_free);
}

void
store_broadcast_add_work (Store *store, const Id *message, int what, const char *text)
{
  run (store, "INSERT INTO broadcast_work (id, what, text) VALUES (?, ?, ?)", "dit", message,
       (gint64) what, text);
}

gboolean
store_broadcast_next_work (Store *store, StoreBroadcastWork *work)
{
  Query *q = query (
      store, "SELECT work, id, what, after, text FROM broadcast_work ORDER BY work LIMIT 1", "");
  gboolean found = query_next (store, q);

  if (found)
    *work = (StoreBroadcastWork) { column_int (q, 0), column_id (q, 1), (int) column_int (q, 2),
                                   column_id (q, 3), column_text_or_empty (q, 4) };
  query_end (q);
  return found;
}

void
store_broadcast_set_after (Store *store, gint64 work, const Id *after)
{
  if (after != NULL)
    run (store, "UPDATE broadcast_work SET after = ? WHERE work = ?", "di", after, work);
  else
    run (store, "DELETE FROM broadcast_work WHERE work = ?", "i", work);
}

gint64
store_broadcast_count_work (Store *store)
{
  return query_number (store, 0,
                       "SELECT count (*) FROM broadcast_work w JOIN broadcast b USING (id)"
                       " WHERE w.after IS NULL OR b.acc > w.after",
                       "");
}
