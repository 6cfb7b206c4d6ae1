/* sqlite-open: opening, migrating and closing the database, and its transactions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#include "schema.h"

#include <glib/gstdio.h>
#include <sodium.h>

#define BUSY_TIMEOUT_MS 5000

static gboolean
run_script (Sqlite *db, const char *sql, GError **error)
{
  return sqlite3_exec (db->handle, sql, NULL, NULL, NULL) == SQLITE_OK || sqlite_fail (db, error);
}

static gboolean
user_version (Sqlite *db, gint64 *version, GError **error)
{
  return sqlite_value (db, error, version, 0, "PRAGMA user_version", "");
}

static gboolean
migrate_one (Sqlite *db, guint version, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %u", version);

  if (run_script (db, "BEGIN IMMEDIATE", error) &&
      run_script (db, schema_scripts[version - 1], error) && run_script (db, mark, error) &&
      run_script (db, "COMMIT", error))
    return TRUE;
  sqlite3_exec (db->handle, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
migrate (Sqlite *db, GError **error)
{
  gint64 version;

  if (!user_version (db, &version, error))
    return FALSE;
  if (version > (gint64) SCHEMA_VERSION) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL,
                 "the database was written by a newer whinchatd (schema %d, this one knows %d)",
                 (int) version, (int) SCHEMA_VERSION);
    return FALSE;
  }
  while (version < (gint64) SCHEMA_VERSION)
    if (!migrate_one (db, (guint) ++version, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_epoch (Sqlite *db, GError **error)
{
  guint8 random[9];
  g_autofree char *fresh = NULL;
  sqlite3_stmt *statement;

  randombytes_buf (random, sizeof random);
  fresh = base64url_encode (random, sizeof random);
  if (!sqlite_do (db, error, "INSERT OR IGNORE INTO meta VALUES ('epoch', ?)", "t", fresh))
    return FALSE;
  statement = sqlite_sql (db, "SELECT value FROM meta WHERE key = 'epoch'", "");
  if (!sqlite_row (db, statement, error))
    return FALSE;
  db->epoch = sqlite_column_dup (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
set_size_limit (Sqlite *db, gint64 max_bytes, GError **error)
{
  gint64 page_size;
  g_autofree char *sql = NULL;

  if (max_bytes == 0)
    return TRUE;
  if (!sqlite_value (db, error, &page_size, 4096, "PRAGMA page_size", ""))
    return FALSE;
  sql = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, max_bytes / page_size);
  return run_script (db, sql, error);
}

static void
sqlite_close_db (gpointer data)
{
  Sqlite *db = data;

  g_hash_table_unref (db->statements);
  sqlite3_close (db->handle);
  g_free (db->epoch);
  g_free (db);
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

gpointer
sqlite_open (const char *path, gint64 max_bytes, GError **error)
{
  Sqlite *db = g_new0 (Sqlite, 1);

  db->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  if (sqlite3_open_v2 (path, &db->handle,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                       NULL) != SQLITE_OK) {
    sqlite_fail (db, error);
    sqlite_close_db (db);
    return NULL;
  }
  g_chmod (path, 0600);
  sqlite3_busy_timeout (db->handle, BUSY_TIMEOUT_MS);
  if (run_script (
          db,
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST;"
          "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;"
          "PRAGMA journal_size_limit = 16777216",
          error) &&
      migrate (db, error) && read_epoch (db, error) && set_size_limit (db, max_bytes, error))
    return db;
  sqlite_close_db (db);
  return NULL;
}

static const char *
sqlite_epoch (gpointer data)
{
  return ((Sqlite *) data)->epoch;
}

static gboolean
sqlite_begin (gpointer data, GError **error)
{
  return sqlite_do (data, error, "BEGIN IMMEDIATE", "");
}

static gboolean
sqlite_commit (gpointer data, GError **error)
{
  return sqlite_do (data, error, "COMMIT", "");
}

static void
sqlite_rollback (gpointer data)
{
  Sqlite *db = data;

  if (!sqlite3_get_autocommit (db->handle))
    sqlite_do (db, NULL, "ROLLBACK", "");
}

static gint64
sqlite_written (gpointer data)
{
  Sqlite *db = data;

  /* A full disk may have ended the transaction. */
  return sqlite3_get_autocommit (db->handle) ? -1 : sqlite3_total_changes64 (db->handle);
}

const StoreBackend store_sqlite = {
  .close = sqlite_close_db,
  .epoch = sqlite_epoch,
  .begin = sqlite_begin,
  .commit = sqlite_commit,
  .rollback = sqlite_rollback,
  .written = sqlite_written,
  .run = {
#define SQLITE_RUN_(name, Args, writes) [STORE_OP_##name] = sqlite_##name,
      STORE_OPS (SQLITE_RUN_)
#undef SQLITE_RUN_
  },
};
