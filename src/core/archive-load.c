/* archive-load: see the header. The loader belongs to the pool's thread while a job runs, and to
 * the core's between jobs. SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-load.h"

#include "archive-put.h"
#include "pool.h"

#include <string.h>

/* Rows in a transaction. */
#define BATCH 250
#define LOOK 1000

struct _Load {
  Job job; /* first */
  char *path;
  char *typed;
  GCancellable *cancellable;
  gboolean expects;
  Id account;
  guint8 account_key[PRIM_SIGN_PUBLIC_BYTES];
  guint8 key[PRIM_KEY_BYTES];
  BackupLoader *loader;
  ArchiveRecord *head;
  ArchiveRecord *secret;
  GPtrArray *records; /* the next to be put */
  GHashTable *touched;
  gint64 put;
  void (*progress) (Core *core, gint64 done, gint64 total, gpointer data);
  LoadFunc done;
  gpointer data;
};

Load *
load_new (const char *path, const char *typed, GCancellable *cancellable)
{
  Load *load = g_new0 (Load, 1);

  load->path = g_strdup (path);
  load->typed = g_strdup (typed);
  load->cancellable = g_object_ref (cancellable);
  load->touched = archive_touched_new ();
  return load;
}

void
load_free (Load *load)
{
  if (load == NULL)
    return;
  if (load->typed != NULL)
    prim_wipe (load->typed, strlen (load->typed));
  g_free (load->typed);
  g_free (load->path);
  g_object_unref (load->cancellable);
  prim_wipe (load->key, sizeof load->key);
  backup_loader_free (load->loader);
  archive_record_free (load->head);
  archive_record_free (load->secret);
  g_clear_pointer (&load->records, g_ptr_array_unref);
  g_hash_table_unref (load->touched);
  job_clear (&load->job);
  g_free (load);
}

void
load_expect (Load *load,
             const Id *account,
             const guint8 account_key[PRIM_SIGN_PUBLIC_BYTES],
             const guint8 key[PRIM_KEY_BYTES])
{
  load->expects = TRUE;
  load->account = *account;
  memcpy (load->account_key, account_key, sizeof load->account_key);
  memcpy (load->key, key, sizeof load->key);
}

const BackupHeader *
load_header (Load *load)
{
  return backup_loader_header (load->loader);
}

const ArchiveHead *
load_head (Load *load)
{
  return &load->head->head;
}

const ArchiveSecret *
load_secret (Load *load)
{
  return load->secret != NULL ? &load->secret->secret : NULL;
}

gboolean
load_by_recovery (Load *load)
{
  return backup_loader_by_recovery (load->loader);
}

static void
start (Core *core, Load *load, void (*run) (Job *job), void (*done) (Core *core, Job *job))
{
  job_clear (&load->job);
  load->job.run = run;
  load->job.done = done;
  load->job.cancellable = g_object_ref (load->cancellable);
  pool_run (core, &load->job);
}

/* -- Looking through it. -- */

static gboolean
open_it (Load *load, GError **error)
{
  load->loader = backup_loader_new (load->path, error);
  if (load->loader == NULL)
    return FALSE;
  if (load->typed != NULL)
    return backup_loader_unlock (load->loader, load->typed, error);
  backup_loader_set_key (load->loader, load->key);
  backup_loader_expect (load->loader, &load->account, load->account_key, 0);
  return TRUE;
}

/* Keeps what has to be known before the rest is used. */
static void
keep (Load *load, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++) {
    ArchiveRecord *record = records->pdata[i];

    if (record->kind == ARCHIVE_HEAD)
      load->head = g_steal_pointer (&records->pdata[i]);
    else if (record->kind == ARCHIVE_SECRET)
      load->secret = g_steal_pointer (&records->pdata[i]);
  }
}

static void
look_through_cb (Job *job)
{
  Load *load = (Load *) job;

  if (!open_it (load, &job->error))
    return;
  for (;;) {
    g_autoptr (GPtrArray) records = backup_loader_next (load->loader, LOOK, &job->error);

    if (records == NULL || g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
      break;
    keep (load, records);
  }
  if (job->error == NULL)
    backup_loader_rewind (load->loader, &job->error);
}

static void
looked_cb (Core *core, Job *job)
{
  Load *load = (Load *) job;
  g_autoptr (GError) error = g_steal_pointer (&job->error);

  if (error == NULL && core->stopping)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the program is closing");
  load->done (core, load, error, load->data);
}

void
load_check (Core *core, Load *load, LoadFunc done, gpointer data)
{
  load->done = done;
  load->data = data;
  start (core, load, look_through_cb, looked_cb);
}

/* -- Putting it into the store. -- */

static void
read_cb (Job *job)
{
  Load *load = (Load *) job;

  load->records = backup_loader_next (load->loader, BATCH, &job->error);
}

static gboolean
put_records (Core *core, Load *load, GError **error)
{
  core_begin (core);
  for (guint i = 0; i < load->records->len; i++) {
    const ArchiveRecord *record = load->records->pdata[i];

    archive_put (core, record, load->touched);
    load->put += record->kind == ARCHIVE_MESSAGE;
  }
  archive_settle (core, load->touched);
  g_clear_pointer (&load->records, g_ptr_array_unref);
  return core_commit (core, error);
}

static void
records_cb (Core *core, Job *job)
{
  Load *load = (Load *) job;
  g_autoptr (GError) error = g_steal_pointer (&job->error);
  gboolean last = load->records == NULL;

  if (error == NULL && core->stopping)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the program is closing");
  if (error == NULL)
    g_cancellable_set_error_if_cancelled (load->cancellable, &error);
  if (error == NULL && !last)
    put_records (core, load, &error);
  if (error != NULL || last) {
    load->done (core, load, error, load->data);
    return;
  }
  if (load->progress != NULL)
    load->progress (core, load->put, load_head (load)->messages, load->data);
  start (core, load, read_cb, records_cb);
}

void
load_put (Core *core,
          Load *load,
          void (*progress) (Core *core, gint64 done, gint64 total, gpointer data),
          LoadFunc done,
          gpointer data)
{
  load->progress = progress;
  load->done = done;
  load->data = data;
  start (core, load, read_cb, records_cb);
}
