/* store-played: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-played.h"

#include "store-query.h"

gboolean
store_played_set (Store *store, const Id *author, const Id *id)
{
  return run (store,
              "UPDATE media SET played = 1 WHERE NOT played"
              " AND message = (SELECT message FROM message WHERE author = ? AND id = ?)",
              "dd", author, id) > 0;
}

void
store_played_put (Store *store, const Id *id, const Id *acc)
{
  run (store,
       "INSERT OR IGNORE INTO played (message, acc) SELECT message, ?2 FROM message"
       " WHERE id = ?1 AND own",
       "dd", id, acc);
}

gboolean
store_played_has (Store *store, const Id *id, const Id *acc)
{
  return query_number (store, 0,
                       "SELECT 1 FROM played WHERE acc = ? AND message ="
                       " (SELECT message FROM message WHERE id = ? AND own)",
                       "dd", acc, id) != 0;
}
