/* store-expiry: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-expiry.h"

#include "store-message-read.h"

void
store_expiry_start (Store *store, const Id *author, const Id *id, gint64 time)
{
  run (store,
       "UPDATE message SET gone_at = ? + expires * 1000 WHERE author = ? AND id = ?"
       " AND expires > 0 AND gone_at = 0 AND (kind < 5 OR kind >= 64)",
       "idd", time, author, id);
}

void
store_expiry_start_read (Store *store, const Conv *conv, gint64 time)
{
  run (store,
       "UPDATE message SET gone_at = ?2 + expires * 1000 WHERE chat = ?1"
       " AND ord <= (SELECT read_ord FROM chat WHERE chat = ?1)"
       " AND expires > 0 AND gone_at = 0 AND NOT own AND (kind < 5 OR kind >= 64)",
       "ii", chat_number (store, conv), time);
}
G_STATIC_ASSERT (MESSAGE_GAP == 5);

gint64
store_expiry_next (Store *store)
{
  return query_number (store, 0, "SELECT min (gone_at) FROM message WHERE gone_at > 0", "");
}

GArray *
store_expiry_due (Store *store, gint64 now, guint limit)
{
  GArray *due = g_array_new (FALSE, FALSE, sizeof (MessageName));
  Query *q = query (store,
                    "SELECT c.conv, m.author, m.id FROM message m JOIN chat c USING (chat)"
                    " WHERE m.gone_at > 0 AND m.gone_at <= ? ORDER BY m.gone_at LIMIT ?",
                    "ii", now, (gint64) limit);

  while (query_next (store, q)) {
    MessageName name = { column_conv (q, 0), column_id (q, 1), column_id (q, 2) };

    g_array_append_val (due, name);
  }
  return due;
}

/* -- The timer of a chat. -- */

gint64
store_timer_get (Store *store, const Conv *conv)
{
  return query_number (store, 0,
                       "SELECT iif (timer_id IS NULL, timer, timer_next) FROM chat WHERE conv = ?",
                       "c", conv);
}

void
store_timer_set_pending (Store *store, const Conv *conv, const Id *id, gint64 seconds)
{
  run (store, "UPDATE chat SET timer_id = ?, timer_next = ? WHERE chat = ?", "dii", id, seconds,
       chat_number_make (store, conv));
}

gboolean
store_timer_set (Store *store, const Conv *conv, gint64 seconds, gint64 ord)
{
  return run (store,
              "UPDATE chat SET timer = ?2, timer_ord = ?3 WHERE chat = ?1 AND timer_ord < ?3",
              "iii", chat_number_make (store, conv), seconds, ord) > 0;
}

gboolean
store_timer_placed (Store *store, const Id *id, gint64 ord)
{
  run (store,
       "UPDATE chat SET timer = timer_next, timer_ord = ?2 WHERE timer_id = ?1 AND timer_ord < ?2",
       "di", id, ord);
  return store_timer_refused (store, id);
}

gboolean
store_timer_refused (Store *store, const Id *id)
{
  return run (store, "UPDATE chat SET timer_id = NULL WHERE timer_id = ?", "d", id) > 0;
}
