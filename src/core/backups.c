/* backups: to a file, on the main device, whenever a person wants it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "backups.h"

#include "archive-save.h"
#include "backup-keys.h"
#include "core-backup.h"
#include "identity.h"
#include "pool.h"
#include "work.h"
#include "wrap.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* About what five words of a list of 7776 are, for a passphrase of other making. */
#define PASSPHRASE_WORDS 5
#define PASSPHRASE_CHARACTERS 16

typedef struct {
  Job job;     /* first: wraps the key */
  GTask *task; /* whose data this is */
  char *path;
  char *passphrase; /* NULL: the recovery key opens it */
  Id account;
  guint8 key[PRIM_KEY_BYTES];
  GBytes *way;
  guint64 generation;
} ToFile;

static void
to_file_free (gpointer data)
{
  ToFile *to = data;

  if (to->passphrase != NULL)
    prim_wipe (to->passphrase, strlen (to->passphrase));
  g_free (to->passphrase);
  g_free (to->path);
  prim_wipe (to->key, sizeof to->key);
  g_clear_pointer (&to->way, g_bytes_unref);
  job_clear (&to->job);
  g_free (to);
}

char *
backups_temporary (Core *core, const char *name)
{
  return g_build_filename (core->data_dir, name, NULL);
}

void
backups_remove_files (Core *core)
{
  static const char *const names[] = { BACKUPS_UPLOAD, BACKUPS_RESTORE, BACKUPS_HISTORY_OUT,
                                       BACKUPS_HISTORY_IN };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = backups_temporary (core, names[i]);
    g_autofree char *part = g_strconcat (path, ".part", NULL);

    g_unlink (path);
    g_unlink (part);
  }
}

static void
end (Core *core, ToFile *to, const GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&to->task);

  work_end (core, WORK_BACKUP_FILE, error);
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
progress_cb (Core *core, gint64 done, gint64 total, gpointer data)
{
  work_progress (core, WORK_BACKUP_FILE, 0, WORK_WHOLE, done, total);
}

static void
saved_cb (Core *core, guint64 size, const GError *error, gpointer data)
{
  end (core, data, error);
}

static void
save (Core *core, ToFile *to, GCancellable *cancellable)
{
  SaveOrder order = { .purpose = ARCHIVE_BACKUP,
                      .path = to->path,
                      .generation = to->generation,
                      .cancellable = cancellable,
                      .progress = progress_cb,
                      .done = saved_cb,
                      .data = to };

  order.ways[to->passphrase != NULL ? BACKUP_WAY_PASSPHRASE : BACKUP_WAY_RECOVERY] = to->way;
  memcpy (order.key, to->key, sizeof order.key);
  archive_save (core, &order);
  prim_wipe (order.key, sizeof order.key);
}

static void
wrap_cb (Job *job)
{
  ToFile *to = (ToFile *) job;

  to->way = wrap_seal_passphrase (to->passphrase, WRAP_COST_DEFAULT, WRAP_BACKUP_KEY, &to->account,
                                  to->key, sizeof to->key, &job->error);
}

static void
wrapped_cb (Core *core, Job *job)
{
  ToFile *to = (ToFile *) job;
  Id self = core_self (core);

  if (job->error == NULL &&
      (core->stopping || !id_equal (&self, &to->account) || !identity_is_primary (core)))
    g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the account is gone");
  if (job->error != NULL)
    end (core, to, job->error);
  else
    save (core, to, job->cancellable);
}

static gboolean
is_strong (const char *passphrase)
{
  g_auto (GStrv) words = g_strsplit_set (passphrase, " \t-", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    n += words[i][0] != '\0';
  return n >= PASSPHRASE_WORDS || g_utf8_strlen (passphrase, -1) >= PASSPHRASE_CHARACTERS;
}

static gboolean
take_key (Core *core, ToFile *to, GError **error)
{
  if (to->passphrase != NULL) {
    prim_random (to->key, sizeof to->key);
    if (is_strong (to->passphrase))
      return TRUE;
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                         _ ("The passphrase is too easy to guess. Take at least five words."));
    return FALSE;
  }
  to->way = backup_keys_way (core);
  if (to->way != NULL && backup_keys_get (core, to->key))
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                       _ ("Make a recovery key first, or give a passphrase."));
  return FALSE;
}

static gboolean
count (Core *core, ToFile *to, GError **error)
{
  core_begin (core);
  to->generation = backup_keys_count (core);
  return core_commit (core, error);
}

static GCancellable *
begin (Core *core, ToFile *to, GCancellable *cancellable, GError **error)
{
  if (!identity_is_primary (core)) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                         _ ("Only the main device can do this."));
    return NULL;
  }
  to->account = core_self (core);
  if (!take_key (core, to, error) || !count (core, to, error))
    return NULL;
  return work_begin (core, WORK_BACKUP_FILE, cancellable, error);
}

static void
backup_file_cb (Core *core, GTask *task)
{
  ToFile *to = g_task_get_task_data (task);
  GError *error = NULL;
  GCancellable *cancellable = begin (core, to, g_task_get_cancellable (task), &error);

  if (cancellable == NULL) {
    g_task_return_error (task, error);
    return;
  }
  to->task = g_object_ref (task);
  if (to->passphrase == NULL) {
    save (core, to, cancellable);
  } else {
    to->job.run = wrap_cb;
    to->job.done = wrapped_cb;
    to->job.cancellable = g_object_ref (cancellable);
    pool_run (core, &to->job);
  }
}

void
core_backup_file_async (Core *core,
                        const char *path,
                        const char *passphrase,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  ToFile *to = g_new0 (ToFile, 1);

  to->path = g_strdup (path);
  to->passphrase = g_strdup (passphrase);
  core_call (core, backup_file_cb, to, to_file_free, cancellable, callback, user_data);
}

gboolean
core_backup_file_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
