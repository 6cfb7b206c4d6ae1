/* sqlite: the few helpers all sqlite-*.c are written with.
 *
 * Statements are prepared once for each SQL literal and bound by a format: i gint64, t text or
 * NULL, d Id *, h StoreHash *, b pointer and length. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-backend.h"

#include <sqlite3.h>

typedef struct {
  sqlite3 *handle;
  GHashTable *statements; /* SQL literal -> sqlite3_stmt */
  char *epoch;
  gint64 data_version;
} Sqlite;

/* A statement ready to be stepped; it is reset when it is asked for again. */
sqlite3_stmt *sqlite_sql (Sqlite *db, const char *sql, const char *format, ...);

/* TRUE: a row is there. FALSE without error: no more rows, and the statement is reset. */
gboolean sqlite_row (Sqlite *db, sqlite3_stmt *statement, GError **error);
/* Runs a statement that gives no rows. */
gboolean sqlite_do (Sqlite *db, GError **error, const char *sql, const char *format, ...);
/* The first column of the first row, or fallback when there is no row. FALSE on error. */
gboolean sqlite_value (Sqlite *db,
                       GError **error,
                       gint64 *value,
                       gint64 fallback,
                       const char *sql,
                       const char *format,
                       ...);
gboolean sqlite_fail (Sqlite *db, GError **error);

void sqlite_column_id (sqlite3_stmt *statement, int column, Id *id);
char *sqlite_column_dup (sqlite3_stmt *statement, int column);
int sqlite_changed (Sqlite *db);

/* The operations, as store.h describes them, and what they share. */
#define SQLITE_DECLARE_(name, Args, writes)                                                        \
  gboolean sqlite_##name (gpointer data, gpointer args, GError **error);
STORE_OPS (SQLITE_DECLARE_)
#undef SQLITE_DECLARE_

/* Puts a `device` item into the mailbox of each active device of acc. */
gboolean
sqlite_tell_devices (Sqlite *db, const Id *acc, gint64 now, GArray *deliveries, GError **error);
/* Who was in a group once is forgotten, and at most max groups that nobody is in. */
gboolean sqlite_purge_groups (Sqlite *db, gint64 ended_before, guint max, GError **error);
/* The key of each recipient in the order of `to`: plan is of gint64. WHIN_ERROR_DEVICES, with what
 * is missing and gone, when they are not those of the conversation. */
gboolean sqlite_plan_targets (Sqlite *db, StoreSend *send, GArray *plan, GError **error);
/* So many devices at most get it in the transaction that stores it; more, in slices. */
#define SQLITE_AT_ONCE_MAX 64

/* What is to be put into the mailboxes of a group (schema/008.sql). */
typedef struct {
  const Id *grp;
  int kind;
  gint64 mid; /* or 0 */
  const char *body;
  gint64 n, till;
  gint64 skip; /* the key of a device, or 0 */
} SqliteFanout;
/* WHIN_ERROR_BUSY when too many wait. */
gboolean sqlite_fanout_add (Sqlite *db, const SqliteFanout *job, GError **error);
/* How many of a group wait. */
gboolean sqlite_fanout_waits (Sqlite *db, const Id *grp, gint64 *jobs, GError **error);
/* Gives the device its next seq. */
gboolean sqlite_next_seq (Sqlite *db, gint64 key, gint64 *seq, GError **error);
/* Makes a device of acc, whose number was never used before; by is the device that linked it, 0
 * when it was registered. */
gboolean sqlite_make_device (Sqlite *db,
                             const Id *acc,
                             const StoreHash *tok,
                             const char *name,
                             gboolean first,
                             gint64 by,
                             gint64 now,
                             gint64 *dev,
                             GError **error);
/* Takes away the device's token and all that waits for it or was left by it. */
gboolean sqlite_drop_device (Sqlite *db, gint64 key, GError **error);
