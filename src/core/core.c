/* core: the thread, and the way in. Commands are closures run on the core's context; answers are
 * tasks or rows. SPDX-License-Identifier: GPL-3.0-or-later */
#include "core.h"
#include "core-private.h"

#include "backup-keys.h"
#include "backups.h"
#include "broadcast.h"
#include "budget.h"
#include "contact-tell.h"
#include "devices.h"
#include "expiry.h"
#include "former.h"
#include "groups.h"
#include "identity.h"
#include "once.h"
#include "pairing.h"
#include "peers.h"
#include "prekeys.h"
#include "sessions.h"
#include "stickers.h"

#include "media.h"
#include "outlet.h"
#include "pool.h"
#include "primitives.h"
#include "unsaved.h"
#include "work.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define STOP_TIME (3 * G_USEC_PER_SEC)

typedef struct {
  Core *core;
  CoreFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Posted;

static void
posted_free (gpointer data)
{
  Posted *posted = data;

  if (posted->destroy != NULL)
    posted->destroy (posted->data);
  g_free (posted);
}

static gboolean
posted_cb (gpointer data)
{
  Posted *posted = data;

  posted->func (posted->core, posted->data);
  return G_SOURCE_REMOVE;
}

static Posted *
posted_new (Core *core, CoreFunc func, gpointer data, GDestroyNotify destroy)
{
  Posted *posted = g_new0 (Posted, 1);

  *posted = (Posted) { core, func, data, destroy };
  return posted;
}

void
core_post (Core *core, CoreFunc func, gpointer data, GDestroyNotify destroy)
{
  g_async_queue_push (core->commands, posted_new (core, func, data, destroy));
  g_main_context_wakeup (core->context);
}

/* One source for all commands, one command a turn: a burst of them must not keep the socket
 * waiting. */
typedef struct {
  GSource source;
  Core *core;
} Commands;

static gboolean
commands_check (GSource *source)
{
  return g_async_queue_length (((Commands *) source)->core->commands) > 0;
}

static gboolean
commands_prepare (GSource *source, int *timeout)
{
  *timeout = -1;
  return commands_check (source);
}

static gboolean
commands_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  Posted *posted = g_async_queue_try_pop (((Commands *) source)->core->commands);

  if (posted != NULL) {
    posted_cb (posted);
    posted_free (posted);
  }
  return G_SOURCE_CONTINUE;
}

static void
attach_commands (Core *core)
{
  static GSourceFuncs funcs = { .prepare = commands_prepare,
                                .check = commands_check,
                                .dispatch = commands_dispatch };
  GSource *source = g_source_new (&funcs, sizeof (Commands));

  ((Commands *) source)->core = core;
  g_source_attach (source, core->context);
  g_source_unref (source);
}

GSource *
core_timeout (Core *core, gint64 delay_ms, CoreFunc func)
{
  GSource *source = g_timeout_source_new ((guint) CLAMP (delay_ms, 0, G_MAXINT32));

  g_source_set_callback (source, posted_cb, posted_new (core, func, NULL, NULL), posted_free);
  g_source_attach (source, core->context);
  return source;
}

/* -- Calls that answer. -- */

typedef struct {
  CoreCall func;
  GTask *task;
} Called;

static void
called_free (gpointer data)
{
  Called *called = data;

  g_object_unref (called->task);
  g_free (called);
}

static void
called_cb (Core *core, gpointer data)
{
  Called *called = data;

  if (core->stopping)
    g_task_return_new_error_literal (called->task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                     _ ("The program is closing."));
  else
    called->func (core, called->task);
}

void
core_call (Core *core,
           CoreCall func,
           gpointer data,
           GDestroyNotify destroy,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  Called *called = g_new0 (Called, 1);

  called->func = func;
  called->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_task_data (called->task, data, destroy);
  core_post (core, called_cb, called, called_free);
}

/* -- HTTP. -- */

typedef struct {
  Core *core;
  Api *api; /* to be freed, or NULL */
  RestCall call;
  RestDone done;
  gpointer data;
} Rest;

static void
rest_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  Core *core = rest->core;
  g_autoptr (GError) error = NULL;
  Api *api = rest->api != NULL ? rest->api : core->api;
  gpointer reply = api_call_finish (api, result, &error);

  core->calls--;
  rest->done (core, reply, error, rest->data);
  if (reply != NULL)
    codec_free_secret (&rest_info (rest->call)->reply, reply);
  api_free (rest->api);
  g_free (rest);
}

