/* store: the queue in front of the database and the thread that empties it (group commit).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-batch.h"

#define QUEUE_MAX 8192
#define BATCH_MAX 256
#define POSTED_MAX 64 /* more in one transaction saves little */

typedef struct {
  Store *store;
  GPtrArray *requests;
} Batch;

struct Store {
  const StoreBackend *backend;
  gpointer db;
  GMainContext *context;
  GPtrArray *posted; /* of Request: in this turn of the loop; NULL when none was */
  GSource *turn;
  GAsyncQueue *queue; /* of such arrays */
  guint queued;       /* atomic: requests not taken by the thread yet */
  GThread *thread;
  gint closed; /* atomic: done callbacks are dropped from now on */
  gint refs;   /* atomic: the owner, and each batch on its way back */
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

/* Waits for requests, then takes what else is queued. TRUE when the thread shall end after them. */
static gboolean
collect_batch (Store *store, GPtrArray *requests)
{
  GPtrArray *posted = g_async_queue_pop (store->queue);

  while (posted != NULL) {
    g_ptr_array_extend_and_steal (requests, posted);
    posted = requests->len < BATCH_MAX ? g_async_queue_try_pop (store->queue) : NULL;
  }
  g_atomic_int_add (&store->queued, -(gint) requests->len);
  Request *last = requests->pdata[requests->len - 1];

  if (!last->stop)
    return FALSE;
  g_ptr_array_set_size (requests, (gint) requests->len - 1);
  return TRUE;
}

static gpointer
store_thread (gpointer data)
{
  Store *store = data;
  gboolean stop = FALSE;

  while (!stop) {
    g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func (request_free);

    stop = collect_batch (store, requests);
    batch_run (store->backend, store->db, requests);
    release_waiting (requests);
    if (requests->len > 0)
      batch_return (store, g_steal_pointer (&requests));
  }
  return NULL;
}

static void
push_posted (Store *store)
{
  if (store->posted != NULL)
    g_async_queue_push (store->queue, g_steal_pointer (&store->posted));
}

static void
add_posted (Store *store, Request *request)
{
  if (store->posted == NULL)
    store->posted = g_ptr_array_new_with_free_func (request_free);
  g_ptr_array_add (store->posted, request);
  g_atomic_int_inc (&store->queued);
  if (store->posted->len >= POSTED_MAX)
    push_posted (store);
}

/* What is posted in one turn of the loop goes over together: one by one, each would wake the thread
 * and have a transaction nearly for itself. */
typedef struct {
  GSource source;
  Store *store;
} Turn;

static gboolean
turn_prepare (GSource *source, gint *timeout)
{
  Store *store = ((Turn *) source)->store;

  *timeout = -1;
  push_posted (store);
  return FALSE;
}

static GSource *
turn_new (Store *store)
{
  static GSourceFuncs funcs = { .prepare = turn_prepare };
  GSource *source = g_source_new (&funcs, sizeof (Turn));

  ((Turn *) source)->store = store;
  g_source_set_priority (source, G_PRIORITY_HIGH); /* before any that could hide it */
  g_source_set_static_name (source, "store posts");
  g_source_attach (source, store->context);
  return source;
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
  store->queue = g_async_queue_new_full ((GDestroyNotify) g_ptr_array_unref);
  store->refs = 1;
  store->turn = turn_new (store);
  store->thread = g_thread_new ("store", store_thread, store);
  return store;
}

static void
push_stop (Store *store)
{
  Request *request = g_new0 (Request, 1);

  request->stop = TRUE;
  add_posted (store, request);
  push_posted (store);
}

void
store_close (Store *store)
{
  if (store == NULL)
    return;
  g_source_destroy (store->turn);
  g_source_unref (store->turn);
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
  return g_atomic_int_get (&store->queued);
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
    add_posted (store, request);
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
  add_posted (store, request);
  push_posted (store);
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
