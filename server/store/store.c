/* store: the queue in front of the database and the thread that empties it (group commit).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-backend.h"

#include "crash.h"

#define QUEUE_MAX 8192
#define BATCH_MAX 256

typedef struct {
  StoreOp op;
  gpointer args;
  StoreDone done;
  gpointer data;
  GError *error;
  GAsyncQueue *reply; /* of a caller that waits, instead of done */
  gboolean stop;      /* the last one: the thread ends */
} Request;

typedef struct {
  Store *store;
  GPtrArray *requests;
} Batch;

struct Store {
  const StoreBackend *backend;
  gpointer db;
  GMainContext *context;
  GAsyncQueue *queue;
  GThread *thread;
  gint closed; /* atomic: done callbacks are dropped from now on */
  gint refs;   /* atomic: the owner, and each batch on its way back */
};

static const gboolean op_writes[STORE_N_OPS + 1] = {
#define STORE_WRITES_(name, Args, writes) [STORE_OP_##name] = writes,
  STORE_OPS (STORE_WRITES_)
#undef STORE_WRITES_
};

static void
store_unref (Store *store)
{
  if (!g_atomic_int_dec_and_test (&store->refs))
    return;
  g_async_queue_unref (store->queue);
  g_main_context_unref (store->context);
  g_free (store);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  if (request->reply != NULL) {
    g_async_queue_push (request->reply, request);
    return;
  }
  g_clear_error (&request->error);
  g_free (request);
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_ptr_array_unref (batch->requests);
  store_unref (batch->store);
  g_free (batch);
}

static gboolean
batch_done_cb (gpointer data)
{
  Batch *batch = data;

  for (guint i = 0; i < batch->requests->len; i++) {
    Request *request = batch->requests->pdata[i];

    if (request->done != NULL && !g_atomic_int_get (&batch->store->closed))
      request->done (request->data, request->error);
  }
  return G_SOURCE_REMOVE;
}

static void
batch_return (Store *store, GPtrArray *requests)
{
  Batch *batch = g_new0 (Batch, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_atomic_int_inc (&store->refs);
  batch->store = store;
  batch->requests = requests;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, batch_done_cb, batch, batch_free);
  g_source_set_static_name (source, "store results");
  g_source_attach (source, store->context);
}

static void
fail (Request *request, const GError *error)
{
  g_clear_error (&request->error);
  request->error = g_error_copy (error);
}

/* Housekeeping passes no crash point, so that tests can count. */
static gboolean
somebody_asked (const Request *request)
{
  return op_writes[request->op] && request->op != STORE_OP_expire && request->op != STORE_OP_purge;
}

/* FALSE: it has failed and written something before. */
static gboolean
run_write (Store *store, Request *request)
{
  const StoreBackend *backend = store->backend;
  gint64 written = backend->written (store->db);

  g_clear_error (&request->error);
  if (!backend->run[request->op](store->db, request->args, &request->error))
    return backend->written (store->db) == written;
  if (somebody_asked (request))
    crash_point (CRASH_MID_BATCH);
  return TRUE;
}

/* All in one transaction. FALSE: nothing was stored, because of error, or spoiled by one of them.
 */
static gboolean
store_together (Store *store, GPtrArray *writes, gboolean *spoiled, GError **error)
{
  const StoreBackend *backend = store->backend;
  gboolean counts = FALSE;

  *spoiled = FALSE;
  if (!backend->begin (store->db, error))
    return FALSE;
  for (guint i = 0; i < writes->len && !*spoiled; i++) {
    *spoiled = !run_write (store, writes->pdata[i]);
    counts |= somebody_asked (writes->pdata[i]);
  }
  if (!*spoiled && counts)
    crash_point (CRASH_BEFORE_COMMIT);
  if (!*spoiled && backend->commit (store->db, error)) {
    if (counts)
      crash_point (CRASH_AFTER_COMMIT);
    return TRUE;
  }
  backend->rollback (store->db);
  return FALSE;
}

static void
store_alone (Store *store, Request *request)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gboolean spoiled;

  g_ptr_array_add (one, request);
  if (!store_together (store, one, &spoiled, &error) && !spoiled)
    fail (request, error);
}

/* Each undone alone would take savepoints, which cost an eighth of all that a message costs. What
 * fails has hardly ever written before (the disk is full); then each has a transaction of its own.
 */
