/* pool: three threads, so that one big upload does not stand in the way of everything.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pool.h"

#define THREADS 3

struct _Pool {
  GThreadPool *threads;
};

static void
done_cb (Core *core, gpointer data)
{
  Job *job = data;

  core->calls--;
  job->done (core, job);
}

static void
run_cb (gpointer data, gpointer user_data)
{
  Job *job = data;

  if (!g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
    job->run (job);
  core_post (job->core, done_cb, job, NULL);
}

Pool *
pool_new (void)
{
  Pool *pool = g_new0 (Pool, 1);

  pool->threads = g_thread_pool_new (run_cb, NULL, THREADS, FALSE, NULL);
  return pool;
}

void
pool_free (Pool *pool)
{
  if (pool == NULL)
    return;
  g_thread_pool_free (pool->threads, FALSE, TRUE);
  g_free (pool);
}

void
pool_run (Core *core, Job *job)
{
  job->core = core;
  if (job->cancellable == NULL)
    job->cancellable = g_cancellable_new ();
  core->calls++;
  if (core->pool != NULL) {
    g_thread_pool_push (core->pool->threads, job, NULL);
    return;
  }
  /* The core stops, and what was posted before that comes now. */
  g_cancellable_cancel (job->cancellable);
  run_cb (job, NULL);
}

void
job_clear (Job *job)
{
  g_clear_object (&job->cancellable);
  g_clear_error (&job->error);
}