static void
start_rest (Core *core,
            Api *api,
            Api *owned,
            GCancellable *cancellable,
            RestCall call,
            const char *param,
            gconstpointer request,
            RestDone done,
            gpointer data)
{
  Rest *rest = g_new0 (Rest, 1);

  *rest = (Rest) { core, owned, call, done, data };
  core->calls++;
  api_call_async (api, call, param, request, cancellable, rest_cb, rest);
}

void
core_rest_until (Core *core,
                 GCancellable *cancellable,
                 RestCall call,
                 const char *param,
                 gconstpointer request,
                 RestDone done,
                 gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (core->api != NULL && !core->stopping) {
    start_rest (core, core->api, NULL, cancellable, call, param, request, done, data);
    return;
  }
  error = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_UNAUTHORIZED,
                               _ ("This device does not belong to an account."));
  done (core, NULL, error, data);
}

void
core_rest (Core *core,
           RestCall call,
           const char *param,
           gconstpointer request,
           RestDone done,
           gpointer data)
{
  core_rest_until (core, core->cancellable, call, param, request, done, data);
}

void
core_rest_with (Core *core,
                Api *api,
                RestCall call,
                gconstpointer request,
                RestDone done,
                gpointer data)
{
  start_rest (core, api, api, core->cancellable, call, NULL, request, done, data);
}

/* -- Small things everybody needs. -- */

static gint64
real_clock (gpointer data)
{
  return g_get_real_time () / 1000;
}

gint64
core_now (Core *core)
{
  return core->clock (core->clock_data);
}

void
core_set_clock (Core *core, CoreClock clock, gpointer data)
{
  core->clock = clock;
  core->clock_data = data;
}

Id
core_self (Core *core)
{
  Id none = { 0 };

  return core->account != NULL ? core->account->acc : none;
}

char *
core_media_path (Core *core, const Id *owner, const Id *id)
{
  Id ids[2] = { *owner, *id };
  guint8 hash[PRIM_HASH_BYTES];
  g_autofree char *name = NULL;

  prim_hash ("Whinchat file name", ids, sizeof ids, hash);
  name = base64url_encode (hash, ID_BYTES);
  return g_build_filename (core->media_dir, name, NULL);
}

/* -- The thread. -- */

typedef struct {
  Core *core;
  GMutex mutex;
  GCond cond;
  gboolean opened;
  GError *error;
} Start;

void
core_prepare (void)
{
  if (!envelope_init (&engine_omemo, NULL))
    g_debug ("encryption does not work here");
}

static gboolean
set_up (Core *core, GError **error)
{
  if (!prim_init (error) || !envelope_init (&engine_omemo, error))
    return FALSE;
  core->store = store_open (core->data_dir, keyring_key (core->keyring), error);
  if (core->store == NULL)
    return FALSE;
  if (g_mkdir_with_parents (core->media_dir, 0700) != 0) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The folder %s cannot be made."),
                 core->media_dir);
    return FALSE;
  }
  core->cancellable = g_cancellable_new ();
  core->changes = changes_new ();
  core->unsaved = unsaved_new ();
  core->prekeys = prekeys_new ();
  core->peers = peers_new ();
  core->asked = devices_new ();
  core->wanted = sessions_new ();
  core->budgets = budgets_new ();
  core->outbox = outbox_new ();
  core->receipts = receipts_new ();
  core->presence = presence_new ();
  core->contact_tells = contact_tells_new ();
  core->media = media_queue_new ();
  core->sync = sync_new ();
  core->works = works_new ();
  core->groups = groups_new ();
  core->backup_keys = backup_keys_new ();
  core->backup_schedule = backup_schedule_new ();
  core->pool = pool_new ();
  core->previews_anywhere = g_getenv ("WHINCHAT_TEST_PREVIEWS") != NULL;
  core->expiry = expiry_new (core);
  core->viewing = g_ptr_array_new_with_free_func (g_object_unref);
  core->stickers_wanted = g_ptr_array_new_with_free_func (g_object_unref);
  return TRUE;
}

