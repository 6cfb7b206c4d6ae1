/* pool: a few threads for straight-line blocking work; its end is told on the core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

typedef struct _Job Job;
struct _Job {
  /* On a pool thread: may block, touches nothing but the job. */
  void (*run) (Job *job);
  /* On the core thread, always once, also when the core stops (job->core->stopping). Frees the job.
   */
  void (*done) (Core *core, Job *job);
  Core *core;
  GCancellable *cancellable;
  GError *error;
};

Pool *pool_new (void);
/* Waits for what runs. */
void pool_free (Pool *pool);
/* Fills in core and cancellable. */
void pool_run (Core *core, Job *job);
void job_clear (Job *job);
