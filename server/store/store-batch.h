/* store-batch: what was queued together, run together.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-backend.h"

typedef struct {
  StoreOp op;
  gpointer args;
  StoreDone done;
  gpointer data;
  GError *error;
  GAsyncQueue *reply; /* of a caller that waits, instead of done */
  gboolean stop;      /* the last one: the thread ends */
} Request;

/* Runs the writes of these Request in one transaction if that is possible, then the reads; each has
 * its error afterwards. */
void batch_run (const StoreBackend *backend, gpointer db, GPtrArray *requests);
