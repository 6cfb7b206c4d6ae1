/* sqlite-send: one message into every mailbox it is for, or nowhere.
 *
 * To many, the mailbox rows follow in slices (sqlite-fanout.c).
 *
 * Order inside: is the id known, may this device send, is the set of devices right; then cseq, the
 * row in `sent`, and a mailbox row a device. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#include <string.h>

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

/* Sending is only for devices that belong to an account in good standing, and for certain. Nor for
 * a session whose device has said hello elsewhere since. */
static gboolean
check_sender (Sqlite *db, const StoreSend *send, GError **error)
{
  gint64 barred;

  if (!sqlite_value (db, error, &barred, -1,
                     "SELECT suspended OR pending FROM account JOIN device USING (acc) "
                     "WHERE key = ? AND gen = ? AND tok IS NOT NULL",
                     "ii", send->key, send->gen))
    return FALSE;
  if (barred == 0)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR,
                       barred > 0 ? WHIN_ERROR_FORBIDDEN : WHIN_ERROR_UNAUTHORIZED,
                       "this device may not send");
  return FALSE;
}

static gboolean
next_cseq (Sqlite *db, StoreSend *send, GError **error)
{
  const Id *peer = &send->op->conv.id;
  gboolean ordered = id_compare (&send->acc, peer) <= 0;
  const Id *a = ordered ? &send->acc : peer, *b = ordered ? peer : &send->acc;

  if (send->op->part)
    return TRUE;
  if (send->op->conv.kind == CONV_GROUP)
    return sqlite_value (db, error, &send->cseq, 1, "SELECT next_cseq FROM grp WHERE grp = ?", "d",
                         peer) &&
           sqlite_do (db, error, "UPDATE grp SET next_cseq = next_cseq + 1 WHERE grp = ?", "d",
                      peer);
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
                  delivery.seq, delivery.seq, mid, send->now, target->ct != NULL ? target->ct : ""))
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
                    "WHERE id = ? AND ready = 1 AND kind != 3",
                    "id", send->now + send->media_ms, &g_array_index (send->op->media, Id, i)))
      return FALSE;
  return TRUE;
}

/* Never more than the device itself has stored before it sent. */
static gboolean
count_sealed (Sqlite *db, const StoreSend *send, GError **error)
{
  return send->op->sealed == 0 ||
         sqlite_do (db, error, "UPDATE device SET sealed = max (sealed, ?) WHERE key = ?", "ii",
                    send->op->sealed, send->key);
}

/* Nobody is blocked in a group; one leaves it. */
static gboolean
look_for_block (Sqlite *db, const StoreSend *send, gint64 *blocked, GError **error)
{
  *blocked = 0;
  return send->op->conv.kind != CONV_USER ||
         sqlite_value (db, error, blocked, 0, "SELECT 1 FROM block WHERE owner = ? AND acc = ?",
                       "dd", &send->op->conv.id, &send->acc);
}

static gboolean
write_sent (Sqlite *db, const StoreSend *send, gint64 *mid, GError **error)
{
  const Id *grp = send->op->conv.kind == CONV_GROUP ? &send->op->conv.id : NULL;

  if (!sqlite_do (db, error,
                  "INSERT INTO sent (device, acc, dev, id, hash, cseq, ts, grp) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                  "ididbiid", send->key, &send->acc, send->dev, &send->op->id, send->hash,
                  (gint64) sizeof send->hash, send->cseq, send->ts, grp))
    return FALSE;
  *mid = sqlite3_last_insert_rowid (db->handle);
  return send->op->ct == NULL ||
         sqlite_do (db, error, "INSERT INTO shared VALUES (?, ?)", "it", *mid, send->op->ct);
}

/* Whoever is a member now gets it, whatever is changed until the slice of theirs comes. */
static gboolean
queue_message (Sqlite *db, StoreSend *send, gint64 mid, GError **error)
{
  const Id *grp = &send->op->conv.id;
  gint64 n;

  return sqlite_value (db, error, &n, 0, "SELECT n FROM grp WHERE grp = ?", "d", grp) &&
         sqlite_fanout_add (db, &(SqliteFanout) { grp, 0, mid, "", n, n + 1, send->key }, error) &&
         count_sealed (db, send, error) && touch_media (db, send, error);
}

static gboolean
store_message (Sqlite *db, StoreSend *send, GArray *plan, GError **error)
{
  gint64 blocked, mid;

  send->ts = send->now;
  if (!next_cseq (db, send, error) || !look_for_block (db, send, &blocked, error) ||
      !write_sent (db, send, &mid, error))
    return FALSE;
  if (send->queued)
    return queue_message (db, send, mid, error);
  for (guint i = 0; i < plan->len; i++) {
    const ProtoTo *to = send->op->to->pdata[i];

    if (blocked && !id_equal (&to->acc, &send->acc))
      continue;
    if (!deliver (db, send, mid, g_array_index (plan, gint64, i), i, error))
      return FALSE;
  }
  return count_sealed (db, send, error) && touch_media (db, send, error);
}

/* What comes after something that is on its way to a group is queued behind it. */
static gboolean
choose_way (Sqlite *db, StoreSend *send, const GArray *plan, GError **error)
{
  gint64 waits = 0;

  if (send->op->conv.kind != CONV_GROUP || send->op->part || send->op->ct == NULL)
    return TRUE;
  if (send->op->set == 0 && !sqlite_fanout_waits (db, &send->op->conv.id, &waits, error))
    return FALSE;
  send->queued = send->op->set != 0 || waits > 0 || plan->len > SQLITE_AT_ONCE_MAX;
  return TRUE;
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
  send->queued = FALSE;
  send->deliveries = g_array_new (FALSE, FALSE, sizeof (StoreDelivery));
  if (!find_sent (db, send, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  return check_sender (db, send, error) && sqlite_plan_targets (db, send, plan, error) &&
         choose_way (db, send, plan, error) && store_message (db, send, plan, error);
}
