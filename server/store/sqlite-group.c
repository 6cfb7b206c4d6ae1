/* sqlite-group: a group's chain of changes, each right after the one before, and who is in it as
 * those who change it say. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#include "limits.h"

#include <sodium.h>

static gboolean
refuse (GError **error, WhinError code, const char *why)
{
  g_set_error_literal (error, WHIN_ERROR, code, why);
  return FALSE;
}

/* -- Appending. -- */

typedef struct {
  gint64 n;        /* 0: there is no such group */
  gboolean inside; /* who asks is a member */
  StoreHash hash;  /* of the newest change */
} Chain;

static gboolean
read_hash (Sqlite *db, const Id *grp, gint64 n, StoreHash *hash, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *row =
      sqlite_sql (db, "SELECT hash FROM change WHERE grp = ? AND n = ?", "di", grp, n);

  if (sqlite_row (db, row, &local)) {
    if (sqlite3_column_bytes (row, 0) == STORE_HASH_BYTES)
      memcpy (hash, sqlite3_column_blob (row, 0), STORE_HASH_BYTES);
    sqlite3_reset (row);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
read_chain (Sqlite *db, const StoreGroupAppend *append, Chain *chain, GError **error)
{
  gint64 inside;

  if (!sqlite_value (db, error, &chain->n, 0, "SELECT n FROM grp WHERE grp = ?", "d",
                     &append->grp) ||
      !sqlite_value (db, error, &inside, 0,
                     "SELECT 1 FROM member WHERE grp = ? AND acc = ? AND until = 0", "dd",
                     &append->grp, &append->acc) ||
      !read_hash (db, &append->grp, chain->n, &chain->hash, error))
    return FALSE;
  chain->inside = inside != 0;
  return TRUE;
}

/* The answer was lost; whoever left by it is not in any more. */
static gboolean
came_before (Sqlite *db, const StoreGroupAppend *append, gboolean *known, GError **error)
{
  gint64 found;

  if (!sqlite_value (db, error, &found, 0,
                     "SELECT 1 FROM change WHERE grp = ? AND n = ? AND hash = ? AND acc = ?",
                     "dihd", &append->grp, append->n, &append->hash, &append->acc))
    return FALSE;
  *known = found != 0;
  return TRUE;
}

static gboolean
has_member (const GArray *members, const Id *acc)
{
  for (guint i = 0; i < members->len; i++)
    if (id_equal (&g_array_index (members, Id, i), acc))
      return TRUE;
  return FALSE;
}

static gboolean
check_place (const StoreGroupAppend *append, const Chain *chain, GError **error)
{
  if (chain->n == 0 && append->n == 1)
    return (append->prev == NULL && has_member (append->members, &append->acc)) ||
           refuse (error, WHIN_ERROR_BAD_FRAME, "who makes a group is in it, and nothing before");
  /* All of it was lost: a member brings the newest that they have. */
  if (chain->n == 0 && append->prev != NULL && has_member (append->members, &append->acc))
    return TRUE;
  if (!chain->inside)
    return refuse (error, append->n == 1 ? WHIN_ERROR_CONFLICT : WHIN_ERROR_NOT_FOUND,
                   "no such group");
  if (chain->n >= LIMIT_CHANGES_MAX)
    return refuse (error, WHIN_ERROR_TOO_BIG, "this group was changed too often");
  return (append->n == chain->n + 1 && append->prev != NULL &&
          sodium_memcmp (append->prev, &chain->hash, STORE_HASH_BYTES) == 0) ||
         refuse (error, WHIN_ERROR_CONFLICT, "another change came before");
}

/* -- Members. -- */

static gboolean
read_members (Sqlite *db, const Id *grp, GArray *members, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *rows =
      sqlite_sql (db, "SELECT acc FROM member WHERE grp = ? AND until = 0", "d", grp);

  while (sqlite_row (db, rows, &local)) {
    Id acc;

    sqlite_column_id (rows, 0, &acc);
    g_array_append_val (members, acc);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
check_newcomer (Sqlite *db, const Id *acc, GError **error)
{
  gint64 exists, groups;

  if (!sqlite_value (db, error, &exists, 0, "SELECT 1 FROM account WHERE acc = ?", "d", acc) ||
      !sqlite_value (db, error, &groups, 0,
                     "SELECT count(*) FROM member WHERE acc = ? AND until = 0", "d", acc))
    return FALSE;
  if (!exists)
    return refuse (error, WHIN_ERROR_NOT_FOUND, "no such account");
  if (groups >= LIMIT_GROUPS_MAX)
    return refuse (error, WHIN_ERROR_TOO_BIG, "this account is in too many groups");
  return TRUE;
}

/* Adds them to `members`. */
static gboolean
check_newcomers (Sqlite *db, const StoreGroupAppend *append, GArray *members, GError **error)
{
  for (guint i = 0; i < append->members->len; i++) {
    Id acc = g_array_index (append->members, Id, i);

    if (has_member (members, &acc))
      continue;
    if (!check_newcomer (db, &acc, error))
      return FALSE;
    g_array_append_val (members, acc);
  }
  return TRUE;
}

static gboolean
take_in (Sqlite *db, const StoreGroupAppend *append, const Id *acc, GError **error)
{
  return sqlite_do (db, error, "INSERT OR REPLACE INTO member (grp, acc, since) VALUES (?, ?, ?)",
                    "ddi", &append->grp, acc, append->n);
}

static gboolean
take_out (Sqlite *db, const StoreGroupAppend *append, const Id *acc, GError **error)
{
  return sqlite_do (db, error, "UPDATE member SET until = ?, ended = ? WHERE grp = ? AND acc = ?",
                    "iidd", append->n, append->now, &append->grp, acc);
}

/* Leaves in `members` those before and after. Looks at all before it writes. */
static gboolean
set_members (Sqlite *db, const StoreGroupAppend *append, GArray *members, GError **error)
{
  guint before = members->len;

  if (!check_newcomers (db, append, members, error))
    return FALSE;
  for (guint i = 0; i < members->len; i++) {
    const Id *acc = &g_array_index (members, Id, i);

    if (i >= before && !take_in (db, append, acc, error))
      return FALSE;
    if (i < before && !has_member (append->members, acc) && !take_out (db, append, acc, error))
      return FALSE;
  }
  return TRUE;
}

/* -- Telling them. -- */

static gboolean
read_devices (Sqlite *db, const GArray *members, GArray *keys, GError **error)
{
  GError *local = NULL;

  for (guint i = 0; i < members->len && local == NULL; i++) {
    sqlite3_stmt *rows =
        sqlite_sql (db, "SELECT key FROM device WHERE acc = ? AND tok IS NOT NULL AND pending = 0",
                    "d", &g_array_index (members, Id, i));

    while (sqlite_row (db, rows, &local)) {
      gint64 key = sqlite3_column_int64 (rows, 0);

      g_array_append_val (keys, key);
    }
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
tell_members (Sqlite *db, StoreGroupAppend *append, const GArray *members, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 waits;
  IdText grp;
  g_autofree char *body =
      g_strdup_printf ("%s %" G_GINT64_FORMAT, id_to_text (&append->grp, grp), append->n);

  if (!read_devices (db, members, keys, error) ||
      !sqlite_fanout_waits (db, &append->grp, &waits, error))
    return FALSE;
  append->queued = waits > 0 || keys->len > SQLITE_AT_ONCE_MAX;
  if (append->queued)
    return sqlite_fanout_add (
        db, &(SqliteFanout) { &append->grp, 3, 0, body, append->n, append->n, 0 }, error);
  for (guint i = 0; i < keys->len; i++) {
    StoreDelivery delivery = { .key = g_array_index (keys, gint64, i) };

    if (!sqlite_next_seq (db, delivery.key, &delivery.seq, error) ||
        !sqlite_do (db, error, "INSERT INTO mailbox VALUES (?, ?, 3, ?, NULL, ?, ?)", "iiiit",
                    delivery.key, delivery.seq, delivery.seq, append->now, body))
      return FALSE;
    g_array_append_val (append->deliveries, delivery);
  }
  return TRUE;
}

static gboolean
write_change (Sqlite *db, const StoreGroupAppend *append, gboolean first, GError **error)
{
  return sqlite_do (db, error,
                    first ? "INSERT INTO grp (n, grp) VALUES (?, ?)"
                          : "UPDATE grp SET n = ? WHERE grp = ?",
                    "id", append->n, &append->grp) &&
         sqlite_do (db, error, "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)", "dihdiit",
                    &append->grp, append->n, &append->hash, &append->acc, append->dev, append->now,
                    append->change);
}

gboolean
sqlite_group_append (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreGroupAppend *append = args;
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Id));
  Chain chain = { 0 };
  gboolean known;

  store_group_append_clear (append);
  append->queued = FALSE;
  append->deliveries = g_array_new (FALSE, FALSE, sizeof (StoreDelivery));
  if (!came_before (db, append, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  return read_chain (db, append, &chain, error) && check_place (append, &chain, error) &&
         read_members (db, &append->grp, members, error) &&
         set_members (db, append, members, error) &&
         write_change (db, append, chain.n == 0, error) &&
         tell_members (db, append, members, error);
}
