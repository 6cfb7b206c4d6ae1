/* sqlite-fanout: what is for a whole group, into its mailboxes slice by slice. The message itself,
 * or the change, was stored with the job, in one transaction; whatever dies in between, the rest
 * follows. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sqlite.h"

#include "crash.h"
#include "limits.h"

#define SLICE_MEMBERS 64
#define JOBS_MAX 512 /* of one group */

/* -- Jobs. -- */

gboolean
sqlite_fanout_waits (Sqlite *db, const Id *grp, gint64 *jobs, GError **error)
{
  return sqlite_value (db, error, jobs, 0, "SELECT count(*) FROM fanout WHERE grp = ?", "d", grp);
}

gboolean
sqlite_fanout_add (Sqlite *db, const SqliteFanout *job, GError **error)
{
  gint64 top, jobs;

  if (!sqlite_fanout_waits (db, job->grp, &jobs, error))
    return FALSE;
  if (jobs >= JOBS_MAX) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_BUSY,
                         "too much is on its way to this group");
    return FALSE;
  }
  return sqlite_value (db, error, &top, 0, "SELECT max (key) FROM device", "") &&
         sqlite_do (db, error,
                    "INSERT INTO fanout (grp, kind, mid, body, n, till, skip, top) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    "diitiiii", job->grp, (gint64) job->kind, job->mid, job->body, job->n,
                    job->till, job->skip, top);
}

/* -- Slices. -- */

typedef struct {
  gint64 job, kind, mid, n, till, skip, top;
  Id grp, done;
  char *body;
  gboolean begun; /* done is somebody */
} Job;

/* Those that have had the fewest turns first: a message to a few does not wait for one to many. */
static gboolean
next_job (Sqlite *db, Job *job, GError **error)
{
  sqlite3_stmt *row = sqlite_sql (
      db,
      "SELECT job, grp, kind, mid, body, n, till, skip, top, done FROM fanout f "
      "WHERE job = (SELECT min (job) FROM fanout WHERE grp = f.grp) ORDER BY turns, job LIMIT 1",
      "");

  if (!sqlite_row (db, row, error))
    return FALSE;
  job->job = sqlite3_column_int64 (row, 0);
  sqlite_column_id (row, 1, &job->grp);
  job->kind = sqlite3_column_int64 (row, 2);
  job->mid = sqlite3_column_int64 (row, 3);
  job->body = sqlite_column_dup (row, 4);
  job->n = sqlite3_column_int64 (row, 5);
  job->till = sqlite3_column_int64 (row, 6);
  job->skip = sqlite3_column_int64 (row, 7);
  job->top = sqlite3_column_int64 (row, 8);
  sqlite_column_id (row, 9, &job->done);
  job->begun = sqlite3_column_bytes (row, 9) > 0;
  sqlite3_reset (row);
  return TRUE;
}

/* Their devices; TRUE in *last when there are no members after them. */
static gboolean
find_devices (Sqlite *db, Job *job, GArray *keys, gboolean *last, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint members = 0;
  Id acc;
  sqlite3_stmt *rows = sqlite_sql (
      db,
      "SELECT m.acc, key FROM (SELECT acc FROM member WHERE grp = ?1 AND acc > ?2 AND since <= ?3 "
      "AND (until = 0 OR until >= ?4) ORDER BY acc LIMIT ?5) m LEFT JOIN device d ON d.acc = m.acc "
      "AND tok IS NOT NULL AND pending = 0 AND key <= ?6 AND key != ?7 ORDER BY m.acc",
      "dbiiiii", &job->grp, &job->done, (gint64) (job->begun ? ID_BYTES : 0), job->n, job->till,
      (gint64) SLICE_MEMBERS, job->top, job->skip);

  while (sqlite_row (db, rows, &local)) {
    gint64 key = sqlite3_column_int64 (rows, 1);

    sqlite_column_id (rows, 0, &acc);
    members += members == 0 || !id_equal (&acc, &job->done);
    job->done = acc;
    if (key > 0)
      g_array_append_val (keys, key);
  }
  *last = members < SLICE_MEMBERS;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
put (Sqlite *db, const Job *job, gint64 key, StoreFanout *fanout, GError **error)
{
  StoreDelivery delivery = { .key = key };

  if (!sqlite_next_seq (db, key, &delivery.seq, error) ||
      !sqlite_do (db, error, "INSERT INTO mailbox VALUES (?, ?, ?, ?, nullif (?, 0), ?, ?)",
                  "iiiiiit", key, delivery.seq, job->kind, delivery.seq, job->mid, fanout->now,
                  job->body))
    return FALSE;
  g_array_append_val (fanout->deliveries, delivery);
  return TRUE;
}

static gboolean
run_slice (Sqlite *db, Job *job, StoreFanout *fanout, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean last;

  if (!find_devices (db, job, keys, &last, error))
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    if (!put (db, job, g_array_index (keys, gint64, i), fanout, error))
      return FALSE;
  crash_point (CRASH_SLICE);
  return last ? sqlite_do (db, error, "DELETE FROM fanout WHERE job = ?", "i", job->job)
              : sqlite_do (db, error, "UPDATE fanout SET done = ?, turns = turns + 1 WHERE job = ?",
                           "di", &job->done, job->job);
}

gboolean
sqlite_fanout (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreFanout *fanout = args;
  g_autoptr (GError) local = NULL;
  Job job = { 0 };
  gboolean ran;

  store_fanout_clear (fanout);
  fanout->deliveries = g_array_new (FALSE, FALSE, sizeof (StoreDelivery));
  fanout->more = FALSE;
  ran = next_job (db, &job, &local) && run_slice (db, &job, fanout, &local);
  g_free (job.body);
  fanout->more = ran;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* -- The set of devices. -- */

gboolean
sqlite_group_devices (gpointer data, gpointer args, GError **error)
{
  Sqlite *db = data;
  StoreGroupDevices *devices = args;
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *rows;

  store_group_devices_clear (devices);
  devices->devices = g_array_new (FALSE, TRUE, sizeof (ProtoDevice));
  if (!sqlite_value (db, error, &devices->set, 0,
                     "SELECT devset FROM grp JOIN member USING (grp) "
                     "WHERE grp = ? AND acc = ? AND until = 0",
                     "dd", &devices->grp, &devices->acc))
    return FALSE;
  if (devices->set == 0) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no such group");
    return FALSE;
  }
  rows = sqlite_sql (db,
                     "SELECT acc, dev FROM member JOIN device USING (acc) WHERE grp = ? "
                     "AND until = 0 AND tok IS NOT NULL AND pending = 0 ORDER BY acc, dev",
                     "d", &devices->grp);
  while (sqlite_row (db, rows, &local)) {
    ProtoDevice device = { .dev = sqlite3_column_int64 (rows, 1) };

    sqlite_column_id (rows, 0, &device.acc);
    g_array_append_val (devices->devices, device);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