static void
tear_down (Core *core)
{
  gint64 deadline = g_get_monotonic_time () + STOP_TIME;

  core->stopping = TRUE;
  if (core->store != NULL)
    former_on_lost (core);
  if (core->cancellable != NULL)
    g_cancellable_cancel (core->cancellable);
  g_clear_pointer (&core->link, link_free);
  if (core->media != NULL)
    media_queue_stop (core->media);
  if (core->works != NULL)
    works_stop (core);
  if (core->viewing != NULL)
    once_stop (core);
  if (core->stickers_wanted != NULL)
    stickers_stop (core);
  g_clear_pointer (&core->tiles, tiles_free);
  g_clear_pointer (&core->pool, pool_free);
  g_clear_pointer (&core->expiry, expiry_free);
  g_clear_pointer (&core->viewing, g_ptr_array_unref);
  while (g_main_context_iteration (core->context, FALSE) ||
         (core->calls > 0 && g_get_monotonic_time () < deadline))
    if (core->calls > 0)
      g_thread_yield ();
  g_clear_pointer (&core->stickers_wanted, g_ptr_array_unref);
  g_clear_pointer (&core->api, api_free);
  g_clear_pointer (&core->transfers, transfers_unref);
  g_clear_pointer (&core->media, media_queue_free);
  g_clear_pointer (&core->outbox, outbox_free);
  g_clear_pointer (&core->receipts, receipts_free);
  g_clear_pointer (&core->presence, presence_free);
  g_clear_pointer (&core->contact_tells, contact_tells_free);
  g_clear_pointer (&core->sync, sync_free);
  g_clear_pointer (&core->changes, changes_free);
  g_clear_pointer (&core->unsaved, g_hash_table_unref);
  g_clear_pointer (&core->account, store_account_free);
  g_clear_pointer (&core->link_row, link_row_unref);
  g_clear_pointer (&core->store, store_close);
  pairing_stop (core);
  g_clear_pointer (&core->works, works_free);
  g_clear_pointer (&core->groups, groups_free);
  g_clear_pointer (&core->backup_keys, backup_keys_free);
  g_clear_pointer (&core->backup_schedule, backup_schedule_free);
  g_clear_pointer (&core->prekeys, prekeys_free);
  g_clear_pointer (&core->peers, g_hash_table_unref);
  g_clear_pointer (&core->asked, g_hash_table_unref);
  g_clear_pointer (&core->wanted, g_hash_table_unref);
  g_clear_pointer (&core->budgets, g_hash_table_unref);
  g_clear_pointer (&core->identity, identity_free);
  g_clear_object (&core->cancellable);
  g_clear_error (&core->disk_error);
}

static void
tell_opened (Start *start)
{
  g_mutex_lock (&start->mutex);
  start->opened = TRUE;
  g_cond_signal (&start->cond);
  g_mutex_unlock (&start->mutex);
}

static gpointer
thread_main (gpointer data)
{
  Start *start = data;
  Core *core = start->core;
  gboolean ok;

  g_main_context_push_thread_default (core->context);
  ok = set_up (core, &start->error);
  if (ok)
    account_load (core);
  if (ok)
    backup_keys_settle (core);
  if (ok)
    expiry_run (core);
  if (ok)
    broadcast_pump (core);
  tell_opened (start);
  if (ok) {
    account_connect (core);
    g_main_loop_run (core->loop);
  }
  tear_down (core);
  g_main_context_pop_thread_default (core->context);
  return NULL;
}

static void
core_destroy (Core *core)
{
  outlet_close (core->outlet);
  g_main_loop_unref (core->loop);
  g_main_context_unref (core->context);
  g_async_queue_unref (core->commands);
  g_free (core->data_dir);
  g_free (core->media_dir);
  keyring_unref (core->keyring);
  g_free (core);
}

Core *
core_new (const char *data_dir,
          Keyring *keyring,
          CoreBatchFunc on_batch,
          gpointer user_data,
          GError **error)
{
  Core *core = g_new0 (Core, 1);
  Start start = { .core = core };

  core->data_dir = g_strdup (data_dir);
  core->media_dir = g_build_filename (data_dir, "media", NULL);
  core->keyring = keyring_ref (keyring);
  core->context = g_main_context_new ();
  core->loop = g_main_loop_new (core->context, FALSE);
  core->commands = g_async_queue_new_full (posted_free);
  attach_commands (core);
  core->outlet = outlet_new (on_batch, user_data);
  core->clock = real_clock;
  g_mutex_init (&start.mutex);
  g_cond_init (&start.cond);
  core->thread = g_thread_new ("core", thread_main, &start);
  g_mutex_lock (&start.mutex);
  while (!start.opened)
    g_cond_wait (&start.cond, &start.mutex);
  g_mutex_unlock (&start.mutex);
  g_mutex_clear (&start.mutex);
  g_cond_clear (&start.cond);
  if (start.error == NULL)
    return core;
  g_propagate_error (error, start.error);
  g_thread_join (core->thread);
  core_destroy (core);
  return NULL;
}

static void
quit_cb (Core *core, gpointer data)
{
  g_main_loop_quit (core->loop);
}

void
core_free (Core *core)
{
  if (core == NULL)
    return;
  core_post (core, quit_cb, NULL, NULL);
  g_thread_join (core->thread);
  core_destroy (core);
}
