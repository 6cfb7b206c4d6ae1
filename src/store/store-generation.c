/* store-generation: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-generation.h"

#include "store-query.h"

StoreGeneration
store_generation_get (Store *store)
{
  Query *q = query (store, "SELECT was, next, sealed FROM generation", "");
  StoreGeneration generation = { 0 };

  if (query_next (store, q))
    generation = (StoreGeneration) { column_int (q, 0), column_int (q, 1), column_int (q, 2) };
  query_end (q);
  return generation;
}

void
store_generation_set_next (Store *store, gint64 next)
{
  run (store, "UPDATE generation SET next = ?", "i", next);
}

void
store_generation_confirm (Store *store, gint64 was)
{
  run (store, "UPDATE generation SET was = ?1, next = ?1", "i", was);
}

void
store_generation_count (Store *store)
{
  run (store, "UPDATE generation SET sealed = sealed + 1", "");
}

void
store_generation_reset (Store *store)
{
  run (store, "UPDATE generation SET was = 0, next = 0, sealed = 0", "");
}
