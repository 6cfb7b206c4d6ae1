/* sqlite-people: who knows, blocks, finds and may see whom.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

static void
found_free (gpointer data)
{
  StoreFound *found = data;

  g_free (found->phone);
  g_free (found);
}

gboolean
sqlite_find (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreFind *find = args;
  GError *local = NULL;

  find->found = g_ptr_array_new_with_free_func (found_free);
  for (guint i = 0; i < find->phones->len && local == NULL; i++) {
    sqlite3_stmt *row = sqlite_sql (db, "SELECT acc FROM account WHERE phone = ? AND hidden = 0",
                                    "t", find->phones->pdata[i]);

    if (!sqlite_row (db, row, &local))
      continue;
    StoreFound *found = g_new0 (StoreFound, 1);

    found->phone = g_strdup (find->phones->pdata[i]);
    sqlite_column_id (row, 0, &found->acc);
    sqlite3_reset (row);
    g_ptr_array_add (find->found, found);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
check_exists (Sqlite *db, const Id *acc, GError **error)
{
  gint64 exists;

  if (!sqlite_value (db, error, &exists, 0, "SELECT 1 FROM account WHERE acc = ?", "d", acc))
    return FALSE;
  if (exists)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such account");
  return FALSE;
}

gboolean
sqlite_contact (gpointer data, gpointer args, GError **error)
{
  const StoreRelation *relation = args;

  if (!relation->on)
    return sqlite_do (data, error, "DELETE FROM contact WHERE owner = ? AND acc = ?", "dd",
                      &relation->owner, &relation->acc);
  return check_exists (data, &relation->acc, error) &&
         sqlite_do (data, error, "INSERT OR IGNORE INTO contact VALUES (?, ?)", "dd",
                    &relation->owner, &relation->acc);
}

gboolean
sqlite_block (gpointer data, gpointer args, GError **error)
{
  const StoreRelation *relation = args;

  if (!relation->on)
    return sqlite_do (data, error, "DELETE FROM block WHERE owner = ? AND acc = ?", "dd",
                      &relation->owner, &relation->acc);
  return check_exists (data, &relation->acc, error) &&
         sqlite_do (data, error, "INSERT OR IGNORE INTO block VALUES (?, ?)", "dd",
                    &relation->owner, &relation->acc);
}

gboolean
sqlite_pin_set (gpointer data, gpointer args, GError **error)
{
  const StorePinSet *pin = args;

  return sqlite_do (data, error, "UPDATE account SET pin = ?, pin_tries = 0 WHERE acc = ?", "td",
                    pin->pin, &pin->acc);
}

gboolean
sqlite_privacy (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StorePrivacy *privacy = args;
  GError *local = NULL;
  sqlite3_stmt *row = sqlite_sql (db, "SELECT online, last_seen, hidden FROM account WHERE acc = ?",
                                  "d", &privacy->acc);

  if (sqlite_row (db, row, &local)) {
    privacy->online = sqlite3_column_int64 (row, 0);
    privacy->seen = sqlite3_column_int64 (row, 1);
    privacy->hidden = sqlite3_column_int (row, 2) != 0;
    sqlite3_reset (row);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_privacy_set (gpointer data, gpointer args, GError **error)
{
  const StorePrivacy *privacy = args;

  return sqlite_do (
      data, error, "UPDATE account SET online = ?, last_seen = ?, hidden = ? WHERE acc = ?", "iiid",
      privacy->online, privacy->seen, (gint64) privacy->hidden, &privacy->acc);
}

/* 0 everyone, 1 contacts, 2 nobody. */
static gboolean
allows (gint64 setting, gboolean is_contact)
{
  return setting == 0 || (setting == 1 && is_contact);
}

static void
judge (sqlite3_stmt *row, StoreSight *sight)
{
  gboolean is_contact = sqlite3_column_int (row, 3) != 0;

  sight->write = sqlite3_column_int (row, 4) == 0;
  sight->online = sight->write && allows (sqlite3_column_int64 (row, 0), is_contact);
  sight->may_seen = sight->write && allows (sqlite3_column_int64 (row, 1), is_contact);
  sight->seen = sight->may_seen ? sqlite3_column_int64 (row, 2) : 0;
}

gboolean
sqlite_may_see (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreMaySee *may = args;
  GError *local = NULL;

  for (guint i = 0; i < may->sights->len && local == NULL; i++) {
    StoreSight *sight = &g_array_index (may->sights, StoreSight, i);
    sqlite3_stmt *row =
        sqlite_sql (db,
                    "SELECT online, last_seen, seen, "
                    "EXISTS (SELECT 1 FROM contact c WHERE c.owner = ?1 AND c.acc = ?2), "
                    "EXISTS (SELECT 1 FROM block b WHERE (b.owner = ?1 AND b.acc = ?2) OR "
                    "(b.owner = ?2 AND b.acc = ?1)) OR suspended "
                    "FROM account WHERE account.acc = ?1",
                    "dd", &sight->acc, &may->viewer);

    if (!sqlite_row (db, row, &local))
      continue;
    judge (row, sight);
    sqlite3_reset (row);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_seen (gpointer data, gpointer args, GError **error)
{
  const StoreSeen *seen = args;

  return sqlite_do (data, error, "UPDATE account SET seen = ? WHERE acc = ?", "id", seen->now,
                    &seen->acc);
}
