/* sqlite-group-read: what a group's members may read of its chain, and the end of one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

static void
change_free (gpointer data)
{
  StoreChange *change = data;

  g_free (change->change);
  g_free (change);
}

/* Up to which change acc may read. */
static gboolean
find_reach (Sqlite *db, const StoreGroupChanges *changes, gint64 *reach, GError **error)
{
  gint64 until;

  if (!sqlite_value (db, error, &until, -1, "SELECT until FROM member WHERE grp = ? AND acc = ?",
                     "dd", &changes->grp, &changes->acc))
    return FALSE;
  *reach = until == 0 ? G_MAXINT64 : until;
  if (until >= 0)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such group");
  return FALSE;
}

static StoreChange *
change_from_row (sqlite3_stmt *row)
{
  StoreChange *change = g_new0 (StoreChange, 1);

  change->n = sqlite3_column_int64 (row, 0);
  sqlite_column_id (row, 1, &change->acc);
  change->dev = sqlite3_column_int64 (row, 2);
  change->ts = sqlite3_column_int64 (row, 3);
  change->change = sqlite_column_dup (row, 4);
  return change;
}

gboolean
sqlite_group_changes (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreGroupChanges *changes = args;
  GError *local = NULL;
  gsize bytes = 0;
  gint64 reach;
  sqlite3_stmt *rows;

  changes->changes = g_ptr_array_new_with_free_func (change_free);
  if (!find_reach (db, changes, &reach, error))
    return FALSE;
  rows =
      sqlite_sql (db,
                  "SELECT n, acc, dev, ts, change FROM change "
                  "WHERE grp = ? AND n > ? AND n <= ? ORDER BY n LIMIT ?",
                  "diii", &changes->grp, changes->after, reach, (gint64) changes->max_changes + 1);
  while (sqlite_row (db, rows, &local)) {
    bytes += (gsize) sqlite3_column_bytes (rows, 4);
    changes->more = changes->changes->len > 0 &&
                    (changes->changes->len == changes->max_changes || bytes > changes->max_bytes);
    if (changes->more) {
      sqlite3_reset (rows);
      break;
    }
    g_ptr_array_add (changes->changes, change_from_row (rows));
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_group_list (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreGroupList *list = args;
  GError *local = NULL;
  sqlite3_stmt *rows = sqlite_sql (db,
                                   "SELECT grp, n FROM member JOIN grp USING (grp) "
                                   "WHERE acc = ? AND until = 0 ORDER BY grp",
                                   "d", &list->acc);

  list->groups = g_array_new (FALSE, FALSE, sizeof (StoreGroup));
  while (sqlite_row (db, rows, &local)) {
    StoreGroup group;

    sqlite_column_id (rows, 0, &group.grp);
    group.n = sqlite3_column_int64 (rows, 1);
    g_array_append_val (list->groups, group);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

/* -- The end of one. -- */

static gboolean
drop_chain (Sqlite *db, const Id *grp, GError **error)
{
  return sqlite_do (db, error, "DELETE FROM change WHERE grp = ?", "d", grp) &&
         sqlite_do (db, error, "DELETE FROM grp WHERE grp = ?", "d", grp);
}

gboolean
sqlite_purge_groups (Sqlite *db, gint64 ended_before, guint max, GError **error)
{
  GError *local = NULL;
  g_autoptr (GArray) empty = g_array_new (FALSE, FALSE, sizeof (Id));
  sqlite3_stmt *rows;

  if (!sqlite_do (db, error, "DELETE FROM member WHERE until > 0 AND ended < ?", "i", ended_before))
    return FALSE;
  rows = sqlite_sql (
      db,
      "SELECT grp FROM grp WHERE NOT EXISTS (SELECT 1 FROM member WHERE member.grp = grp.grp) "
      "LIMIT ?",
      "i", (gint64) max);
  while (sqlite_row (db, rows, &local)) {
    Id grp;

    sqlite_column_id (rows, 0, &grp);
    g_array_append_val (empty, grp);
  }
  for (guint i = 0; i < empty->len && local == NULL; i++)
    drop_chain (db, &g_array_index (empty, Id, i), &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}
