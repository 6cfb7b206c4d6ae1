/* storage: what files take up here, and letting go of them - some at a time, so that the engine
 * goes on with its work. SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"

#include "core-media.h"
#include "store-storage.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define TRANSFERS_MAX 500
#define AT_ONCE 50

static gboolean
return_failure (Core *core, GTask *task)
{
  GError *error = store_take_error (core->store);

  if (error != NULL)
    g_task_return_error (task, error);
  return error != NULL;
}

static void
transfers_cb (Core *core, GTask *task)
{
  g_autoptr (GPtrArray) rows = store_storage_moving (core->store, TRANSFERS_MAX);

  if (!return_failure (core, task))
    g_task_return_pointer (task, g_steal_pointer (&rows), (GDestroyNotify) g_ptr_array_unref);
}

void
core_query_transfers_async (Core *core,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  core_call (core, transfers_cb, NULL, NULL, cancellable, callback, user_data);
}

static void
use_cb (Core *core, GTask *task)
{
  g_autoptr (GArray) uses = store_storage_use (core->store);

  if (!return_failure (core, task))
    g_task_return_pointer (task, g_steal_pointer (&uses), (GDestroyNotify) g_array_unref);
}

void
core_query_storage_async (Core *core,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  core_call (core, use_cb, NULL, NULL, cancellable, callback, user_data);
}

GArray *
core_query_storage_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- Letting go. -- */

typedef struct {
  Conv conv;
  gboolean all;
  guint kinds;
  gint64 bytes;
} Freeing;

/* The files go when nothing refers to them any more. */
static gboolean
let_go (Core *core, GPtrArray *kept)
{
  core_begin (core);
  for (guint i = 0; i < kept->len; i++) {
    const StoreKept *one = kept->pdata[i];

    store_storage_let_go (core->store, &one->name);
    core_note_message (core, &one->name.author, &one->name.id);
  }
  if (!core_commit (core, NULL))
    return FALSE;
  for (guint i = 0; i < kept->len; i++)
    g_unlink (((const StoreKept *) kept->pdata[i])->path);
  return TRUE;
}

static void
go_on (Core *core, gpointer data)
{
  GTask *task = data;
  Freeing *freeing = g_task_get_task_data (task);
  g_autoptr (GPtrArray) kept = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (core->stopping) {
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                     _ ("The program is closing."));
    return;
  }
  kept = store_storage_kept (core->store, freeing->all ? NULL : &freeing->conv, freeing->kinds,
                             AT_ONCE);
  if (kept->len > 0 && !let_go (core, kept)) {
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_DISK,
                                     error_meaning (WHIN_ERROR_DISK));
    return;
  }
  for (guint i = 0; i < kept->len; i++)
    freeing->bytes += ((const StoreKept *) kept->pdata[i])->size;
  if (kept->len == AT_ONCE)
    core_post (core, go_on, g_object_ref (task), g_object_unref);
  else if (!return_failure (core, task))
    g_task_return_int (task, (gssize) freeing->bytes);
}

static void
free_cb (Core *core, GTask *task)
{
  go_on (core, task);
}

void
core_free_storage_async (Core *core,
                         const Conv *conv,
                         guint kinds,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Freeing *freeing = g_new0 (Freeing, 1);

  freeing->all = conv == NULL;
  if (conv != NULL)
    freeing->conv = *conv;
  freeing->kinds = kinds;
  core_call (core, free_cb, freeing, g_free, cancellable, callback, user_data);
}

gint64
core_free_storage_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
