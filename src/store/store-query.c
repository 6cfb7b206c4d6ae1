/* store-query: prepare, bind, step, and remember what went wrong.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-query.h"

#include <glib/gi18n.h>
#include <string.h>

void
store_set_error (GError **error, sqlite3 *db, int code)
{
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT,
                         _ ("The messages are in use by another running Whinchat."));
    return;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                         _ ("The stored messages are damaged or belong to another key."));
    return;
  case SQLITE_FULL:
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK,
                         _ ("The disk is full: messages cannot be stored."));
    return;
  case SQLITE_IOERR:
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("Messages cannot be stored: %s"),
                 sqlite3_errstr (code));
    return;
  default:
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL, _ ("The message store failed: %s"),
                 db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (code));
  }
}

void
store_fail (Store *store)
{
  if (store->failed == NULL)
    store_set_error (&store->failed, store->db, sqlite3_extended_errcode (store->db));
}

static Query *
prepare (Store *store, const char *sql)
{
  Query *statement = g_hash_table_lookup (store->statements, sql);

  if (statement != NULL) {
    g_assert (!sqlite3_stmt_busy (statement));
    return statement;
  }
  if (sqlite3_prepare_v3 (store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
      SQLITE_OK) {
    store_fail (store);
    return NULL;
  }
  g_hash_table_insert (store->statements, (gpointer) sql, statement);
  return statement;
}

static void
bind_conv (Query *statement, int at, const Conv *conv)
{
  guint8 bytes[1 + ID_BYTES];

  bytes[0] = conv->kind;
  memcpy (bytes + 1, conv->id.bytes, ID_BYTES);
  sqlite3_bind_blob (statement, at, bytes, sizeof bytes, SQLITE_TRANSIENT);
}

static void
bind_bytes (Query *statement, int at, GBytes *bytes)
{
  gsize len;
  gconstpointer data;

  if (bytes == NULL)
    return;
  data = g_bytes_get_data (bytes, &len);
  sqlite3_bind_blob64 (statement, at, data != NULL ? data : "", len, SQLITE_TRANSIENT);
}

static void
bind_key (Query *statement, int at, const MediaKey *key)
{
  if (key != NULL)
    sqlite3_bind_blob (statement, at, key->key, sizeof key->key, SQLITE_TRANSIENT);
}

static void
bind_sha256 (Query *statement, int at, const MediaKey *key)
{
  if (key != NULL)
    sqlite3_bind_blob (statement, at, key->sha256, sizeof key->sha256, SQLITE_TRANSIENT);
}

static void
bind (Query *statement, const char *format, va_list args)
{
  for (int at = 1; format[at - 1] != '\0'; at++)
    switch (format[at - 1]) {
    case 'i':
      sqlite3_bind_int64 (statement, at, va_arg (args, gint64));
      break;
    case 't':
      sqlite3_bind_text (statement, at, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
      break;
    case 'd': {
      const Id *id = va_arg (args, const Id *);

      if (!id_is_none (id))
        sqlite3_bind_blob (statement, at, id->bytes, ID_BYTES, SQLITE_TRANSIENT);
      break;
    }
    case 'c':
      bind_conv (statement, at, va_arg (args, const Conv *));
      break;
    case 'k':
      bind_key (statement, at, va_arg (args, const MediaKey *));
      break;
    case 's':
      bind_sha256 (statement, at, va_arg (args, const MediaKey *));
      break;
    case 'b':
      bind_bytes (statement, at, va_arg (args, GBytes *));
      break;
    default:
      g_assert_not_reached ();
    }
}

static Query *
query_va (Store *store, const char *sql, const char *format, va_list args)
{
  Query *statement = prepare (store, sql);

  if (statement == NULL)
    return NULL;
  g_assert ((int) strlen (format) == sqlite3_bind_parameter_count (statement));
  sqlite3_clear_bindings (statement);
  bind (statement, format, args);
  return statement;
}

Query *
query (Store *store, const char *sql, const char *format, ...)
{
  va_list args;
  Query *statement;

  va_start (args, format);
  statement = query_va (store, sql, format, args);
  va_end (args);
  return statement;
}

gboolean
query_next (Store *store, Query *statement)
{
  int code;

  if (statement == NULL)
    return FALSE;
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    store_fail (store);
  sqlite3_reset (statement);
  return FALSE;
}

void
query_end (Query *statement)
{
  if (statement != NULL)
    sqlite3_reset (statement);
}

gint64
run (Store *store, const char *sql, const char *format, ...)
{
  va_list args;
  Query *statement;

  if (store->failed != NULL)
    return 0;
  va_start (args, format);
  statement = query_va (store, sql, format, args);
  va_end (args);
  query_next (store, statement);
  query_end (statement);
  return store->failed == NULL ? sqlite3_changes64 (store->db) : 0;
}

gint64
query_number (Store *store, gint64 fallback, const char *sql, const char *format, ...)
{
  va_list args;
  Query *statement;
  gint64 number = fallback;

  va_start (args, format);
  statement = query_va (store, sql, format, args);
  va_end (args);
  if (query_next (store, statement) && sqlite3_column_type (statement, 0) != SQLITE_NULL)
    number = column_int (statement, 0);
  query_end (statement);
  return number;
}

gint64
column_int (Query *statement, int column)
{
  return sqlite3_column_int64 (statement, column);
}

char *
column_text (Query *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

char *
column_text_or_empty (Query *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return g_strdup (text != NULL ? text : "");
}

Id
column_id (Query *statement, int column)
{
  const void *bytes = sqlite3_column_blob (statement, column);
  Id id = { 0 };

  if (bytes != NULL && sqlite3_column_bytes (statement, column) == ID_BYTES)
    memcpy (id.bytes, bytes, ID_BYTES);
  return id;
}

Conv
column_conv (Query *statement, int column)
{
  const guint8 *bytes = sqlite3_column_blob (statement, column);
  Conv conv = { 0 };

  if (bytes != NULL && sqlite3_column_bytes (statement, column) == 1 + ID_BYTES) {
    conv.kind = bytes[0];
    memcpy (conv.id.bytes, bytes + 1, ID_BYTES);
  }
  return conv;
}

GBytes *
column_bytes (Query *statement, int column)
{
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;
  return g_bytes_new (sqlite3_column_blob (statement, column),
                      sqlite3_column_bytes (statement, column));
}

MediaKey *
column_media_key (Query *statement, int column, gint64 size)
{
  MediaKey *key;

  if (sqlite3_column_bytes (statement, column) != MEDIA_KEY_BYTES ||
      sqlite3_column_bytes (statement, column + 1) != MEDIA_HASH_BYTES)
    return NULL;
  key = g_new0 (MediaKey, 1);
  memcpy (key->key, sqlite3_column_blob (statement, column), MEDIA_KEY_BYTES);
  memcpy (key->sha256, sqlite3_column_blob (statement, column + 1), MEDIA_HASH_BYTES);
  key->size = size;
  return key;
}

MediaFile *
column_media_file (Query *statement, int column)
{
  g_autofree char *path = column_text (statement, column);
  g_autoptr (MediaKey) key =
      column_media_key (statement, column + 1, column_int (statement, column + 3));

  return media_file_new (path, key);
}
