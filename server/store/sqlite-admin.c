/* sqlite-admin: what the owner of the server does to accounts, and how a running server notices.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

static void
user_free (gpointer data)
{
  StoreUser *user = data;

  g_free (user->phone);
  g_free (user);
}

gboolean
sqlite_user_list (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreUserList *list = args;
  GError *local = NULL;
  sqlite3_stmt *rows =
      sqlite_sql (db,
                  "SELECT acc, phone, created, seen, suspended, (SELECT count(*) FROM device d "
                  "WHERE d.acc = account.acc AND tok IS NOT NULL) FROM account ORDER BY phone",
                  "");

  list->users = g_ptr_array_new_with_free_func (user_free);
  while (sqlite_row (db, rows, &local)) {
    StoreUser *user = g_new0 (StoreUser, 1);

    sqlite_column_id (rows, 0, &user->acc);
    user->phone = sqlite_column_dup (rows, 1);
    user->created = sqlite3_column_int64 (rows, 2);
    user->seen = sqlite3_column_int64 (rows, 3);
    user->suspended = sqlite3_column_int (rows, 4) != 0;
    user->devices = sqlite3_column_int64 (rows, 5);
    g_ptr_array_add (list->users, user);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_user_find (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreUserFind *find = args;
  GError *local = NULL;
  sqlite3_stmt *row = sqlite_sql (db, "SELECT acc FROM account WHERE phone = ?", "t", find->phone);

  if (sqlite_row (db, row, &local)) {
    sqlite_column_id (row, 0, &find->acc);
    sqlite3_reset (row);
    return TRUE;
  }
  if (local == NULL)
    local = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such user");
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_user_suspend (gpointer data, gpointer args, GError **error)
{
  const StoreUserSuspend *suspend = args;

  return sqlite_do (data, error, "UPDATE account SET suspended = ? WHERE acc = ?", "id",
                    (gint64) suspend->on, &suspend->acc);
}

/* Media objects become due, so that the collector removes the bytes too. */
gboolean
sqlite_user_remove (gpointer data, gpointer args, GError **error)
{
  const StoreUserRemove *remove = args;
  const Id *acc = &remove->acc;

  return sqlite_do (data, error,
                    "DELETE FROM mailbox WHERE device IN (SELECT key FROM device WHERE acc = ?)",
                    "d", acc) &&
         sqlite_do (data, error,
                    "DELETE FROM prekey WHERE device IN (SELECT key FROM device WHERE acc = ?)",
                    "d", acc) &&
         sqlite_do (data, error,
                    "DELETE FROM prekey_top WHERE device IN (SELECT key FROM device WHERE acc = ?)",
                    "d", acc) &&
         sqlite_do (data, error,
                    "DELETE FROM link WHERE device IN (SELECT key FROM device WHERE acc = ?)", "d",
                    acc) &&
         sqlite_do (data, error, "DELETE FROM member WHERE acc = ?", "d", acc) &&
         sqlite_do (data, error, "DELETE FROM wrap WHERE acc = ?", "d", acc) &&
         sqlite_do (data, error, "DELETE FROM list WHERE acc = ?", "d", acc) &&
         sqlite_do (data, error, "DELETE FROM device WHERE acc = ?", "d", acc) &&
         sqlite_do (data, error, "DELETE FROM account WHERE acc = ?", "d", acc) &&
         sqlite_do (data, error, "DELETE FROM conversation WHERE a = ?1 OR b = ?1", "d", acc) &&
         sqlite_do (data, error, "DELETE FROM contact WHERE owner = ?1 OR acc = ?1", "d", acc) &&
         sqlite_do (data, error, "DELETE FROM block WHERE owner = ?1 OR acc = ?1", "d", acc) &&
         sqlite_do (data, error, "UPDATE media SET expires = 0 WHERE acc = ?", "d", acc);
}

/* A whole copy as of now, while others go on. */
gboolean
sqlite_backup (gpointer data, gpointer args, GError **error)
{
  const StoreBackup *backup = args;

  return sqlite_do (data, error, "VACUUM INTO ?", "t", backup->path);
}

/* One-time keys that came back with the backup may have been handed out since. */
gboolean
sqlite_restored (gpointer data, gpointer args, GError **error)
{
  return sqlite_do (data, error, "DELETE FROM prekey WHERE kind >= 3", "") &&
         sqlite_do (data, error, "DELETE FROM meta WHERE key = 'epoch'", "");
}

static gboolean
look_up (Sqlite *db, StoreReviewed *device, GError **error)
{
  gint64 suspended;

  if (!sqlite_value (db, error, &suspended, -1,
                     "SELECT suspended FROM device JOIN account USING (acc) "
                     "WHERE key = ? AND tok IS NOT NULL",
                     "i", device->key))
    return FALSE;
  device->state = suspended < 0    ? STORE_STATE_REVOKED
                  : suspended == 0 ? STORE_STATE_ACTIVE
                                   : STORE_STATE_SUSPENDED;
  return TRUE;
}

gboolean
sqlite_review (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreReview *review = args;
  gint64 version;

  /* Moves when another connection has committed. */
  if (!sqlite_value (db, error, &version, 0, "PRAGMA data_version", ""))
    return FALSE;
  review->changed = version != db->data_version;
  db->data_version = version;
  for (guint i = 0; review->devices != NULL && i < review->devices->len; i++)
    if (!look_up (db, &g_array_index (review->devices, StoreReviewed, i), error))
      return FALSE;
  return TRUE;
}

gboolean
sqlite_health (gpointer data, gpointer args, GError **error)
{
  const StoreHealth *health = args;
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, health->now);

  return sqlite_do (data, error, "INSERT OR REPLACE INTO meta VALUES ('health', ?)", "t", now);
}
