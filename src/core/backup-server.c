/* backup-server: the archive in a file of its own, the file to the server, where it takes the place
 * of the one before. Once a day, when something has changed, when a person asks for it, and when
 * what is there was made for a recovery key that does not count any more.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "backups.h"
#include "core-backup.h"

#include "archive-save.h"
#include "backup-keys.h"
#include "identity.h"
#include "store-archive.h"
#include "transfer.h"
#include "work.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define DAY_MS (24 * 3600 * (gint64) 1000)
/* Looked at so often; at random, so that the time says nothing about a person. */
#define LOOK_MS (15 * 60 * 1000)
#define SAVED_AT 500 /* of WORK_WHOLE */

#define SETTING_DAILY "backup-daily"
#define SETTING_TIME "backup-time"
#define SETTING_SIZE "backup-size"
#define SETTING_MARK "backup-mark" /* what there was then */
#define SETTING_FULL "backup-full" /* when the server had no room for it */
#define SETTING_FOR "backup-for"   /* the wraps of the key that opens it */

struct _BackupSchedule {
  GSource *timer;
  gint64 until; /* monotonic; after a failure not tried again before */
};

BackupSchedule *
backup_schedule_new (void)
{
  return g_new0 (BackupSchedule, 1);
}

static void
stop_timer (BackupSchedule *schedule)
{
  if (schedule->timer == NULL)
    return;
  g_source_destroy (schedule->timer);
  g_clear_pointer (&schedule->timer, g_source_unref);
}

void
backup_schedule_free (BackupSchedule *schedule)
{
  stop_timer (schedule);
  g_free (schedule);
}

/* -- What is known of it. -- */

static gint64
number (Core *core, const char *setting)
{
  g_autofree char *text = store_setting_get (core->store, setting);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static void
set_number (Core *core, const char *setting, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  store_setting_put (core->store, setting, text);
}

void
backups_changed (Core *core)
{
  BackupRow *row = backup_row_new ();
  guint8 key[PRIM_KEY_BYTES];

  row->recovery = identity_is_primary (core) && backup_keys_get (core, key);
  prim_wipe (key, sizeof key);
  row->daily = row->recovery && number (core, SETTING_DAILY) != 0;
  row->time = number (core, SETTING_TIME);
  row->size = number (core, SETTING_SIZE);
  core_note_backup (core, row);
}

/* Changes when messages or people come. */
static char *
mark (Core *core)
{
  StoreArchiveSize size = store_archive_size (core->store, FALSE);

  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                          " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                          size.messages, size.last, size.chats, size.contacts, size.peers);
}

/* -- One backup. -- */

typedef struct {
  GTask *task; /* or NULL */
  GCancellable *cancellable;
  Id object;
  char *path;
  char *mark;
  char *wraps;
  gint64 time;
  gint64 size;
} Upload;

static void
upload_free (Upload *upload)
{
  g_clear_object (&upload->task);
  g_clear_object (&upload->cancellable);
  g_free (upload->path);
  g_free (upload->mark);
  g_free (upload->wraps);
  g_free (upload);
}

/* Nothing that goes by in a quarter of an hour. */
static gboolean
has_no_room (const GError *error)
{
  return g_error_matches (error, WHIN_ERROR, WHIN_ERROR_QUOTA) ||
         g_error_matches (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG);
}

static void
note_full (Core *core)
{
  if (core->account == NULL)
    return;
  core_begin (core);
  set_number (core, SETTING_FULL, core_now (core));
  core_commit (core, NULL);
}

static void
finish (Core *core, Upload *upload, const GError *error)
{
  g_unlink (upload->path);
  if (error != NULL && has_no_room (error) && !core->stopping)
    note_full (core);
  work_end (core, WORK_BACKUP_SERVER, error);
  if (upload->task != NULL && error != NULL)
    g_task_return_error (upload->task, g_error_copy (error));
  else if (upload->task != NULL)
    g_task_return_boolean (upload->task, TRUE);
  upload_free (upload);
  core->backup_schedule->until =
      error != NULL ? g_get_monotonic_time () + LOOK_MS * G_TIME_SPAN_MILLISECOND : 0;
  if (!core->stopping)
    backups_pump (core);
}

static void
remember (Core *core, const Upload *upload, GError **error)
{
  core_begin (core);
  set_number (core, SETTING_TIME, upload->time);
  set_number (core, SETTING_SIZE, upload->size);
  store_setting_put (core->store, SETTING_MARK, upload->mark);
  store_setting_put (core->store, SETTING_FOR, upload->wraps);
  store_setting_put (core->store, SETTING_FULL, NULL);
  backups_changed (core);
  core_commit (core, error);
}

static void
uploaded_cb (Core *core, const GError *error, gpointer data)
{
  Upload *upload = data;
  g_autoptr (GError) local = error != NULL ? g_error_copy (error) : NULL;

  if (local == NULL && core->account == NULL)
    g_cancellable_set_error_if_cancelled (upload->cancellable, &local);
  if (local == NULL && !core->stopping)
    remember (core, upload, &local);
  finish (core, upload, local);
}

static void
upload_progress_cb (Core *core, gint64 bytes, gpointer data)
{
  const Upload *upload = data;

  work_progress (core, WORK_BACKUP_SERVER, SAVED_AT, WORK_WHOLE, bytes, upload->size);
}

static void
saved_cb (Core *core, guint64 size, const GError *error, gpointer data)
{
  Upload *upload = data;
  TransferOrder order = { .object = upload->object,
                          .kind = "backup",
                          .path = upload->path,
                          .size = (gint64) size,
                          .cancellable = upload->cancellable,
                          .progress = upload_progress_cb,
                          .done = uploaded_cb,
                          .data = upload };

  if (error != NULL) {
    finish (core, upload, error);
    return;
  }
  upload->size = (gint64) size;
  transfer_upload (core, &order);
}

static void
save_progress_cb (Core *core, gint64 done, gint64 total, gpointer data)
{
  work_progress (core, WORK_BACKUP_SERVER, 0, SAVED_AT, done, total);
}

static gboolean
save (Core *core, Upload *upload, GError **error)
{
  SaveOrder order = { .purpose = ARCHIVE_BACKUP,
                      .path = upload->path,
                      .cancellable = upload->cancellable,
                      .progress = save_progress_cb,
                      .done = saved_cb,
                      .data = upload };

  core_begin (core);
  order.generation = backup_keys_count (core);
  if (!core_commit (core, error))
    return FALSE;
  backup_keys_get (core, order.key);
  order.ways[BACKUP_WAY_RECOVERY] = backup_keys_way (core);
  archive_save (core, &order);
  g_clear_pointer (&order.ways[BACKUP_WAY_RECOVERY], g_bytes_unref);
  prim_wipe (order.key, sizeof order.key);
  return TRUE;
}

static gboolean
can_start (Core *core, GError **error)
{
  guint8 key[PRIM_KEY_BYTES];
  gboolean has_key = backup_keys_get (core, key);

  prim_wipe (key, sizeof key);
  if (!identity_is_primary (core))
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                         _ ("Only the main device can do this."));
  else if (!has_key)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, _ ("Make a recovery key first."));
  else
    return TRUE;
  return FALSE;
}

