/* store: opens the encrypted database, proves that it is one, migrates it, and runs transactions.
 *
 * Another sqlite3 in the process (libsoup brings one) would ignore the key and write plain text, so
 * the guards below run at every open. SPDX-License-Identifier: GPL-3.0-or-later */
#include "store.h"

#include "store-find.h"
#include "store-generation.h"
#include "store-query.h"
#include "store-schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>

#define DB_NAME "store.db"
#define LOCK_NAME "lock"

static const char plain_header[] = "SQLite format 3";

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static gboolean
is_plain (const char *path)
{
  char header[sizeof plain_header] = "";
  FILE *file = g_fopen (path, "rb");
  size_t n;

  if (file == NULL)
    return FALSE;
  n = fread (header, 1, sizeof header, file);
  fclose (file);
  return n == sizeof header && memcmp (header, plain_header, sizeof header) == 0;
}

static sqlite3 *
open_with_key (const char *path, const guint8 key[STORE_KEY_BYTES], int *code)
{
  char hex[STORE_KEY_BYTES * 2 + 1];
  char pragma[sizeof hex + 32];
  sqlite3 *db = NULL;

  *code = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  if (*code == SQLITE_OK) {
    sqlite3_extended_result_codes (db, 1);
    sodium_bin2hex (hex, sizeof hex, key, STORE_KEY_BYTES);
    g_snprintf (pragma, sizeof pragma, "PRAGMA key = \"x'%s'\"", hex);
    *code = sqlite3_exec (db, pragma, NULL, NULL, NULL);
    sodium_memzero (hex, sizeof hex);
    sodium_memzero (pragma, sizeof pragma);
    /* It would print to stderr what the wrong key test below provokes. */
    sqlite3_exec (db, "PRAGMA cipher_log_level = NONE", NULL, NULL, NULL);
  }
  return db;
}

static gboolean
has_cipher (sqlite3 *db)
{
  sqlite3_stmt *statement = NULL;
  gboolean found = FALSE;

  if (sqlite3_prepare_v2 (db, "PRAGMA cipher_version", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    found = sqlite3_column_bytes (statement, 0) > 0;
  sqlite3_finalize (statement);
  return found;
}

static int
read_schema (sqlite3 *db)
{
  return sqlite3_exec (db, "SELECT count(*) FROM sqlite_master", NULL, NULL, NULL);
}

/* A key of zeros must not open an existing database. */
static gboolean
wrong_key_fails (const char *path)
{
  static const guint8 zeros[STORE_KEY_BYTES];
  int code;
  sqlite3 *db = open_with_key (path, zeros, &code);

  if (code == SQLITE_OK)
    code = read_schema (db);
  sqlite3_close (db);
  return code != SQLITE_OK;
}

static gboolean
refuse_plain (GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                       _ ("The message store is not encrypted; refusing to use it."));
  return FALSE;
}

/* Held while the store is open. The database's own lock would not do: POSIX drops it when the
 * process closes any other descriptor of the file, as is_plain does. */
static int
take_lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, LOCK_NAME, NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("Messages cannot be stored in %s: %s"),
                 folder, g_strerror (errno));
    return -1;
  }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  g_close (fd, NULL);
  store_set_error (error, NULL, SQLITE_BUSY);
  return -1;
}

static gboolean
exec (sqlite3 *db, const char *sql, GError **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  store_set_error (error, db, sqlite3_extended_errcode (db));
  return FALSE;
}

/* Runs what leads to a version, and says that it is there, in one transaction. */
static gboolean
lead_to (sqlite3 *db, const char *sql, gsize version, GError **error)
{
  g_autofree char *end =
      g_strdup_printf ("PRAGMA user_version = %" G_GSIZE_FORMAT "; COMMIT", version);

  return exec (db, "BEGIN IMMEDIATE", error) && exec (db, sql, error) && exec (db, end, error);
}