static void
run_writes (Store *store, GPtrArray *writes)
{
  g_autoptr (GError) error = NULL;
  gboolean spoiled;

  if (store_together (store, writes, &spoiled, &error))
    return;
  for (guint i = 0; i < writes->len; i++) {
    if (spoiled)
      store_alone (store, writes->pdata[i]);
    else
      fail (writes->pdata[i], error);
  }
}

static void
run_batch (Store *store, GPtrArray *requests)
{
  g_autoptr (GPtrArray) writes = g_ptr_array_new ();

  for (guint i = 0; i < requests->len; i++)
    if (op_writes[((Request *) requests->pdata[i])->op])
      g_ptr_array_add (writes, requests->pdata[i]);
  if (writes->len > 0)
    run_writes (store, writes);
  for (guint i = 0; i < requests->len; i++) {
    Request *request = requests->pdata[i];

    if (request->op != STORE_N_OPS && !op_writes[request->op])
      store->backend->run[request->op](store->db, request->args, &request->error);
  }
}

/* Those whose caller waits go back at once and not over the loop. */
static void
release_waiting (GPtrArray *requests)
{
  for (guint i = 0; i < requests->len;)
    if (((Request *) requests->pdata[i])->reply != NULL)
      g_ptr_array_remove_index (requests, i);
    else
      i++;
}

/* Waits for a request, then takes what else is queued. TRUE when the thread shall end after it. */
static gboolean
collect_batch (Store *store, GPtrArray *requests)
{
  Request *request = g_async_queue_pop (store->queue);

  while (request != NULL) {
    if (request->stop) {
      request_free (request);
      return TRUE;
    }
    g_ptr_array_add (requests, request);
    request = requests->len < BATCH_MAX ? g_async_queue_try_pop (store->queue) : NULL;
  }
  return FALSE;
}

static gpointer
store_thread (gpointer data)
{
  Store *store = data;
  gboolean stop = FALSE;

  while (!stop) {
    g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func (request_free);

    stop = collect_batch (store, requests);
    run_batch (store, requests);
    release_waiting (requests);
    if (requests->len > 0)
      batch_return (store, g_steal_pointer (&requests));
  }
  return NULL;
}

Store *
store_open (const char *path, gint64 max_bytes, GMainContext *context, GError **error)
{
  gpointer db = sqlite_open (path, max_bytes, error);
  Store *store;

  if (db == NULL)
    return NULL;
  store = g_new0 (Store, 1);
  store->backend = &store_sqlite;
  store->db = db;
  store->context =
      context != NULL ? g_main_context_ref (context) : g_main_context_ref_thread_default ();
  store->queue = g_async_queue_new_full (request_free);
  store->refs = 1;
  store->thread = g_thread_new ("store", store_thread, store);
  return store;
}

static void
push_stop (Store *store)
{
  Request *request = g_new0 (Request, 1);

  request->stop = TRUE;
  g_async_queue_push (store->queue, request);
}

void
store_close (Store *store)
{
  if (store == NULL)
    return;
  push_stop (store);
  g_thread_join (store->thread);
  g_atomic_int_set (&store->closed, TRUE);
  store->backend->close (store->db);
  store_unref (store);
}

const char *
store_epoch (Store *store)
{
  return store->backend->epoch (store->db);
}

guint
store_queued (Store *store)
{
  return MAX (g_async_queue_length (store->queue), 0);
}

void
store_post (Store *store, StoreOp op, gpointer args, StoreDone done, gpointer data)
{
  Request *request = g_new0 (Request, 1);

  request->op = op;
  request->args = args;
  request->done = done;
  request->data = data;
  if (store_queued (store) < QUEUE_MAX) {
    g_async_queue_push (store->queue, request);
    return;
  }
  GPtrArray *requests = g_ptr_array_new_with_free_func (request_free);

  request->error = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_BUSY, "too much to write at once");
  g_ptr_array_add (requests, request);
  batch_return (store, requests);
}

/* Waits for a request that stands on the caller's stack. */
static void
push_and_wait (Store *store, Request *request)
{
  g_autoptr (GAsyncQueue) reply = g_async_queue_new ();

  request->reply = reply;
  g_async_queue_push (store->queue, request);
  g_async_queue_pop (reply);
}

gboolean
store_run (Store *store, StoreOp op, gpointer args, GError **error)
{
  Request request = { .op = op, .args = args };

  push_and_wait (store, &request);
  if (request.error == NULL)
    return TRUE;
  g_propagate_error (error, request.error);
  return FALSE;
}

void
store_flush (Store *store)
{
  Request request = { .op = STORE_N_OPS };

  push_and_wait (store, &request);
}
