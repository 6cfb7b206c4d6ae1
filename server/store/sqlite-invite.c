/* sqlite-invite: invitations: made by the command line, spent by registering.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite-code.h"

gboolean
sqlite_check_invite (Sqlite *db,
                     const StoreHash *token,
                     const char *phone,
                     gint64 now,
                     gboolean *bound,
                     StoreProblem *problem,
                     GError **error)
{
  GError *local = NULL;
  gboolean valid = FALSE;
  sqlite3_stmt *row =
      sqlite_sql (db, "SELECT phone FROM invite WHERE token = ? AND expires > ? AND uses > 0", "hi",
                  token, now);

  *bound = FALSE;
  if (sqlite_row (db, row, &local)) {
    const char *only = (const char *) sqlite3_column_text (row, 0);

    *bound = only != NULL && g_strcmp0 (only, phone) == 0;
    valid = only == NULL || *bound;
    sqlite3_reset (row);
  }
  if (local != NULL) {
    g_propagate_error (error, local);
    return FALSE;
  }
  if (!valid)
    problem->code = WHIN_ERROR_INVITE_INVALID;
  return TRUE;
}

gboolean
sqlite_use_invite (Sqlite *db, const StoreHash *token, GError **error)
{
  return sqlite_do (db, error, "UPDATE invite SET uses = uses - 1 WHERE token = ? AND uses > 0",
                    "h", token);
}

gboolean
sqlite_invite_new (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreInviteNew *invite = args;

  if (!sqlite_do (db, error,
                  "INSERT INTO invite (token, created, expires, uses, phone, note) "
                  "VALUES (?, ?, ?, ?, ?, ?)",
                  "hiiitt", &invite->token, invite->now, invite->expires, invite->uses,
                  invite->phone, invite->note))
    return FALSE;
  invite->number = sqlite3_last_insert_rowid (db->handle);
  return TRUE;
}

gboolean
sqlite_invite_look (gpointer data, gpointer args, GError **error)
{
  StoreInviteLook *look = args;
  gint64 valid;

  if (!sqlite_value (data, error, &valid, 0,
                     "SELECT 1 FROM invite WHERE token = ? AND expires > ? AND uses > 0", "hi",
                     &look->token, look->now))
    return FALSE;
  look->valid = valid != 0;
  return TRUE;
}

static void
invite_free (gpointer data)
{
  StoreInvite *invite = data;

  g_free (invite->phone);
  g_free (invite->note);
  g_free (invite);
}

gboolean
sqlite_invite_list (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreInviteList *list = args;
  GError *local = NULL;
  sqlite3_stmt *rows = sqlite_sql (db,
                                   "SELECT number, created, expires, uses, phone, note FROM invite "
                                   "WHERE expires > ? AND uses > 0 ORDER BY number",
                                   "i", list->now);

  list->invites = g_ptr_array_new_with_free_func (invite_free);
  while (sqlite_row (db, rows, &local)) {
    StoreInvite *invite = g_new0 (StoreInvite, 1);

    invite->number = sqlite3_column_int64 (rows, 0);
    invite->created = sqlite3_column_int64 (rows, 1);
    invite->expires = sqlite3_column_int64 (rows, 2);
    invite->uses_left = sqlite3_column_int64 (rows, 3);
    invite->phone = sqlite_column_dup (rows, 4);
    invite->note = sqlite_column_dup (rows, 5);
    g_ptr_array_add (list->invites, invite);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_invite_revoke (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  const StoreInviteRevoke *revoke = args;

  if (!sqlite_do (db, error, "DELETE FROM invite WHERE number = ?", "i", revoke->number))
    return FALSE;
  if (sqlite_changed (db) > 0)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such invitation");
  return FALSE;
}
