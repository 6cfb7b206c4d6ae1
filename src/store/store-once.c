/* store-once: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-once.h"

#include "store-query.h"

void
store_once_set (Store *store, const Id *author, const Id *id, Once once)
{
  run (store,
       "UPDATE media SET once = ?"
       " WHERE message = (SELECT message FROM message WHERE author = ? AND id = ?)",
       "idd", (gint64) once, author, id);
}

void
store_once_forget (Store *store, const Id *author, const Id *id)
{
  run (store,
       "UPDATE media SET path = NULL, source = NULL, key = NULL, sha256 = NULL, thumb = NULL,"
       " object = NULL, transfer = 0"
       " WHERE message = (SELECT message FROM message WHERE author = ? AND id = ?)",
       "dd", author, id);
}

void
store_once_put_played (Store *store, const Id *id, const Id *acc)
{
  run (store,
       "INSERT OR IGNORE INTO played (message, acc) SELECT message, ?2 FROM message"
       " WHERE id = ?1 AND own",
       "dd", id, acc);
}

gboolean
store_once_has_played (Store *store, const Id *id, const Id *acc)
{
  return query_number (store, 0,
                       "SELECT 1 FROM played WHERE acc = ? AND message ="
                       " (SELECT message FROM message WHERE id = ? AND own)",
                       "dd", acc, id) != 0;
}
