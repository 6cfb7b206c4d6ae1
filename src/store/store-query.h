/* store-query: SQL in one line each, for the files of this folder only.
 *
 * Formats: i gint64, t text (NULL stays NULL), d Id * (none is NULL), c Conv *, b GBytes * (NULL
 * stays NULL), k and s the two halves of a MediaKey * (NULL stays NULL). SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "media-file.h"
#include "store.h"

#include <sqlcipher/sqlite3.h>

struct _Store {
  sqlite3 *db;
  int lock;               /* of the folder */
  GHashTable *statements; /* SQL text -> sqlite3_stmt; the texts are literals */
  gboolean in_transaction;
  GError *failed; /* the first failure not reported yet */
};

typedef sqlite3_stmt Query;

/* Prepared once per text. Must be read to its end or finished before the same text is used again.
 */
Query *query (Store *store, const char *sql, const char *format, ...);
/* TRUE while there is a row. */
gboolean query_next (Store *store, Query *query);
void query_end (Query *query);
/* Runs what gives no rows; returns how many rows changed. */
gint64 run (Store *store, const char *sql, const char *format, ...);
/* The first column of the first row, or fallback. */
gint64 query_number (Store *store, gint64 fallback, const char *sql, const char *format, ...);

gint64 column_int (Query *query, int column);
char *column_text (Query *query, int column);
char *column_text_or_empty (Query *query, int column);
Id column_id (Query *query, int column);
Conv column_conv (Query *query, int column);
GBytes *column_bytes (Query *query, int column);
/* Of two columns, key and sha256; NULL unless both are there. */
MediaKey *column_media_key (Query *query, int column, gint64 size);
/* Of four columns: path, key, sha256 and size. */
MediaFile *column_media_file (Query *query, int column);

/* Remembers the failure that the database has just reported. */
void store_fail (Store *store);
/* Turns an SQLite code into ours. */
void store_set_error (GError **error, sqlite3 *db, int code);
