/* sqlite-link: links that devices open, and the devices that come in by them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#include "limits.h"

gboolean
sqlite_link_new (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  const StoreLinkNew *link = args;
  gint64 taken;

  if (!sqlite_value (db, error, &taken, 0,
                     "SELECT 1 FROM link WHERE token = ? AND device != ? AND expires > ?", "hii",
                     &link->link, link->key, link->now))
    return FALSE;
  if (taken) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT, "somebody else has this link");
    return FALSE;
  }
  return sqlite_do (db, error, "INSERT OR REPLACE INTO link VALUES (?, ?, ?)", "hii", &link->link,
                    link->key, link->expires);
}

/* The same token again: the same answer, though the link is used up. */
static gboolean
find_added (Sqlite *db, StoreDeviceAdd *add, gboolean *known, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *row =
      sqlite_sql (db,
                  "SELECT acc, dev, phone, linked_by, pending FROM device JOIN account USING (acc) "
                  "WHERE tok = ?",
                  "h", &add->tok);

  *known = sqlite_row (db, row, &local);
  if (!*known) {
    if (local == NULL)
      return TRUE;
    g_propagate_error (error, local);
    return FALSE;
  }
  sqlite_column_id (row, 0, &add->acc);
  add->dev = sqlite3_column_int64 (row, 1);
  add->phone = sqlite_column_dup (row, 2);
  add->by = sqlite3_column_int64 (row, 3);
  add->pending = sqlite3_column_int (row, 4) != 0;
  sqlite3_reset (row);
  return TRUE;
}

static gboolean
find_link (Sqlite *db, StoreDeviceAdd *add, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *row =
      sqlite_sql (db,
                  "SELECT acc, phone, suspended, d.dev, (SELECT count(*) FROM device e WHERE "
                  "e.acc = d.acc AND e.tok IS NOT NULL) FROM link JOIN device d ON key = device "
                  "JOIN account USING (acc) WHERE token = ? AND expires > ?",
                  "hi", &add->link, add->now);
  int code = 0;

  if (!sqlite_row (db, row, &local)) {
    if (local != NULL) {
      g_propagate_error (error, local);
      return FALSE;
    }
    code = WHIN_ERROR_INVITE_INVALID;
  } else {
    sqlite_column_id (row, 0, &add->acc);
    add->phone = sqlite_column_dup (row, 1);
    add->by = sqlite3_column_int64 (row, 3);
    if (sqlite3_column_int (row, 2))
      code = WHIN_ERROR_FORBIDDEN;
    else if (sqlite3_column_int64 (row, 4) >= (gint64) LIMIT_DEVICES_MAX)
      code = WHIN_ERROR_TOO_MANY_DEVICES;
    sqlite3_reset (row);
  }
  if (code == 0)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, code, error_meaning (code));
  return FALSE;
}

gboolean
sqlite_device_add (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreDeviceAdd *add = args;
  gboolean known;

  store_device_add_clear (add);
  add->pending = TRUE;
  if (!find_added (db, add, &known, error))
    return FALSE;
  return known || (find_link (db, add, error) &&
                   sqlite_do (db, error, "DELETE FROM link WHERE token = ?", "h", &add->link) &&
                   sqlite_make_device (db, &add->acc, &add->tok, add->device, FALSE, add->by,
                                       add->now, &add->dev, error));
}
