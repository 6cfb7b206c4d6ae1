/* sqlite-group-link: the links of groups. Who has one learns whom to ask, and nothing else that the
 * server could read. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

static gboolean
refuse (GError **error, WhinError code, const char *why)
{
  g_set_error_literal (error, WHIN_ERROR, code, why);
  return FALSE;
}

gboolean
sqlite_group_link (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  const StoreGroupLink *link = args;
  gint64 inside, used;

  if (!sqlite_value (db, error, &inside, 0,
                     "SELECT 1 FROM member WHERE grp = ? AND acc = ? AND until = 0", "dd",
                     &link->grp, &link->acc) ||
      !sqlite_value (db, error, &used, 0, "SELECT 1 FROM group_link WHERE hash = ? AND grp != ?",
                     "hd", &link->hash, &link->grp))
    return FALSE;
  if (!inside)
    return refuse (error, WHIN_ERROR_NOT_FOUND, "no such group");
  if (link->on && used)
    return refuse (error, WHIN_ERROR_CONFLICT, "another group has this link");
  if (!link->on)
    return sqlite_do (db, error, "DELETE FROM group_link WHERE grp = ?", "d", &link->grp);
  return sqlite_do (db, error, "REPLACE INTO group_link VALUES (?, ?, ?, ?)", "dhtb", &link->grp,
                    &link->hash, link->preview, link->asks->len > 0 ? link->asks->data : "",
                    (gint64) (link->asks->len * sizeof (Id)));
}

static gboolean
read_asks (Sqlite *db, StoreJoin *join, const Id *ids, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++) {
    gint64 inside;

    if (!sqlite_value (db, error, &inside, 0,
                       "SELECT 1 FROM member WHERE grp = ? AND acc = ? AND until = 0", "dd",
                       &join->grp, &ids[i]))
      return FALSE;
    if (inside)
      g_array_append_val (join->asks, ids[i]);
  }
  return TRUE;
}

gboolean
sqlite_join (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreJoin *join = args;
  g_autoptr (GError) local = NULL;
  g_autofree Id *ids = NULL;
  gsize n;
  sqlite3_stmt *row =
      sqlite_sql (db, "SELECT grp, preview, asks FROM group_link WHERE hash = ?", "h", &join->hash);

  store_join_clear (join);
  join->asks = g_array_new (FALSE, FALSE, sizeof (Id));
  if (!sqlite_row (db, row, &local)) {
    if (local == NULL)
      return refuse (error, WHIN_ERROR_NOT_FOUND, "no group has this link");
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  sqlite_column_id (row, 0, &join->grp);
  join->preview = sqlite_column_dup (row, 1);
  n = (gsize) sqlite3_column_bytes (row, 2) / sizeof (Id);
  ids = g_memdup2 (sqlite3_column_blob (row, 2), n * sizeof (Id));
  sqlite3_reset (row);
  return sqlite_value (db, error, &join->members, 0,
                       "SELECT count(*) FROM member WHERE grp = ? AND until = 0", "d",
                       &join->grp) &&
         read_asks (db, join, ids, n, error);
}