static gboolean
migrate (Store *store, GError **error)
{
  gint64 version = query_number (store, -1, "PRAGMA user_version", "");

  g_hash_table_remove_all (store->statements);
  if (version < 0 || version > (gint64) G_N_ELEMENTS (migrations)) {
    g_clear_error (&store->failed);
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                         _ ("The stored messages were written by a newer Whinchat."));
    return FALSE;
  }
  if (version == 0)
    return lead_to (store->db, new_schema, G_N_ELEMENTS (migrations), error);
  for (gsize i = version; i < G_N_ELEMENTS (migrations); i++)
    if (!lead_to (store->db, migrations[i], i + 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
set_up (Store *store, const char *path, GError **error)
{
  int code = read_schema (store->db);

  if (code != SQLITE_OK) {
    store_set_error (error, store->db, sqlite3_extended_errcode (store->db));
    return FALSE;
  }
  /* Exclusive before the first use of the log: no shared memory file. */
  if (!exec (
          store->db,
          "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
          "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;"
          "PRAGMA cache_size = -8000; BEGIN EXCLUSIVE; COMMIT",
          error) ||
      !migrate (store, error))
    return FALSE;
  if (sqlite3_wal_checkpoint_v2 (store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) !=
      SQLITE_OK) {
    store_set_error (error, store->db, sqlite3_extended_errcode (store->db));
    return FALSE;
  }
  return !is_plain (path) || refuse_plain (error);
}

static gboolean
open_database (Store *store, const char *path, const guint8 key[STORE_KEY_BYTES], GError **error)
{
  int code;

  store->db = open_with_key (path, key, &code);
  if (code != SQLITE_OK) {
    store_set_error (error, store->db, code);
    return FALSE;
  }
  if (!has_cipher (store->db))
    return refuse_plain (error);
  if (!store_find_set_up (store->db)) {
    store_set_error (error, store->db, sqlite3_extended_errcode (store->db));
    return FALSE;
  }
  return set_up (store, path, error);
}

static gboolean
open_in (Store *store, const char *folder, const guint8 key[STORE_KEY_BYTES], GError **error)
{
  g_autofree char *path = g_build_filename (folder, DB_NAME, NULL);
  GStatBuf info;
  gboolean old = g_stat (path, &info) == 0 && info.st_size > 0;

  if (old && (is_plain (path) || !wrong_key_fails (path)))
    return refuse_plain (error);
  return open_database (store, path, key, error);
}

Store *
store_open (const char *folder, const guint8 key[STORE_KEY_BYTES], GError **error)
{
  Store *store;
  int lock;

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The folder %s cannot be made."), folder);
    return NULL;
  }
  lock = take_lock (folder, error);
  if (lock < 0)
    return NULL;
  store = g_new0 (Store, 1);
  store->lock = lock;
  store->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_statement);
  if (!open_in (store, folder, key, error))
    g_clear_pointer (&store, store_close);
  return store;
}

void
store_close (Store *store)
{
  if (store == NULL)
    return;
  g_hash_table_destroy (store->statements);
  sqlite3_close (store->db);
  g_close (store->lock, NULL);
  g_clear_error (&store->failed);
  g_free (store);
}

gboolean
store_erase (const char *folder)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };
  gboolean erased = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *name = g_strconcat (DB_NAME, suffixes[i], NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);

    erased = (g_unlink (path) == 0 || errno == ENOENT) && erased;
  }
  return erased;
}

void
store_wipe (Store *store)
{
  static const char *const tables[] = {
    "DELETE FROM outbox",         "DELETE FROM message",      "DELETE FROM tombstone",
    "DELETE FROM chat",           "DELETE FROM contact",      "DELETE FROM device",
    "DELETE FROM device_list",    "DELETE FROM account",      "DELETE FROM setting",
    "DELETE FROM identity",       "DELETE FROM prekey",       "DELETE FROM session",
    "DELETE FROM peer",           "DELETE FROM chain",        "DELETE FROM former_device",
    "DELETE FROM group_change",   "DELETE FROM group_key",    "DELETE FROM group_sent",
    "DELETE FROM group_owed",     "DELETE FROM group_wait",   "DELETE FROM grp",
    "DELETE FROM vouch",          "DELETE FROM unopened",     "DELETE FROM retry_budget",
    "DELETE FROM retry_answered", "DELETE FROM device_name",  "DELETE FROM early",
    "DELETE FROM state",          "DELETE FROM broadcast",    "DELETE FROM broadcast_work",
    "DELETE FROM sticker",        "DELETE FROM sticker_pack",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    run (store, tables[i], "");
  store_generation_reset (store);
}

void
store_shrink (Store *store)
{
  g_hash_table_remove_all (store->statements);
  sqlite3_exec (store->db, "VACUUM; PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL);
}

void
store_begin (Store *store)
{
  g_assert (!store->in_transaction);
  g_clear_error (&store->failed);
  store->in_transaction = TRUE;
  run (store, "BEGIN IMMEDIATE", "");
}

void
store_rollback (Store *store)
{
  g_assert (store->in_transaction);
  store->in_transaction = FALSE;
  if (!sqlite3_get_autocommit (store->db))
    sqlite3_exec (store->db, "ROLLBACK", NULL, NULL, NULL);
  g_clear_error (&store->failed);
}

gboolean
store_commit (Store *store, GError **error)
{
  GError *failed;

  g_assert (store->in_transaction);
  run (store, "COMMIT", "");
  if (store->failed == NULL) {
    store->in_transaction = FALSE;
    return TRUE;
  }
  failed = g_steal_pointer (&store->failed);
  store_rollback (store);
  g_propagate_error (error, failed);
  return FALSE;
}

GError *
store_take_error (Store *store)
{
  return g_steal_pointer (&store->failed);
}

gint64
store_limit_pages (Store *store, gint64 pages)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, pages);

  sqlite3_exec (store->db, sql, NULL, NULL, NULL);
  return query_number (store, 0, "PRAGMA page_count", "");
}
