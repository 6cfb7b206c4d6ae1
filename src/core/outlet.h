/* outlet: hands batches over to the thread of the front end, one invocation each, and can be shut.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

typedef struct _Outlet Outlet;

/* On the front end's thread; its thread-default context is where batches arrive. */
Outlet *outlet_new (CoreBatchFunc on_batch, gpointer user_data);
/* On the front end's thread: nothing comes any more. */
void outlet_close (Outlet *outlet);
/* From the core thread. Takes batch. */
void outlet_emit (Outlet *outlet, Batch *batch);
