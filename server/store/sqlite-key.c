/* sqlite-key: the keys that devices leave for others to start with. A one-time key is handed out
 * once, in the transaction that deletes it. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#include "limits.h"

static gboolean
count_kind (Sqlite *db, gint64 device, StoreKeyKind kind, gint64 *n, GError **error)
{
  return sqlite_value (db, error, n, 0, "SELECT count(*) FROM prekey WHERE device = ? AND kind = ?",
                       "ii", device, (gint64) kind);
}

static gboolean
count (Sqlite *db, gint64 device, gint64 *ones, gint64 *kems, GError **error)
{
  return count_kind (db, device, STORE_KEY_ONE, ones, error) &&
         count_kind (db, device, STORE_KEY_KEM, kems, error);
}

gboolean
sqlite_keys_count (gpointer data, gpointer args, GError **error)
{
  StoreKeysCount *keys = args;

  return count (data, keys->key, &keys->ones, &keys->kems, error);
}

static gboolean
put_key (Sqlite *db, gint64 device, const StoreKey *key, GError **error)
{
  return sqlite_do (db, error, "INSERT INTO prekey VALUES (?, ?, ?, ?)", "iiit", device,
                    (gint64) key->kind, key->id, key->key);
}

static gboolean
add_key (Sqlite *db, gint64 device, const StoreKey *key, GError **error)
{
  gint64 top;

  if (key->kind < STORE_KEY_ONE)
    return sqlite_do (db, error, "DELETE FROM prekey WHERE device = ? AND kind = ?", "ii", device,
                      (gint64) key->kind) &&
           put_key (db, device, key, error);
  if (!sqlite_value (db, error, &top, 0, "SELECT top FROM prekey_top WHERE device = ? AND kind = ?",
                     "ii", device, (gint64) key->kind))
    return FALSE;
  return key->id <= top ||
         (sqlite_do (db, error, "INSERT OR REPLACE INTO prekey_top VALUES (?, ?, ?)", "iii", device,
                     (gint64) key->kind, key->id) &&
          put_key (db, device, key, error));
}

gboolean
sqlite_keys_add (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreKeysAdd *add = args;

  for (guint i = 0; i < add->keys->len; i++)
    if (!add_key (db, add->key, add->keys->pdata[i], error))
      return FALSE;
  if (!count (db, add->key, &add->ones, &add->kems, error))
    return FALSE;
  if (MAX (add->ones, add->kems) <= LIMIT_KEYS_MAX)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG, "too many keys");
  return FALSE;
}

static void
bundle_free (gpointer data)
{
  StoreBundle *bundle = data;

  g_ptr_array_unref (bundle->keys);
  g_free (bundle);
}

/* FALSE without error: there is none of this kind. */
static gboolean
take_key (Sqlite *db, StoreBundle *bundle, StoreKeyKind kind, GError **error)
{
  GError *local = NULL;
  StoreKey *key;
  sqlite3_stmt *row = sqlite_sql (
      db, "SELECT id, key FROM prekey WHERE device = ? AND kind = ? ORDER BY id LIMIT 1", "ii",
      bundle->key, (gint64) kind);

  if (!sqlite_row (db, row, &local)) {
    if (local != NULL)
      g_propagate_error (error, local);
    return FALSE;
  }
  key = g_new0 (StoreKey, 1);
  key->kind = kind;
  key->id = sqlite3_column_int64 (row, 0);
  key->key = sqlite_column_dup (row, 1);
  sqlite3_reset (row);
  g_ptr_array_add (bundle->keys, key);
  return kind < STORE_KEY_ONE ||
         sqlite_do (db, error, "DELETE FROM prekey WHERE device = ? AND kind = ? AND id = ?", "iii",
                    bundle->key, (gint64) kind, key->id);
}

static gboolean
take_either (Sqlite *db,
             StoreBundle *bundle,
             StoreKeyKind kind,
             StoreKeyKind fallback,
             GError **error)
{
  GError *local = NULL;

  if (take_key (db, bundle, kind, &local))
    return TRUE;
  if (local == NULL)
    return take_key (db, bundle, fallback, error);
  g_propagate_error (error, local);
  return FALSE;
}

/* FALSE without error: this device has not left what a bundle takes, and keeps what it has. */
static gboolean
take_bundle (Sqlite *db, StoreBundle *bundle, GError **error)
{
  gint64 whole;

  return sqlite_value (db, error, &whole, 0,
                       "SELECT count(DISTINCT kind) = 3 FROM prekey WHERE device = ? AND kind < 3",
                       "i", bundle->key) &&
         whole && take_key (db, bundle, STORE_KEY_SIGNED, error) &&
         take_either (db, bundle, STORE_KEY_ONE, STORE_KEY_LAST, error) &&
         take_either (db, bundle, STORE_KEY_KEM, STORE_KEY_KEM_LAST, error) &&
         count (db, bundle->key, &bundle->ones, &bundle->kems, error);
}

static gboolean
take_of_device (Sqlite *db, StoreKeysTake *take, gint64 dev, GError **error)
{
  StoreBundle *bundle = g_new0 (StoreBundle, 1);
  GError *local = NULL;

  bundle->dev = dev;
  bundle->keys = g_ptr_array_new_with_free_func (store_key_free);
  if (sqlite_value (db, &local, &bundle->key, 0,
                    "SELECT key FROM device WHERE acc = ? AND dev = ? AND tok IS NOT NULL "
                    "AND pending <= ?",
                    "dii", &take->acc, dev, (gint64) take->own) &&
      bundle->key != 0 && take_bundle (db, bundle, &local)) {
    g_ptr_array_add (take->bundles, bundle);
    return TRUE;
  }
  bundle_free (bundle);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_keys_take (gpointer data, gpointer args, GError **error)
{
  StoreKeysTake *take = args;

  store_keys_take_clear (take);
  take->bundles = g_ptr_array_new_with_free_func (bundle_free);
  for (guint i = 0; i < take->devs->len; i++)
    if (!take_of_device (data, take, g_array_index (take->devs, gint64, i), error))
      return FALSE;
  return TRUE;
}
