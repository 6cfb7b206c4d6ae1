/* sqlite-code: one-time codes: when one may be sent, and whether the one given is right.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite-code.h"

#include "limits.h"

#include <sodium.h>

#define SECOND G_GINT64_CONSTANT (1000)

/* How long after the n-th code another may be asked for; the last holds on. */
static const gint64 backoff_ms[] = {
  30 * SECOND, 60 * SECOND, 5 * 60 * SECOND, 3600 * SECOND, 24 * 3600 * SECOND,
};

gboolean
sqlite_code_new (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreCodeNew *code = args;
  GError *local = NULL;
  gint64 sends = 0;
  sqlite3_stmt *row =
      sqlite_sql (db, "SELECT sends, next_send, made FROM code WHERE who = ?", "h", &code->who);

  code->problem = (StoreProblem) { 0 };
  if (sqlite_row (db, row, &local)) {
    gint64 next_send = sqlite3_column_int64 (row, 1);
    gboolean clock_was_put_back = sqlite3_column_int64 (row, 2) > code->now;

    sends = sqlite3_column_int64 (row, 0);
    sqlite3_reset (row);
    if (next_send > code->now && !clock_was_put_back) {
      code->problem.code = WHIN_ERROR_RATE;
      code->problem.retry_ms = next_send - code->now;
      return TRUE;
    }
  }
  if (local != NULL) {
    g_propagate_error (error, local);
    return FALSE;
  }
  code->retry_ms = backoff_ms[MIN (sends, (gint64) G_N_ELEMENTS (backoff_ms) - 1)];
  return sqlite_do (db, error, "INSERT OR REPLACE INTO code VALUES (?, ?, ?, ?, ?, ?, ?)",
                    "hhiiiii", &code->who, &code->code, code->now + code->ttl_ms,
                    (gint64) LIMIT_CODE_TRIES, sends + 1, code->now + code->retry_ms, code->now);
}

/* A wrong code costs one of its tries; the row stays, because it also holds the back-off. */
gboolean
sqlite_check_code (Sqlite *db,
                   const StoreHash *who,
                   const StoreHash *given,
                   gint64 now,
                   StoreProblem *problem,
                   GError **error)
{
  GError *local = NULL;
  gboolean alive = FALSE, right = FALSE;
  gint64 tries = 0;
  sqlite3_stmt *row =
      sqlite_sql (db, "SELECT hash, tries, expires FROM code WHERE who = ?", "h", who);

  if (sqlite_row (db, row, &local)) {
    tries = sqlite3_column_int64 (row, 1);
    alive = sqlite3_column_bytes (row, 0) == STORE_HASH_BYTES && tries > 0 &&
            sqlite3_column_int64 (row, 2) > now;
    right = alive && sodium_memcmp (sqlite3_column_blob (row, 0), given, STORE_HASH_BYTES) == 0;
    sqlite3_reset (row);
  }
  if (local != NULL) {
    g_propagate_error (error, local);
    return FALSE;
  }
  if (right)
    return TRUE;
  problem->code = alive ? WHIN_ERROR_CODE_WRONG : WHIN_ERROR_CODE_EXPIRED;
  problem->left = alive ? tries - 1 : 0;
  return !alive ||
         sqlite_do (db, error, "UPDATE code SET tries = tries - 1 WHERE who = ?", "h", who);
}

/* Who has shown that the number is theirs need not wait for the next. */
gboolean
sqlite_use_code (Sqlite *db, const StoreHash *who, GError **error)
{
  return sqlite_do (
      db, error, "UPDATE code SET hash = NULL, sends = 0, next_send = 0 WHERE who = ?", "h", who);
}
