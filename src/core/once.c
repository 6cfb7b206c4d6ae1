/* once: see the header.
 *
 * It is read into memory first, then everything of it goes in the transaction that says
 * so to the others; only then it is shown. Whatever dies in between, it is shown once at most.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "once.h"

#include "core-send.h"
#include "media.h"
#include "pool.h"
#include "store-media.h"
#include "store-message.h"
#include "store-once.h"
#include "store-outbox.h"
#include "vault.h"

#include <glib/gi18n.h>

#define BYTES_MAX (64 * 1024 * 1024)

/* -- What is left of it. -- */

static void
note (Core *core, const MessageRow *row)
{
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, &row->conv);
}

static void
forget_file (Core *core, const MessageRow *row)
{
  MessageName name = { row->conv, row->author, row->id };
  g_autoptr (StoreMedia) media = store_media_get (core->store, &row->author, &row->id);

  media_cancel (core, &name);
  if (media != NULL && media->path != NULL)
    core_note_file (core, media->path);
  store_once_forget (core->store, &row->author, &row->id);
}

void
once_opened (Core *core, const MessageRow *row)
{
  forget_file (core, row);
  store_once_set (core->store, &row->author, &row->id, ONCE_OPENED);
  /* With it goes what would be sent again. */
  if (row->own)
    store_outbox_forget (core->store, &row->id);
  note (core, row);
}

void
once_on_sent (Core *core, const MessageRow *row)
{
  if (row->own && row->once == ONCE_WAITS)
    forget_file (core, row);
}

/* -- Looking at it. -- */

typedef struct {
  Job job; /* first */
  MessageName name;
  MediaFile *file;
  GBytes *bytes;
  GTask *task;
} View;

static void
refuse (GTask *task, WhinError code, const char *words)
{
  g_task_return_new_error_literal (task, WHIN_ERROR, code, words);
}

static void
refuse_opened (GTask *task)
{
  refuse (task, WHIN_ERROR_NOT_FOUND, _ ("This could be opened once, and was opened already."));
}

static void
load_cb (Job *job)
{
  View *view = (View *) job;

  view->bytes = vault_load (view->file, BYTES_MAX, job->cancellable, &job->error);
}

static void
show (Core *core, View *view)
{
  g_autoptr (MessageRow) row = store_message_get (core->store, &view->name.author, &view->name.id);

  /* Another device may have been faster. */
  if (row == NULL || row->once != ONCE_WAITS || row->own) {
    refuse_opened (view->task);
    return;
  }
  core_begin (core);
  once_opened (core, row);
  receipts_add (core, "played", &row->author, &row->id);
  receipts_flush (core);
  if (!core_commit (core, NULL)) {
    g_task_return_error (view->task, g_error_copy (core->disk_error));
    return;
  }
  g_task_return_pointer (view->task, g_steal_pointer (&view->bytes),
                         (GDestroyNotify) g_bytes_unref);
  outbox_pump (core);
}

static void
loaded_cb (Core *core, Job *job)
{
  View *view = (View *) job;

  if (view->bytes == NULL)
    g_task_return_error (view->task, g_error_copy (job->error));
  else
    show (core, view);
  g_clear_pointer (&view->bytes, g_bytes_unref);
  media_file_unref (view->file);
  g_object_unref (view->task);
  job_clear (job);
  g_free (view);
}

static void
load (Core *core, const StoreMedia *media, GTask *task)
{
  View *view = g_new0 (View, 1);

  view->job.run = load_cb;
  view->job.done = loaded_cb;
  view->job.cancellable = g_object_ref (core->cancellable);
  view->name = media->name;
  view->file = media_file_new (media->path, media->key);
  view->task = g_object_ref (task);
  pool_run (core, &view->job);
}

/* It is fetched first. */
static void
wait_for_file (Core *core, const MessageName *name, GTask *task)
{
  g_ptr_array_add (core->viewing, g_object_ref (task));
  media_fetch (core, name);
}

void
once_on_file (Core *core, const MessageName *name, const GError *error)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  for (guint i = core->viewing->len; i-- > 0;) {
    g_autoptr (GTask) task = NULL;
    const MessageName *wanted = g_task_get_task_data (core->viewing->pdata[i]);

    if (!id_equal (&wanted->id, &name->id) || !id_equal (&wanted->author, &name->author))
      continue;
    task = g_object_ref (core->viewing->pdata[i]);
    g_ptr_array_remove_index (core->viewing, i);
    if (error != NULL)
      g_task_return_error (task, g_error_copy (error));
    else if (media != NULL && media->path != NULL && media->key != NULL)
      load (core, media, task);
    else
      refuse_opened (task);
  }
}

void
once_stop (Core *core)
{
  for (guint i = 0; i < core->viewing->len; i++)
    refuse (core->viewing->pdata[i], WHIN_ERROR_OFFLINE, _ ("The program is closing."));
  g_ptr_array_set_size (core->viewing, 0);
}

static void
view_cb (Core *core, GTask *task)
{
  const MessageName *name = g_task_get_task_data (task);
  g_autoptr (MessageRow) row = store_message_get (core->store, &name->author, &name->id);
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  if (row == NULL || media == NULL || row->own || row->once != ONCE_WAITS) {
    refuse_opened (task);
    return;
  }
  if (media->key == NULL)
    refuse_opened (task);
  else if (media->path == NULL)
    wait_for_file (core, name, task);
  else
    load (core, media, task);
}

void
core_view_once_async (Core *core,
                      const MessageName *name,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  core_call (core, view_cb, g_memdup2 (name, sizeof *name), g_free, cancellable, callback,
             user_data);
}

GBytes *
core_view_once_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
