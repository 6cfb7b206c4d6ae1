/* sqlite-backup: where an account's own encrypted backup is, and the wrapped secrets beside it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

gboolean
sqlite_media_backup (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreMediaBackup *backup = args;
  GError *local = NULL;
  sqlite3_stmt *row = sqlite_sql (db,
                                  "SELECT id, size, stored FROM media WHERE acc = ? AND kind = ? "
                                  "AND ready = 1 ORDER BY expires DESC LIMIT 1",
                                  "di", &backup->acc, (gint64) STORE_MEDIA_BACKUP);

  backup->found = sqlite_row (db, row, &local);
  if (backup->found) {
    sqlite_column_id (row, 0, &backup->id);
    backup->size = sqlite3_column_int64 (row, 1);
    backup->stored = sqlite3_column_int64 (row, 2);
    sqlite3_reset (row);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_wrap (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreWrap *wrap = args;
  GError *local = NULL;
  sqlite3_stmt *row = sqlite_sql (db, "SELECT wrap FROM wrap WHERE acc = ?", "d", &wrap->acc);

  if (sqlite_row (db, row, &local)) {
    wrap->wrap = sqlite_column_dup (row, 0);
    sqlite3_reset (row);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_wrap_set (gpointer data, gpointer args, GError **error)
{
  const StoreWrapSet *set = args;

  if (set->wrap == NULL)
    return sqlite_do (data, error, "DELETE FROM wrap WHERE acc = ?", "d", &set->acc);
  return sqlite_do (data, error, "INSERT OR REPLACE INTO wrap VALUES (?, ?)", "dt", &set->acc,
                    set->wrap);
}
