/* sqlite-list: an account's signed device list, which the server cannot read, and the numbers that
 * come with it: who is named counts, who is named no more is gone. When the number is registered
 * anew only the version stays, and the list is ''.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

typedef struct {
  gint64 key;
  gint64 dev;
  gboolean pending;
} Listed;

static gboolean
refuse (GError **error, WhinError code, const char *why)
{
  g_set_error_literal (error, WHIN_ERROR, code, why);
  return FALSE;
}

static gboolean
check_bringer (Sqlite *db, const StoreListSet *set, GError **error)
{
  gint64 active;

  return sqlite_value (db, error, &active, 0,
                       "SELECT 1 FROM device WHERE key = ? AND tok IS NOT NULL AND pending = 0",
                       "i", set->key) &&
         (active || refuse (error, WHIN_ERROR_FORBIDDEN, "this device may not say who belongs"));
}

static gboolean
check_version (Sqlite *db, const StoreListSet *set, gboolean *same, GError **error)
{
  gint64 version, found;

  if (!sqlite_value (db, error, &version, 0,
                     "SELECT version FROM list WHERE acc = ? AND list != ''", "d", &set->acc) ||
      !sqlite_value (db, error, &found, 0,
                     "SELECT 1 FROM list WHERE acc = ? AND version = ? AND list = ?", "dit",
                     &set->acc, set->version, set->list))
    return FALSE;
  *same = found != 0;
  return *same || set->version > version ||
         refuse (error, WHIN_ERROR_CONFLICT, "another list came before");
}

static gboolean
read_devices (Sqlite *db, const Id *acc, GArray *devices, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *rows = sqlite_sql (
      db, "SELECT key, dev, pending FROM device WHERE acc = ? AND tok IS NOT NULL", "d", acc);

  while (sqlite_row (db, rows, &local)) {
    Listed device = { sqlite3_column_int64 (rows, 0), sqlite3_column_int64 (rows, 1),
                      sqlite3_column_int (rows, 2) != 0 };

    g_array_append_val (devices, device);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
is_named (const StoreListSet *set, gint64 dev)
{
  for (guint i = 0; i < set->devs->len; i++)
    if (g_array_index (set->devs, gint64, i) == dev)
      return TRUE;
  return FALSE;
}

/* Who is pending and not named goes on waiting. */
static gboolean
judge (Sqlite *db, StoreListSet *set, const Listed *device, GError **error)
{
  gboolean named = is_named (set, device->dev);

  if (named && device->pending) {
    g_array_append_val (set->confirmed, device->key);
    return sqlite_do (db, error, "UPDATE device SET pending = 0 WHERE key = ?", "i", device->key);
  }
  if (named || device->pending)
    return TRUE;
  g_array_append_val (set->revoked, device->key);
  return sqlite_drop_device (db, device->key, error);
}

static gboolean
judge_all (Sqlite *db, StoreListSet *set, GError **error)
{
  g_autoptr (GArray) devices = g_array_new (FALSE, FALSE, sizeof (Listed));

  if (!read_devices (db, &set->acc, devices, error))
    return FALSE;
  for (guint i = 0; i < devices->len; i++)
    if (!judge (db, set, &g_array_index (devices, Listed, i), error))
      return FALSE;
  return TRUE;
}

gboolean
sqlite_list_set (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreListSet *set = args;
  gboolean same;

  store_list_set_clear (set);
  set->confirmed = g_array_new (FALSE, FALSE, sizeof (gint64));
  set->revoked = g_array_new (FALSE, FALSE, sizeof (gint64));
  set->deliveries = g_array_new (FALSE, FALSE, sizeof (StoreDelivery));
  if (!check_bringer (db, set, error) || !check_version (db, set, &same, error))
    return FALSE;
  return same || (sqlite_do (db, error, "INSERT OR REPLACE INTO list VALUES (?, ?, ?)", "dit",
                             &set->acc, set->version, set->list) &&
                  judge_all (db, set, error) &&
                  sqlite_tell_devices (db, &set->acc, set->now, set->deliveries, error));
}

gboolean
sqlite_pending_expire (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StorePendingExpire *expire = args;
  GError *local = NULL;
  sqlite3_stmt *rows = sqlite_sql (
      db, "SELECT key FROM device WHERE pending AND tok IS NOT NULL AND created < ? LIMIT ?", "ii",
      expire->before, (gint64) expire->max);

  store_pending_expire_clear (expire);
  expire->revoked = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (sqlite_row (db, rows, &local)) {
    gint64 key = sqlite3_column_int64 (rows, 0);

    g_array_append_val (expire->revoked, key);
  }
  for (guint i = 0; i < expire->revoked->len && local == NULL; i++)
    sqlite_drop_device (db, g_array_index (expire->revoked, gint64, i), &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}
