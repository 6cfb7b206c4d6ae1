/* sqlite-register: a number becomes an account, or its account gets a new only device.
 *
 * Every refusal that must be remembered (a wrong code, a PIN try) is a problem in the result and
 * the transaction commits; nothing else is changed then. SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sqlite-code.h"

#include "limits.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define PIN_TRIES_A_DAY 10

typedef struct {
  gboolean exists;
  gboolean suspended;
  char *pin;
  gint64 pin_tries;
  gint64 pin_since;
} Existing;

static gboolean
refuse (StoreRegister *args, int code)
{
  args->problem.code = code;
  return TRUE;
}

/* The version of the last list there was, while there is no other. */
static gboolean
find_former_list (Sqlite *db, StoreRegister *args, GError **error)
{
  return sqlite_value (db, error, &args->list, 0,
                       "SELECT version FROM list WHERE acc = ? AND list = ''", "d", &args->acc);
}

/* The same token again: the same answer, though code and invitation are used up. */
static gboolean
find_registered (Sqlite *db, StoreRegister *args, gboolean *known, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *row = sqlite_sql (
      db, "SELECT acc, dev, first, phone FROM device JOIN account USING (acc) WHERE tok = ?", "h",
      &args->tok);

  *known = sqlite_row (db, row, &local);
  if (local != NULL) {
    g_propagate_error (error, local);
    return FALSE;
  }
  if (!*known)
    return TRUE;
  sqlite_column_id (row, 0, &args->acc);
  args->dev = sqlite3_column_int64 (row, 1);
  args->created = sqlite3_column_int (row, 2) != 0;
  if (g_strcmp0 ((const char *) sqlite3_column_text (row, 3), args->phone) != 0)
    args->problem.code = WHIN_ERROR_CONFLICT;
  sqlite3_reset (row);
  return find_former_list (db, args, error);
}

static gboolean
find_existing (Sqlite *db, StoreRegister *args, Existing *existing, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *row = sqlite_sql (
      db, "SELECT acc, suspended, pin, pin_tries, pin_since FROM account WHERE phone = ?", "t",
      args->phone);

  existing->exists = sqlite_row (db, row, &local);
  if (local != NULL) {
    g_propagate_error (error, local);
    return FALSE;
  }
  if (!existing->exists)
    return TRUE;
  sqlite_column_id (row, 0, &args->acc);
  existing->suspended = sqlite3_column_int (row, 1) != 0;
  existing->pin = sqlite_column_dup (row, 2);
  existing->pin_tries = sqlite3_column_int64 (row, 3);
  existing->pin_since = sqlite3_column_int64 (row, 4);
  sqlite3_reset (row);
  return TRUE;
}

/* Who asks must show what this server wants to see: a code, an invitation, or both. An account is
 * never opened by an invitation that does not name its number. */
static gboolean
check_credentials (Sqlite *db, StoreRegister *args, const Existing *existing, GError **error)
{
  gboolean bound = FALSE;

  if (args->need_code) {
    if (args->code == NULL)
      return refuse (args, WHIN_ERROR_CODE_WRONG);
    if (!sqlite_check_code (db, &args->who, args->code, args->now, &args->problem, error))
      return FALSE;
  }
  if (args->problem.code != 0 || !args->need_invite || (existing->exists && args->need_code))
    return TRUE;
  if (args->invite == NULL)
    return refuse (args, WHIN_ERROR_REGISTRATION_CLOSED);
  if (!sqlite_check_invite (db, args->invite, args->phone, args->now, &bound, &args->problem,
                            error))
    return FALSE;
  if (args->problem.code == 0 && existing->exists && !bound && existing->pin == NULL)
    return refuse (args, WHIN_ERROR_FORBIDDEN);
  return TRUE;
}

