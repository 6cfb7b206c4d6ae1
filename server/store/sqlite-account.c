/* sqlite-account: an account gets another number, or ends. Whoever asks shows its PIN, if it has
 * one. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite-code.h"

#include "limits.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define PIN_TRIES_A_DAY 10

typedef struct {
  char *pin;
  gint64 tries;
  gint64 since;
} Guard;

void
store_account_change_clear (StoreAccountChange *args)
{
  g_clear_pointer (&args->pin, g_free);
  g_clear_pointer (&args->revoked, g_array_unref);
}

static gboolean
find_guard (Sqlite *db, const Id *acc, Guard *guard, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *row =
      sqlite_sql (db, "SELECT pin, pin_tries, pin_since FROM account WHERE acc = ?", "d", acc);

  if (sqlite_row (db, row, &local)) {
    guard->pin = sqlite_column_dup (row, 0);
    guard->tries = sqlite3_column_int64 (row, 1);
    guard->since = sqlite3_column_int64 (row, 2);
    sqlite3_reset (row);
    return TRUE;
  }
  if (local == NULL)
    local = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such account");
  g_propagate_error (error, local);
  return FALSE;
}

/* Counts a try before it is made, as registering does. */
static gboolean
ask_for_pin (Sqlite *db, StoreAccountChange *args, const Guard *guard, GError **error)
{
  gboolean new_day = args->now - guard->since >= DAY_MS || args->now < guard->since;
  gint64 tries = new_day ? 0 : guard->tries;

  if (!args->has_pin) {
    args->problem.code = WHIN_ERROR_PIN_REQUIRED;
    return TRUE;
  }
  if (tries >= PIN_TRIES_A_DAY) {
    args->problem =
        (StoreProblem) { .code = WHIN_ERROR_RATE, .retry_ms = guard->since + DAY_MS - args->now };
    return TRUE;
  }
  args->pin = g_strdup (guard->pin);
  args->pin_left = PIN_TRIES_A_DAY - tries - 1;
  return sqlite_do (db, error, "UPDATE account SET pin_tries = ?, pin_since = ? WHERE acc = ?",
                    "iid", tries + 1, new_day ? args->now : guard->since, &args->acc);
}

static gboolean
set_number (Sqlite *db, StoreAccountChange *args, GError **error)
{
  gint64 taken;

  if (args->need_code && args->code == NULL) {
    args->problem.code = WHIN_ERROR_CODE_WRONG;
    return TRUE;
  }
  if (args->need_code &&
      !sqlite_check_code (db, &args->who, args->code, args->now, &args->problem, error))
    return FALSE;
  if (args->problem.code != 0)
    return TRUE;
  if (!sqlite_value (db, error, &taken, 0, "SELECT 1 FROM account WHERE phone = ? AND acc <> ?",
                     "td", args->phone, &args->acc))
    return FALSE;
  if (taken) {
    args->problem.code = WHIN_ERROR_CONFLICT;
    return TRUE;
  }
  return sqlite_do (db, error, "UPDATE account SET phone = ?, pin_tries = 0 WHERE acc = ?", "td",
                    args->phone, &args->acc) &&
         (!args->need_code || sqlite_use_code (db, &args->who, error));
}

static gboolean
end_account (Sqlite *db, StoreAccountChange *args, GError **error)
{
  StoreUserRemove remove = { .acc = args->acc, .now = args->now };
  GError *local = NULL;
  sqlite3_stmt *rows =
      sqlite_sql (db, "SELECT key FROM device WHERE acc = ? AND tok IS NOT NULL", "d", &args->acc);

  while (sqlite_row (db, rows, &local)) {
    gint64 key = sqlite3_column_int64 (rows, 0);

    g_array_append_val (args->revoked, key);
  }
  if (local == NULL)
    return sqlite_user_remove (db, &remove, error);
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
sqlite_account_change (gpointer data, gpointer args, GError **error)
{
  StoreAccountChange *change = args;
  Guard guard = { 0 };
  gboolean ok;

  store_account_change_clear (change);
  change->problem = (StoreProblem) { 0 };
  change->revoked = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!find_guard (data, &change->acc, &guard, error))
    return FALSE;
  if (guard.pin != NULL && g_strcmp0 (guard.pin, change->pin_verified) != 0)
    ok = ask_for_pin (data, change, &guard, error);
  else if (change->phone != NULL)
    ok = set_number (data, change, error);
  else
    ok = end_account (data, change, error);
  g_free (guard.pin);
  return ok;
}