/* task may be NULL. */
static void
start (Core *core, GTask *task, GError **error)
{
  Upload *upload;
  GCancellable *cancellable = work_begin (
      core, WORK_BACKUP_SERVER, task != NULL ? g_task_get_cancellable (task) : NULL, error);
  GError *local = NULL;

  if (cancellable == NULL)
    return;
  upload = g_new0 (Upload, 1);
  upload->task = task != NULL ? g_object_ref (task) : NULL;
  upload->cancellable = g_object_ref (cancellable);
  upload->object = id_random ();
  upload->path = backups_temporary (core, BACKUPS_UPLOAD);
  upload->mark = mark (core);
  upload->wraps = backup_keys_wraps (core);
  upload->time = core_now (core);
  if (save (core, upload, &local))
    return;
  finish (core, upload, local);
  g_error_free (local);
}

/* -- When. -- */

/* There is one that the recovery key of now does not open. */
static gboolean
is_out_of_reach (Core *core)
{
  g_autofree char *then = store_setting_get (core->store, SETTING_FOR);
  g_autofree char *now = backup_keys_wraps (core);

  return number (core, SETTING_TIME) != 0 && g_strcmp0 (then, now) != 0;
}

static gboolean
is_of_today (gint64 time, gint64 now)
{
  return time <= now && now - time < DAY_MS;
}

static gboolean
is_due (Core *core)
{
  g_autofree char *then = store_setting_get (core->store, SETTING_MARK);
  gint64 time = number (core, SETTING_TIME), now = core_now (core);
  g_autofree char *here = NULL;

  if (!backup_keys_are_there (core) || !can_start (core, NULL) ||
      is_of_today (number (core, SETTING_FULL), now))
    return FALSE;
  if (is_out_of_reach (core))
    return TRUE;
  if (number (core, SETTING_DAILY) == 0 || is_of_today (time, now))
    return FALSE;
  here = mark (core);
  return g_strcmp0 (then, here) != 0;
}

static void
look_cb (Core *core, gpointer data)
{
  stop_timer (core->backup_schedule);
  backups_pump (core);
}

void
backups_pump (Core *core)
{
  BackupSchedule *schedule = core->backup_schedule;

  if (!core->ready || work_runs (core, WORK_BACKUP_SERVER))
    return;
  if (schedule->timer == NULL)
    schedule->timer = core_timeout (core, g_random_int_range (LOOK_MS, 2 * LOOK_MS), look_cb);
  if (g_get_monotonic_time () >= schedule->until && is_due (core))
    start (core, NULL, NULL);
}

/* -- Commands. -- */

gboolean
backups_are_daily (Core *core)
{
  return number (core, SETTING_DAILY) != 0;
}

void
backups_set_daily (Core *core, gboolean daily)
{
  store_setting_put (core->store, SETTING_DAILY, daily ? "1" : NULL);
  backups_changed (core);
}

static void
daily_cb (Core *core, gpointer data)
{
  if (core->account == NULL)
    return;
  core_begin (core);
  backups_set_daily (core, GPOINTER_TO_INT (data));
  if (core_commit (core, NULL))
    look_cb (core, NULL);
}

void
core_set_daily_backup (Core *core, gboolean daily)
{
  core_post (core, daily_cb, GINT_TO_POINTER (daily), NULL);
}

static void
now_cb (Core *core, GTask *task)
{
  GError *error = NULL;

  if (can_start (core, &error))
    start (core, task, &error);
  if (error != NULL)
    g_task_return_error (task, error);
}

void
core_backup_server_async (Core *core,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  core_call (core, now_cb, NULL, NULL, cancellable, callback, user_data);
}

gboolean
core_backup_server_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
