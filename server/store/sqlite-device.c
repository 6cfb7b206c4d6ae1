/* sqlite-device: tokens, device lists and the `device` items that tell about them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

static gboolean
give (GError **error, GError *local)
{
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_auth (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreAuth *auth = args;
  GError *local = NULL;
  sqlite3_stmt *row = sqlite_sql (
      db,
      "SELECT key, acc, dev, suspended, pending FROM device JOIN account USING (acc) WHERE tok = ?",
      "h", &auth->tok);

  auth->found = sqlite_row (db, row, &local);
  if (!auth->found)
    return give (error, local);
  auth->key = sqlite3_column_int64 (row, 0);
  sqlite_column_id (row, 1, &auth->acc);
  auth->dev = sqlite3_column_int64 (row, 2);
  auth->suspended = sqlite3_column_int (row, 3) != 0;
  auth->pending = sqlite3_column_int (row, 4) != 0;
  sqlite3_reset (row);
  return TRUE;
}

static void
device_free (gpointer data)
{
  StoreDevice *device = data;

  g_free (device->name);
  g_free (device);
}

static gboolean
list_devices (Sqlite *db, const Id *acc, GPtrArray *devices, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *rows = sqlite_sql (db,
                                   "SELECT key, dev, name, created, seen, pending FROM device "
                                   "WHERE acc = ? AND tok IS NOT NULL ORDER BY dev",
                                   "d", acc);

  while (sqlite_row (db, rows, &local)) {
    StoreDevice *device = g_new0 (StoreDevice, 1);

    device->key = sqlite3_column_int64 (rows, 0);
    device->dev = sqlite3_column_int64 (rows, 1);
    device->name = sqlite_column_dup (rows, 2);
    device->created = sqlite3_column_int64 (rows, 3);
    device->seen = sqlite3_column_int64 (rows, 4);
    device->pending = sqlite3_column_int (rows, 5) != 0;
    g_ptr_array_add (devices, device);
  }
  return give (error, local);
}

static gboolean
read_signed (Sqlite *db, const Id *acc, char **list, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *row =
      sqlite_sql (db, "SELECT list FROM list WHERE acc = ? AND list != ''", "d", acc);

  if (!sqlite_row (db, row, &local))
    return give (error, local);
  *list = sqlite_column_dup (row, 0);
  sqlite3_reset (row);
  return TRUE;
}

gboolean
sqlite_device_list (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreDeviceList *list = args;
  gint64 exists;

  list->devices = g_ptr_array_new_with_free_func (device_free);
  if (!sqlite_value (db, error, &exists, 0, "SELECT 1 FROM account WHERE acc = ?", "d", &list->acc))
    return FALSE;
  list->found = exists != 0;
  return list_devices (db, &list->acc, list->devices, error) &&
         read_signed (db, &list->acc, &list->list, error);
}

static void
drop_pending (GPtrArray *devices)
{
  for (guint i = devices->len; i > 0; i--)
    if (((StoreDevice *) devices->pdata[i - 1])->pending)
      g_ptr_array_remove_index (devices, i - 1);
}

gboolean
sqlite_tell_devices (Sqlite *db, const Id *acc, gint64 now, GArray *deliveries, GError **error)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (device_free);
  g_autoptr (GString) body = g_string_new (NULL);

  if (!list_devices (db, acc, devices, error))
    return FALSE;
  drop_pending (devices);
  for (guint i = 0; i < devices->len; i++)
    g_string_append_printf (body, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            ((StoreDevice *) devices->pdata[i])->dev);
  for (guint i = 0; i < devices->len; i++) {
    StoreDelivery delivery = { .key = ((StoreDevice *) devices->pdata[i])->key };

    if (!sqlite_next_seq (db, delivery.key, &delivery.seq, error) ||
        !sqlite_do (db, error, "INSERT INTO mailbox VALUES (?, ?, 1, ?, NULL, ?, ?)", "iiiit",
                    delivery.key, delivery.seq, delivery.seq, now, body->str))
      return FALSE;
    g_array_append_val (deliveries, delivery);
  }
  return TRUE;
}

gboolean
sqlite_make_device (Sqlite *db,
                    const Id *acc,
                    const StoreHash *tok,
                    const char *name,
                    gboolean first,
                    gint64 by,
                    gint64 now,
                    gint64 *dev,
                    GError **error)
{
  return sqlite_value (
             db, error, dev, 0,
             "UPDATE account SET next_dev = next_dev + 1 WHERE acc = ? RETURNING next_dev - 1", "d",
             acc) &&
         sqlite_do (db, error,
                    "INSERT INTO device (acc, dev, tok, name, first, linked_by, created, pending) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    "dihtiiii", acc, *dev, tok, name, (gint64) first, by, now, (gint64) (by != 0));
}

gboolean
sqlite_drop_device (Sqlite *db, gint64 key, GError **error)
{
  return sqlite_do (db, error, "UPDATE device SET tok = NULL WHERE key = ?", "i", key) &&
         sqlite_do (db, error, "DELETE FROM link WHERE device = ?", "i", key) &&
         sqlite_do (db, error, "DELETE FROM mailbox WHERE device = ?", "i", key) &&
         sqlite_do (db, error, "DELETE FROM prekey WHERE device = ?", "i", key) &&
         sqlite_do (db, error, "DELETE FROM prekey_top WHERE device = ?", "i", key);
}

gboolean
sqlite_device_rename (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  const StoreDeviceRename *rename = args;

  if (!sqlite_do (db, error,
                  "UPDATE device SET name = ? WHERE acc = ? AND dev = ? AND tok IS NOT NULL", "tdi",
                  rename->name, &rename->acc, rename->dev))
    return FALSE;
  if (sqlite_changed (db) > 0)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such device");
  return FALSE;
}

gboolean
sqlite_device_revoke (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreDeviceRevoke *revoke = args;

  store_device_revoke_clear (revoke);
  revoke->deliveries = g_array_new (FALSE, FALSE, sizeof (StoreDelivery));
  if (!sqlite_value (db, error, &revoke->key, 0,
                     "SELECT key FROM device WHERE acc = ? AND dev = ? AND tok IS NOT NULL", "di",
                     &revoke->acc, revoke->dev))
    return FALSE;
  if (revoke->key == 0) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such device");
    return FALSE;
  }
  return sqlite_drop_device (db, revoke->key, error) &&
         sqlite_tell_devices (db, &revoke->acc, revoke->now, revoke->deliveries, error);
}
