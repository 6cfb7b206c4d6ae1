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
       " bars = NULL, object = NULL, transfer = 0"
       " WHERE message = (SELECT message FROM message WHERE author = ? AND id = ?)",
       "dd", author, id);
}
