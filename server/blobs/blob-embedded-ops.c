/* blob-embedded-ops: what the server asks of its own store, each on a pool thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-embedded-private.h"

typedef struct {
  BlobFiles *files;
  char *key;
  char *upload;
  guint64 size;
  gint64 before;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  blob_files_unref (job->files);
  g_free (job->key);
  g_free (job->upload);
  g_free (job);
}

static void
run (BlobStore *store, Job job, GTask *task, GTaskThreadFunc func)
{
  job.files = blob_files_ref (((BlobEmbedded *) store)->files);
  job.key = g_strdup (job.key);
  job.upload = g_strdup (job.upload);
  g_task_set_task_data (task, g_memdup2 (&job, sizeof job), job_free);
  g_task_run_in_thread (task, func);
  g_object_unref (task);
}

static void
return_boolean (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
return_pointer (GTask *task, gpointer result, GDestroyNotify destroy, GError *error)
{
  if (result)
    g_task_return_pointer (task, result, destroy);
  else
    g_task_return_error (task, error);
}

static void
head_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  gint64 size = blob_files_size (job->files, job->key, &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, size);
}

static void
remove_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  gboolean done = blob_files_remove (job->files, job->key, &error);
  return_boolean (task, done, error);
}

static void
begin_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  char *name = blob_files_begin (job->files, job->size, &error);
  return_pointer (task, name, g_free, error);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  GPtrArray *parts = blob_files_list (job->files, job->upload, &error);
  return_pointer (task, parts, (GDestroyNotify) g_ptr_array_unref, error);
}

static void
join_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  gboolean done = blob_files_join (job->files, job->upload, job->key, &error);
  return_boolean (task, done, error);
}

static void
abort_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  gboolean done = blob_files_abort (job->files, job->upload, &error);
  return_boolean (task, done, error);
}

static void
sweep_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  g_task_return_int (task, blob_files_sweep (job->files, job->before));
}

void
embedded_head (BlobStore *store, const char *key, GTask *task)
{
  run (store, (Job) { .key = (char *) key }, task, head_in_thread);
}

void
embedded_remove (BlobStore *store, const char *key, GTask *task)
{
  run (store, (Job) { .key = (char *) key }, task, remove_in_thread);
}

void
embedded_begin (BlobStore *store, const char *key, guint64 size, GTask *task)
{
  run (store, (Job) { .size = size }, task, begin_in_thread);
}

void
embedded_list (BlobStore *store, const char *key, const char *upload, GTask *task)
{
  run (store, (Job) { .upload = (char *) upload }, task, list_in_thread);
}

/* The parts that are there are the ones that were listed: nobody but us gives addresses of others.
 */
void
embedded_join (BlobStore *store, const char *key, const char *upload, GPtrArray *parts, GTask *task)
{
  run (store, (Job) { .key = (char *) key, .upload = (char *) upload }, task, join_in_thread);
}

void
embedded_abort (BlobStore *store, const char *key, const char *upload, GTask *task)
{
  run (store, (Job) { .upload = (char *) upload }, task, abort_in_thread);
}

void
embedded_sweep (BlobStore *store, gint64 before, GTask *task)
{
  run (store, (Job) { .before = before }, task, sweep_in_thread);
}
