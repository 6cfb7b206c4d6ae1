/* sqlite-hello: where a device stands that says hello, and whether its store is the one that was
 * here last. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

/* Each login of a store takes a number at random above the one before, so two copies of one store
 * take two. `gen` known already: it came before, and the answer was lost. More than is known: this
 * database was put back. */
static gboolean
is_copy (const StoreHello *hello, gint64 gen, gint64 sealed)
{
  const ProtoHello *op = hello->op;

  if (op == NULL || (gen == 0 && op->gen == 0))
    return FALSE;
  return (op->was < gen && op->gen != gen) || op->sealed < sealed ||
         (hello->same_epoch && op->after < hello->acked);
}

static gboolean
look (Sqlite *db, StoreHello *hello, gint64 *sealed, GError **error)
{
  sqlite3_stmt *row =
      sqlite_sql (db,
                  "SELECT next_seq, acked, suspended, d.seen, pending, gen, sealed FROM device d "
                  "JOIN account USING (acc) WHERE key = ? AND tok IS NOT NULL",
                  "i", hello->key);
  g_autoptr (GError) local = NULL;

  hello->copied = FALSE;
  hello->active = sqlite_row (db, row, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!hello->active)
    return TRUE;
  hello->next = sqlite3_column_int64 (row, 0);
  hello->acked = sqlite3_column_int64 (row, 1);
  hello->suspended = sqlite3_column_int64 (row, 2) != 0;
  hello->seen = sqlite3_column_int64 (row, 3);
  hello->pending = sqlite3_column_int (row, 4) != 0;
  hello->gen = sqlite3_column_int64 (row, 5);
  *sealed = sqlite3_column_int64 (row, 6);
  sqlite3_reset (row);
  hello->copied = is_copy (hello, hello->gen, *sealed);
  return TRUE;
}

gboolean
sqlite_hello (gpointer data, gpointer args, GError **error)
{
  gint64 sealed;

  return look (data, args, &sealed, error);
}

gboolean
sqlite_login (gpointer data, gpointer args, GError **error)
{
  StoreHello *hello = args;
  gint64 sealed;

  if (!look (data, hello, &sealed, error))
    return FALSE;
  if (!hello->active || hello->suspended || hello->copied)
    return TRUE;
  hello->gen = MAX (hello->gen, hello->op->gen);
  return sqlite_do (data, error, "UPDATE device SET gen = ?, sealed = ? WHERE key = ?", "iii",
                    hello->gen, MAX (sealed, hello->op->sealed), hello->key);
}