/* Counts a try before it is made, so that a crash gives none away. */
static gboolean
ask_for_pin (Sqlite *db, StoreRegister *args, Existing *existing, GError **error)
{
  /* Also when the clock was put back, which would make today a long day. */
  gboolean new_day = args->now - existing->pin_since >= DAY_MS || args->now < existing->pin_since;
  gint64 tries = new_day ? 0 : existing->pin_tries;

  if (!args->has_pin)
    return refuse (args, WHIN_ERROR_PIN_REQUIRED);
  if (tries >= PIN_TRIES_A_DAY) {
    args->problem.retry_ms = existing->pin_since + DAY_MS - args->now;
    return refuse (args, WHIN_ERROR_RATE);
  }
  args->pin = g_strdup (existing->pin);
  args->pin_left = PIN_TRIES_A_DAY - tries - 1;
  return sqlite_do (db, error, "UPDATE account SET pin_tries = ?, pin_since = ? WHERE acc = ?",
                    "iid", tries + 1, new_day ? args->now : existing->pin_since, &args->acc);
}

static gboolean
revoke_all (Sqlite *db, StoreRegister *args, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *rows =
      sqlite_sql (db, "SELECT key FROM device WHERE acc = ? AND tok IS NOT NULL", "d", &args->acc);

  while (sqlite_row (db, rows, &local)) {
    gint64 key = sqlite3_column_int64 (rows, 0);

    g_array_append_val (args->revoked, key);
  }
  for (guint i = 0; i < args->revoked->len && local == NULL; i++)
    sqlite_drop_device (db, g_array_index (args->revoked, gint64, i), &local);
  if (local == NULL)
    return sqlite_do (db, error, "UPDATE account SET pin_tries = 0 WHERE acc = ?", "d",
                      &args->acc) &&
           sqlite_do (db, error, "UPDATE list SET list = '' WHERE acc = ?", "d", &args->acc) &&
           find_former_list (db, args, error);
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
create_account (Sqlite *db, StoreRegister *args, GError **error)
{
  args->acc = id_random ();
  args->created = TRUE;
  return sqlite_do (db, error, "INSERT INTO account (acc, phone, created) VALUES (?, ?, ?)", "dti",
                    &args->acc, args->phone, args->now);
}

static gboolean
admit (Sqlite *db, StoreRegister *args, const Existing *existing, GError **error)
{
  if (existing->exists ? !revoke_all (db, args, error) : !create_account (db, args, error))
    return FALSE;
  if (!sqlite_make_device (db, &args->acc, &args->tok, args->device, args->created, 0, args->now,
                           &args->dev, error))
    return FALSE;
  if (existing->exists && !sqlite_tell_devices (db, &args->acc, args->now, args->deliveries, error))
    return FALSE;
  if (args->need_code && !sqlite_use_code (db, &args->who, error))
    return FALSE;
  return args->invite == NULL || !args->need_invite || (existing->exists && args->need_code) ||
         sqlite_use_invite (db, args->invite, error);
}

static gboolean
register_number (Sqlite *db, StoreRegister *args, Existing *existing, GError **error)
{
  if (!find_existing (db, args, existing, error) || !check_credentials (db, args, existing, error))
    return FALSE;
  if (args->problem.code != 0)
    return TRUE;
  if (existing->suspended)
    return refuse (args, WHIN_ERROR_FORBIDDEN);
  if (existing->pin != NULL && g_strcmp0 (existing->pin, args->pin_verified) != 0)
    return ask_for_pin (db, args, existing, error);
  return admit (db, args, existing, error);
}

gboolean
sqlite_register (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreRegister *reg = args;
  Existing existing = { 0 };
  gboolean known, ok;

  store_register_clear (reg);
  reg->problem = (StoreProblem) { 0 };
  reg->created = FALSE;
  reg->list = 0;
  reg->revoked = g_array_new (FALSE, FALSE, sizeof (gint64));
  reg->deliveries = g_array_new (FALSE, FALSE, sizeof (StoreDelivery));
  if (!find_registered (db, reg, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  ok = register_number (db, reg, &existing, error);
  g_free (existing.pin);
  return ok;
}
