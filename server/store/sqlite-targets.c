/* sqlite-targets: which devices a message is for, against those its sender names.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#include <stdlib.h>

typedef struct {
  gint64 key;
  Id acc;
  gint64 dev;
  gboolean named;
} Target;

static gboolean
check_account (Sqlite *db, const Id *acc, GError **error)
{
  gint64 exists;

  if (!sqlite_value (db, error, &exists, 0, "SELECT 1 FROM account WHERE acc = ?", "d", acc))
    return FALSE;
  if (exists)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such account");
  return FALSE;
}

/* A pending device is reached by its own account alone, and need not be named. */
static gboolean
add_targets (Sqlite *db, const StoreSend *send, const Id *acc, GArray *targets, GError **error)
{
  gboolean pending_too = send->op->part && id_equal (acc, &send->acc);
  sqlite3_stmt *rows = sqlite_sql (db,
                                   "SELECT key, dev FROM device WHERE acc = ? AND tok IS NOT NULL "
                                   "AND key != ? AND pending <= ? ORDER BY dev",
                                   "dii", acc, send->key, (gint64) pending_too);
  g_autoptr (GError) local = NULL;

  while (sqlite_row (db, rows, &local)) {
    Target target = { sqlite3_column_int64 (rows, 0), *acc, sqlite3_column_int64 (rows, 1), FALSE };

    g_array_append_val (targets, target);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
note_device (GPtrArray **list, const Id *acc, gint64 dev)
{
  ProtoDevice *device = g_new0 (ProtoDevice, 1);

  device->acc = *acc;
  device->dev = dev;
  if (*list == NULL)
    *list = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (*list, device);
}

static gboolean
add_members (Sqlite *db, const StoreSend *send, GArray *targets, GError **error)
{
  sqlite3_stmt *rows = sqlite_sql (db,
                                   "SELECT key, acc, dev FROM member JOIN device USING (acc) "
                                   "WHERE grp = ? AND until = 0 AND tok IS NOT NULL "
                                   "AND pending = 0 AND key != ?",
                                   "di", &send->op->conv.id, send->key);
  g_autoptr (GError) local = NULL;

  while (sqlite_row (db, rows, &local)) {
    Target target = { .key = sqlite3_column_int64 (rows, 0),
                      .dev = sqlite3_column_int64 (rows, 2) };

    sqlite_column_id (rows, 1, &target.acc);
    g_array_append_val (targets, target);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static int
compare_targets (gconstpointer a, gconstpointer b)
{
  const Target *left = a, *right = b;
  int order = id_compare (&left->acc, &right->acc);

  return order != 0 ? order : (left->dev > right->dev) - (left->dev < right->dev);
}

static Target *
find_target (GArray *targets, const ProtoTo *to)
{
  Target wanted = { .acc = to->acc, .dev = to->dev };

  return targets->len > 0
             ? bsearch (&wanted, targets->data, targets->len, sizeof (Target), compare_targets)
             : NULL;
}

static gboolean
match_targets (StoreSend *send, GArray *targets, GArray *plan, GError **error)
{
  g_array_sort (targets, compare_targets);
  for (guint i = 0; i < send->op->to->len; i++) {
    const ProtoTo *to = send->op->to->pdata[i];
    Target *target = find_target (targets, to);

    if (target == NULL) {
      note_device (&send->gone, &to->acc, to->dev);
      continue;
    }
    if (target->named) {
      g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME, "a device is named twice");
      return FALSE;
    }
    target->named = TRUE;
    g_array_append_val (plan, target->key);
  }
  for (guint i = 0; i < targets->len && !send->op->part; i++) {
    const Target *target = &g_array_index (targets, Target, i);

    if (!target->named)
      note_device (&send->missing, &target->acc, target->dev);
  }
  if (send->missing == NULL && send->gone == NULL)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DEVICES, "not the set of active devices");
  return FALSE;
}

/* A device that is there shows that its account is. */
static gboolean
find_people (Sqlite *db, const StoreSend *send, GArray *targets, GError **error)
{
  const Id *peer = &send->op->conv.id;

  if (!id_equal (peer, &send->acc) && !add_targets (db, send, peer, targets, error))
    return FALSE;
  if (targets->len == 0 && !check_account (db, peer, error))
    return FALSE;
  return add_targets (db, send, &send->acc, targets, error);
}

static gboolean
find_group (Sqlite *db, const StoreSend *send, GArray *targets, GError **error)
{
  gint64 inside;

  if (!sqlite_value (db, error, &inside, 0,
                     "SELECT 1 FROM member WHERE grp = ? AND acc = ? AND until = 0", "dd",
                     &send->op->conv.id, &send->acc))
    return FALSE;
  if (inside)
    return add_members (db, send, targets, error);
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such group");
  return FALSE;
}

/* Nobody is named: the sender knows the devices by the number of their set. */
static gboolean
check_set (Sqlite *db, const StoreSend *send, GError **error)
{
  gint64 set;

  if (!sqlite_value (db, error, &set, 0,
                     "SELECT devset FROM grp JOIN member USING (grp) "
                     "WHERE grp = ? AND acc = ? AND until = 0",
                     "dd", &send->op->conv.id, &send->acc))
    return FALSE;
  if (set == send->op->set)
    return TRUE;
  if (set == 0)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such group");
  else
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DEVICES, "another set of devices");
  return FALSE;
}

gboolean
sqlite_plan_targets (Sqlite *db, StoreSend *send, GArray *plan, GError **error)
{
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (Target));

  if (send->op->set != 0)
    return check_set (db, send, error);
  gboolean found = send->op->conv.kind == CONV_GROUP ? find_group (db, send, targets, error)
                                                     : find_people (db, send, targets, error);

  return found && match_targets (send, targets, plan, error);
}
