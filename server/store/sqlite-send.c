/* sqlite-send: one message into every mailbox it is for, or nowhere.
 *
 * Order inside: is the id known, may this device send, is the set of devices right; then cseq, the
 * row in `sent`, and a mailbox row a device. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#include <string.h>

typedef struct {
  gint64 key;
  Id acc;
  gint64 dev;
} Target;

/* TRUE when the id was used before: answered then, or a conflict. */
static gboolean
find_sent (Sqlite *db, StoreSend *send, gboolean *known, GError **error)
{
  sqlite3_stmt *found =
      sqlite_sql (db, "SELECT hash, cseq, ts FROM sent WHERE device = ? AND id = ?", "id",
                  send->key, &send->op->id);
  g_autoptr (GError) local = NULL;

  *known = sqlite_row (db, found, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!*known)
    return TRUE;
  gboolean same = sqlite3_column_bytes (found, 0) == sizeof send->hash &&
                  memcmp (sqlite3_column_blob (found, 0), send->hash, sizeof send->hash) == 0;

  send->cseq = sqlite3_column_int64 (found, 1);
  send->ts = sqlite3_column_int64 (found, 2);
  send->dup = TRUE;
  sqlite3_reset (found);
  if (!same)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT, "this id was used before");
  return same;
}

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

/* Sending is only for devices that belong to an account in good standing, and for certain. */
static gboolean
check_sender (Sqlite *db, const StoreSend *send, GError **error)
{
  gint64 barred;

  if (!sqlite_value (db, error, &barred, -1,
                     "SELECT suspended OR pending FROM account JOIN device USING (acc) "
                     "WHERE key = ? AND tok IS NOT NULL",
                     "i", send->key))
    return FALSE;
  if (barred == 0)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR,
                       barred > 0 ? WHIN_ERROR_FORBIDDEN : WHIN_ERROR_UNAUTHORIZED,
                       "this device may not send");
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
    Target target = { sqlite3_column_int64 (rows, 0), *acc, sqlite3_column_int64 (rows, 1) };

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

static int
find_target (GArray *targets, const ProtoTo *to)
{
  for (guint i = 0; i < targets->len; i++) {
    const Target *target = &g_array_index (targets, Target, i);

    if (target->dev == to->dev && id_equal (&target->acc, &to->acc))
      return (int) i;
  }
  return -1;
}

/* Makes *plan the key of each recipient in the order of `to`. */
static gboolean
match_targets (StoreSend *send, GArray *targets, GArray *plan, GError **error)
{
  g_autofree gboolean *named = g_new0 (gboolean, targets->len + 1);

  for (guint i = 0; i < send->op->to->len; i++) {
    const ProtoTo *to = send->op->to->pdata[i];
    int at = find_target (targets, to);

    if (at < 0) {
      note_device (&send->gone, &to->acc, to->dev);
      continue;
    }
    if (named[at]) {
      g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME, "a device is named twice");
      return FALSE;
    }
    named[at] = TRUE;
    g_array_append_val (plan, g_array_index (targets, Target, at).key);
  }
  for (guint i = 0; i < targets->len && !send->op->part; i++) {
    const Target *target = &g_array_index (targets, Target, i);

    if (!named[i])
      note_device (&send->missing, &target->acc, target->dev);
  }
  if (send->missing == NULL && send->gone == NULL)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DEVICES, "not the set of active devices");
  return FALSE;
}

/* A device that is there shows that its account is. */
static gboolean
plan_targets (Sqlite *db, StoreSend *send, GArray *plan, GError **error)
{
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (Target));
  const Id *peer = &send->op->conv.id;

  if (!id_equal (peer, &send->acc) && !add_targets (db, send, peer, targets, error))
    return FALSE;
  if (targets->len == 0 && !check_account (db, peer, error))
    return FALSE;
  return add_targets (db, send, &send->acc, targets, error) &&
         match_targets (send, targets, plan, error);
}

static gboolean
next_cseq (Sqlite *db, StoreSend *send, GError **error)
{
  const Id *peer = &send->op->conv.id;
  gboolean ordered = id_compare (&send->acc, peer) <= 0;
  const Id *a = ordered ? &send->acc : peer, *b = ordered ? peer : &send->acc;

  if (send->op->part)
    return TRUE;
  return sqlite_value (db, error, &send->cseq, 1,
                       "SELECT next FROM conversation WHERE a = ? AND b = ?", "dd", a, b) &&
         sqlite_do (db, error, "REPLACE INTO conversation VALUES (?, ?, ?)", "ddi", a, b,
                    send->cseq + 1);
}

static gboolean
deliver (Sqlite *db, StoreSend *send, gint64 mid, gint64 key, guint to, GError **error)
{
  StoreDelivery delivery = { .key = key, .to = to };
  const ProtoTo *target = send->op->to->pdata[to];

  if (!sqlite_next_seq (db, key, &delivery.seq, error) ||
      !sqlite_do (db, error, "INSERT INTO mailbox VALUES (?, ?, 0, ?, ?, ?, ?)", "iiiiit", key,
                  delivery.seq, delivery.seq, mid, send->now, target->ct))
    return FALSE;
  g_array_append_val (send->deliveries, delivery);
  return TRUE;
}

static gboolean
touch_media (Sqlite *db, const StoreSend *send, GError **error)
{
  for (guint i = 0; send->op->media != NULL && i < send->op->media->len; i++)
    if (!sqlite_do (db, error,
                    "UPDATE media SET referenced = 1, expires = max (expires, ?) "
                    "WHERE id = ? AND ready = 1",
                    "id", send->now + send->media_ms, &g_array_index (send->op->media, Id, i)))
      return FALSE;
  return TRUE;
}

static gboolean
store_message (Sqlite *db, StoreSend *send, GArray *plan, GError **error)
{
  gint64 blocked, mid;

  send->ts = send->now;
  if (!next_cseq (db, send, error) ||
      !sqlite_value (db, error, &blocked, 0, "SELECT 1 FROM block WHERE owner = ? AND acc = ?",
                     "dd", &send->op->conv.id, &send->acc) ||
      !sqlite_do (db, error,
                  "INSERT INTO sent (device, acc, dev, id, hash, cseq, ts) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)",
                  "ididbii", send->key, &send->acc, send->dev, &send->op->id, send->hash,
                  (gint64) sizeof send->hash, send->cseq, send->ts))
    return FALSE;
  mid = sqlite3_last_insert_rowid (db->handle);
  for (guint i = 0; i < plan->len; i++) {
    const ProtoTo *to = send->op->to->pdata[i];

    if (blocked && !id_equal (&to->acc, &send->acc))
      continue;
    if (!deliver (db, send, mid, g_array_index (plan, gint64, i), i, error))
      return FALSE;
  }
  return touch_media (db, send, error);
}

gboolean
sqlite_send (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreSend *send = args;
  g_autoptr (GArray) plan = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean known;

  store_send_clear (send);
  send->cseq = 0;
  send->dup = FALSE;
  send->deliveries = g_array_new (FALSE, FALSE, sizeof (StoreDelivery));
  if (!find_sent (db, send, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  return check_sender (db, send, error) && plan_targets (db, send, plan, error) &&
         store_message (db, send, plan, error);
}
