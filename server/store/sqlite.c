/* sqlite: prepare, bind, step, and what an SQLite error means to a client.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

static gboolean
is_storage_error (int code)
{
  switch (code & 0xff) {
  case SQLITE_FULL:
  case SQLITE_IOERR:
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return TRUE;
  default:
    return FALSE;
  }
}

gboolean
sqlite_fail (Sqlite *db, GError **error)
{
  int code = sqlite3_extended_errcode (db->handle);
  WhinError mapped = WHIN_ERROR_INTERNAL;

  if (is_storage_error (code))
    mapped = WHIN_ERROR_STORAGE;
  else if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
    mapped = WHIN_ERROR_BUSY;
  g_set_error (error, WHIN_ERROR, mapped, "database: %s (%d)", sqlite3_errstr (code), code);
  return FALSE;
}

static void
bind_values (sqlite3_stmt *statement, const char *format, va_list values)
{
  for (int column = 1; format[column - 1] != '\0'; column++) {
    gconstpointer data;
    gint64 number;

    switch (format[column - 1]) {
    case 'i':
      number = va_arg (values, gint64);
      sqlite3_bind_int64 (statement, column, number);
      break;
    case 't':
      sqlite3_bind_text (statement, column, va_arg (values, const char *), -1, SQLITE_STATIC);
      break;
    case 'd': /* NULL binds as NULL */
      sqlite3_bind_blob (statement, column, va_arg (values, const Id *), ID_BYTES, SQLITE_STATIC);
      break;
    case 'h':
      sqlite3_bind_blob (statement, column, va_arg (values, const StoreHash *), STORE_HASH_BYTES,
                         SQLITE_STATIC);
      break;
    case 'b':
      data = va_arg (values, gconstpointer);
      number = va_arg (values, gint64);
      sqlite3_bind_blob (statement, column, data, (int) number, SQLITE_STATIC);
      break;
    default:
      g_assert_not_reached ();
    }
  }
}

static sqlite3_stmt *
prepare (Sqlite *db, const char *sql, const char *format, va_list values)
{
  sqlite3_stmt *statement = g_hash_table_lookup (db->statements, sql);

  if (statement == NULL) {
    int code =
        sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);

    if (code != SQLITE_OK)
      return NULL;
    g_hash_table_insert (db->statements, (gpointer) sql, statement);
  }
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  bind_values (statement, format, values);
  return statement;
}

sqlite3_stmt *
sqlite_sql (Sqlite *db, const char *sql, const char *format, ...)
{
  va_list values;
  sqlite3_stmt *statement;

  va_start (values, format);
  statement = prepare (db, sql, format, values);
  va_end (values);
  return statement;
}

gboolean
sqlite_row (Sqlite *db, sqlite3_stmt *statement, GError **error)
{
  int code = statement != NULL ? sqlite3_step (statement) : SQLITE_ERROR;

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    sqlite_fail (db, error);
  if (statement != NULL)
    sqlite3_reset (statement);
  return FALSE;
}

gboolean
sqlite_do (Sqlite *db, GError **error, const char *sql, const char *format, ...)
{
  g_autoptr (GError) local = NULL;
  va_list values;
  sqlite3_stmt *statement;

  va_start (values, format);
  statement = prepare (db, sql, format, values);
  va_end (values);
  while (sqlite_row (db, statement, &local))
    ;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
sqlite_value (Sqlite *db,
              GError **error,
              gint64 *value,
              gint64 fallback,
              const char *sql,
              const char *format,
              ...)
{
  g_autoptr (GError) local = NULL;
  va_list values;
  sqlite3_stmt *statement;

  va_start (values, format);
  statement = prepare (db, sql, format, values);
  va_end (values);
  if (sqlite_row (db, statement, &local)) {
    *value = sqlite3_column_int64 (statement, 0);
    sqlite3_reset (statement);
    return TRUE;
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  *value = fallback;
  return TRUE;
}

void
sqlite_column_id (sqlite3_stmt *statement, int column, Id *id)
{
  const void *blob = sqlite3_column_blob (statement, column);

  memset (id, 0, sizeof *id);
  if (blob != NULL && sqlite3_column_bytes (statement, column) == ID_BYTES)
    memcpy (id, blob, ID_BYTES);
}

char *
sqlite_column_dup (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

int
sqlite_changed (Sqlite *db)
{
  return sqlite3_changes (db->handle);
}
