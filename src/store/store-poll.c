/* store-poll: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-poll.h"

#include "store-change.h"
#include "store-query.h"

/* Of each person the last, in no order. */
#define VOTES                                                                                      \
  "SELECT slot, text, time, place, slot = (SELECT acc FROM account) FROM change c"                 \
  " WHERE message = ?1 AND what = 5 AND text <> '' AND place < ?2 AND NOT EXISTS"                  \
  " (SELECT 1 FROM change d WHERE d.message = c.message AND d.what = 5 AND d.slot = c.slot"        \
  " AND d.place < ?2 AND (d.place, d.id) > (c.place, c.id))"
G_STATIC_ASSERT (CHANGE_VOTE == 5 && CHANGE_END == 6);

/* Votes stand before it. */
static gint64
end_of (Store *store, gint64 message)
{
  return query_number (store, G_MAXINT64,
                       "SELECT min (place) FROM change WHERE message = ? AND what = 6", "i",
                       message);
}

static guint
choices_of (Query *q, int column)
{
  return (guint) column_int (q, column); /* SQLite makes a number of the text */
}

static void
count (Poll *poll, guint choices, gboolean own)
{
  poll->voters++;
  for (guint i = 0; i < poll->options->len; i++) {
    PollOption *option = poll->options->pdata[i];

    if ((choices & (1u << i)) == 0)
      continue;
    option->votes++;
    option->own |= own;
  }
}

void
store_poll_count (Store *store, gint64 message, const MessageRow *row)
{
  gint64 end = end_of (store, message);
  Query *q = query (store, VOTES " /* count */", "ii", message, end);

  row->poll->ended = end != G_MAXINT64;
  while (query_next (store, q))
    count (row->poll, choices_of (q, 1), column_int (q, 4) != 0);
}

GArray *
store_poll_votes (Store *store, const Id *author, const Id *id, guint limit)
{
  GArray *votes = g_array_new (FALSE, FALSE, sizeof (StoreVote));
  Query *q = query (store,
                    "SELECT acc, id, place, time, text, what = 6 FROM change"
                    " WHERE message = (SELECT message FROM message WHERE author = ? AND id = ?)"
                    " AND what IN (5, 6) AND place < ? ORDER BY what DESC, place LIMIT ?",
                    "ddii", author, id, STORE_CHANGE_PENDING, (gint64) limit);

  while (query_next (store, q)) {
    StoreVote vote = { column_id (q, 0),  column_id (q, 1),  column_int (q, 2),
                       column_int (q, 3), choices_of (q, 4), column_int (q, 5) != 0 };

    g_array_append_val (votes, vote);
  }
  return votes;
}

void
store_poll_add_vote (Store *store, const Id *author, const Id *id, const StoreVote *vote)
{
  g_autofree char *choices = g_strdup_printf ("%u", vote->choices);

  run (store,
       "INSERT OR IGNORE INTO change (message, what, slot, acc, id, place, time, text)"
       " SELECT message, ?1, ?2, ?3, ?4, ?5, ?6, ?7 FROM message WHERE author = ?8 AND id = ?9",
       "idddiitdd", (gint64) (vote->end ? CHANGE_END : CHANGE_VOTE),
       vote->end ? author : &vote->acc, &vote->acc, &vote->id, vote->place, vote->time,
       vote->choices != 0 || vote->end ? choices : "", author, id);
}

GPtrArray *
store_voters (Store *store, const Id *author, const Id *id)
{
  GPtrArray *voters = g_ptr_array_new_with_free_func (g_free);
  gint64 message = query_number (
      store, 0, "SELECT message FROM message WHERE author = ? AND id = ?", "dd", author, id);
  Query *q = query (store, VOTES " ORDER BY place DESC", "ii", message, end_of (store, message));

  while (query_next (store, q)) {
    Voter *voter = g_new0 (Voter, 1);

    *voter = (Voter) { column_id (q, 0), choices_of (q, 1), column_int (q, 2) };
    g_ptr_array_add (voters, voter);
  }
  return voters;
}
