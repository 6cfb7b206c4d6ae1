/* store-early: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-early.h"

#include "store-query.h"

#define OF_ONE_MAX 4096
#define ALL_MAX 16384

void
store_early_put (Store *store, const StoreEarly *early)
{
  run (store,
       "INSERT INTO early (author, id, acc, state) SELECT ?1, ?2, ?3, ?4"
       " WHERE (SELECT count (*) FROM early) < ?5"
       " AND (SELECT count (*) FROM early WHERE acc = ?3) < ?6"
       " ON CONFLICT (author, id, acc) DO UPDATE SET state = max (state, excluded.state)",
       "dddiii", &early->author, &early->id, &early->acc, (gint64) early->state, (gint64) ALL_MAX,
       (gint64) OF_ONE_MAX);
}

GArray *
store_early_take (Store *store)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (StoreEarly));
  Query *q = query (store, "SELECT author, id, acc, state FROM early", "");

  while (query_next (store, q)) {
    StoreEarly early = { column_id (q, 0), column_id (q, 1), column_id (q, 2), column_int (q, 3) };

    g_array_append_val (all, early);
  }
  run (store, "DELETE FROM early", "");
  return all;
}
