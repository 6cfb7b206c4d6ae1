/* store-search: asks the index, newest or oldest first. Keyset pages: a page begins behind the
 * place where the one before ended. SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-search.h"

#include "store-find.h"
#include "store-message-read.h"

#define LOOK_EVERY 64 /* operations of SQLite between two looks at the clock */

typedef struct {
  gint64 deadline; /* monotonic; G_MAXINT64 for none */
  GCancellable *cancellable;
} Patience;

static int
out_of_patience (void *data)
{
  const Patience *patience = data;

  return g_get_monotonic_time () > patience->deadline ||
         g_cancellable_is_cancelled (patience->cancellable);
}

#define FIND_SELECT                                                                                \
  "SELECT w.rowid FROM message_words w"                                                            \
  " CROSS JOIN message m ON m.message = (w.rowid & 67108863)"                                      \
  " WHERE message_words MATCH ? AND w.rowid > ? AND w.rowid < ? AND m.time >= ? AND m.time <= ?"
G_STATIC_ASSERT (FIND_MESSAGE_MASK == 67108863);

static Query *
ask (Store *store, const Find *find, const char *match, gint64 last, guint limit)
{
  gint64 from = find->from != 0 ? find->from : G_MININT64;
  gint64 until = find->until != 0 ? find->until - 1 : G_MAXINT64;
  gint64 low = find->from != 0 ? find_place_of (find->from, 0) - 1 : -1;
  gint64 high = find->until != 0 ? find_place_of (until, FIND_MESSAGE_MASK) : G_MAXINT64;

  if (find->oldest_first)
    return query (store, FIND_SELECT " ORDER BY w.rowid LIMIT ?", "tiiiii", match, MAX (low, last),
                  high, from, until, (gint64) limit);
  if (last != 0)
    high = MIN (high, last);
  return query (store, FIND_SELECT " ORDER BY w.rowid DESC LIMIT ?", "tiiiii", match, low, high,
                from, until, (gint64) limit);
}

/* TRUE at the end, FALSE when it was stopped. */
static gboolean
read_places (Store *store, Query *q, GArray *places, Patience *patience)
{
  int code = SQLITE_DONE;

  sqlite3_progress_handler (store->db, LOOK_EVERY, out_of_patience, patience);
  while (q != NULL && (code = sqlite3_step (q)) == SQLITE_ROW) {
    gint64 place = column_int (q, 0);

    g_array_append_val (places, place);
    if (out_of_patience (patience)) {
      code = SQLITE_INTERRUPT;
      break;
    }
  }
  sqlite3_progress_handler (store->db, 0, NULL, NULL);
  if (code != SQLITE_DONE && (code & 0xff) != SQLITE_INTERRUPT)
    store_fail (store);
  query_end (q);
  return (code & 0xff) != SQLITE_INTERRUPT;
}

static void
read_row (Store *store, gint64 place, GPtrArray *rows)
{
  Query *q = query (store,
                    "SELECT c.conv, " MESSAGE_COLUMNS " FROM message m JOIN chat c USING (chat)"
                    " LEFT JOIN media d USING (message) WHERE m.message = ?",
                    "i", place & FIND_MESSAGE_MASK);

  if (query_next (store, q)) {
    Conv conv = column_conv (q, 0);

    g_ptr_array_add (rows, message_row_read (store, q, 1, &conv));
  }
  query_end (q);
}

gboolean
store_find (Store *store,
            const Find *find,
            FoundPage *page,
            gint64 budget,
            GCancellable *cancellable)
{
  Patience patience = { budget > 0 ? g_get_monotonic_time () + budget : G_MAXINT64, cancellable };
  gint64 chat = find->conv.kind != 0 ? chat_number (store, &find->conv) : 0;
  g_autofree char *match = find_match (find, chat);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint left = find->limit - MIN (find->limit, page->rows->len);
  gboolean done;

  if (match == NULL || left == 0 || (chat == 0 && find->conv.kind != 0)) {
    page->next = 0;
    return TRUE;
  }
  done = read_places (store,
                      ask (store, find, match, page->next != 0 ? page->next : find->place, left),
                      places, &patience);
  for (guint i = 0; i < places->len; i++)
    read_row (store, page->next = g_array_index (places, gint64, i), page->rows);
  if (places->len == left)
    return TRUE;
  if (done)
    page->next = 0;
  return done;
}

/* The next message of the chat from time on: its ord, and when it was. */
static gint64
first_from (Store *store, const char *match, gint64 *time)
{
  Query *q = query (store,
                    "SELECT m.ord, m.time FROM message_words w"
                    " CROSS JOIN message m ON m.message = (w.rowid & 67108863)"
                    " WHERE message_words MATCH ? AND w.rowid > ? AND m.time >= ?"
                    " ORDER BY w.rowid LIMIT 1",
                    "tii", match, find_place_of (*time, 0) - 1, *time);
  gint64 ord = 0;

  if (query_next (store, q)) {
    ord = column_int (q, 0);
    *time = column_int (q, 1);
  }
  query_end (q);
  return ord;
}

GArray *
store_find_days (Store *store, const Conv *conv, const gint64 *times, guint n)
{
  GArray *ords = g_array_sized_new (FALSE, TRUE, sizeof (gint64), n);
  gint64 chat = chat_number (store, conv);
  const Find everything = { 0 };
  g_autofree char *match = find_match (&everything, chat);
  gint64 ord = 0, time = 0;

  g_array_set_size (ords, n);
  for (guint i = 0; chat != 0 && i < n; i++) {
    if (time < times[i]) {
      time = times[i];
      ord = first_from (store, match, &time);
      if (ord == 0)
        break;
    }
    if (time < times[i + 1])
      g_array_index (ords, gint64, i) = ord;
  }
  return ords;
}
