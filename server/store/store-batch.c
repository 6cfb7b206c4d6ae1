/* store-batch: one transaction for all, or one for each.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-batch.h"

#include "crash.h"

static const gboolean op_writes[STORE_N_OPS + 1] = {
#define STORE_WRITES_(name, Args, writes) [STORE_OP_##name] = writes,
  STORE_OPS (STORE_WRITES_)
#undef STORE_WRITES_
};

static void
fail (Request *request, const GError *error)
{
  g_clear_error (&request->error);
  request->error = g_error_copy (error);
}

/* Housekeeping and coming back pass no crash point, so that tests can count. */
static gboolean
somebody_asked (const Request *request)
{
  return op_writes[request->op] && request->op != STORE_OP_login &&
         request->op != STORE_OP_expire && request->op != STORE_OP_purge &&
         request->op != STORE_OP_pending_expire && request->op != STORE_OP_fanout;
}

/* FALSE: it has failed and written something before. */
static gboolean
run_write (const StoreBackend *backend, gpointer db, Request *request)
{
  gint64 written = backend->written (db);

  g_clear_error (&request->error);
  if (!backend->run[request->op](db, request->args, &request->error))
    return backend->written (db) == written;
  if (somebody_asked (request))
    crash_point (CRASH_MID_BATCH);
  return TRUE;
}

/* All in one transaction. FALSE: nothing was stored, because of error, or spoiled by one of them.
 */
static gboolean
store_together (const StoreBackend *backend,
                gpointer db,
                GPtrArray *writes,
                gboolean *spoiled,
                GError **error)
{
  gboolean counts = FALSE;

  *spoiled = FALSE;
  if (!backend->begin (db, error))
    return FALSE;
  for (guint i = 0; i < writes->len && !*spoiled; i++) {
    *spoiled = !run_write (backend, db, writes->pdata[i]);
    counts |= somebody_asked (writes->pdata[i]);
  }
  if (!*spoiled && counts)
    crash_point (CRASH_BEFORE_COMMIT);
  if (!*spoiled && backend->commit (db, error)) {
    if (counts)
      crash_point (CRASH_AFTER_COMMIT);
    return TRUE;
  }
  backend->rollback (db);
  return FALSE;
}

static void
store_alone (const StoreBackend *backend, gpointer db, Request *request)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gboolean spoiled;

  g_ptr_array_add (one, request);
  if (!store_together (backend, db, one, &spoiled, &error) && !spoiled)
    fail (request, error);
}

/* Each undone alone would take savepoints, which cost an eighth of all that a message costs. What
 * fails has hardly ever written before (the disk is full); then each has a transaction of its own.
 */
static void
run_writes (const StoreBackend *backend, gpointer db, GPtrArray *writes)
{
  g_autoptr (GError) error = NULL;
  gboolean spoiled;

  if (store_together (backend, db, writes, &spoiled, &error))
    return;
  for (guint i = 0; i < writes->len; i++) {
    if (spoiled)
      store_alone (backend, db, writes->pdata[i]);
    else
      fail (writes->pdata[i], error);
  }
}

void
batch_run (const StoreBackend *backend, gpointer db, GPtrArray *requests)
{
  g_autoptr (GPtrArray) writes = g_ptr_array_new ();

  for (guint i = 0; i < requests->len; i++)
    if (op_writes[((Request *) requests->pdata[i])->op])
      g_ptr_array_add (writes, requests->pdata[i]);
  if (writes->len > 0)
    run_writes (backend, db, writes);
  for (guint i = 0; i < requests->len; i++) {
    Request *request = requests->pdata[i];

    if (request->op != STORE_N_OPS && !op_writes[request->op])
      backend->run[request->op](db, request->args, &request->error);
  }
}
