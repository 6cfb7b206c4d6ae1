/* media-check: a file that cannot be shown. When what lies here is not what was sent, it counts as
 * not here, and can be fetched again; when it is, nothing is done: it would come as it is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-queue.h"

#include "core-media.h"
#include "pool.h"
#include "store-storage.h"
#include "vault.h"

#include <glib/gstdio.h>

typedef struct {
  Job job;
  MessageName name;
  MediaFile *file;
  gboolean is_lost;
} Check;

static void
check_free (Check *check)
{
  job_clear (&check->job);
  media_file_unref (check->file);
  g_free (check);
}

/* What cannot be read for another reason may be there the next time. */
static void
run_cb (Job *job)
{
  Check *check = (Check *) job;

  if (!vault_check (check->file, job->cancellable, &job->error))
    check->is_lost = g_error_matches (job->error, WHIN_ERROR, WHIN_ERROR_CORRUPT) ||
                     !g_file_test (check->file->path, G_FILE_TEST_EXISTS);
}

/* What has not left yet is all there is. */
static gboolean
can_be_fetched (const StoreMedia *media)
{
  return media != NULL && media->path != NULL && media->key != NULL && media->once == ONCE_NOT &&
         media->transfer == TRANSFER_NONE && media->state != STATE_PENDING &&
         media->state != STATE_FAILED;
}

static void
lose (Core *core, const MessageName *name)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  if (!can_be_fetched (media))
    return;
  core_begin (core);
  store_storage_let_go (core->store, name);
  store_media_set_transfer (core->store, &name->author, &name->id, TRANSFER_FAILED);
  media_note (core, name);
  if (core_commit (core, NULL))
    g_unlink (media->path);
}

static void
done_cb (Core *core, Job *job)
{
  Check *check = (Check *) job;

  if (check->is_lost && !core->stopping)
    lose (core, &check->name);
  check_free (check);
}

static void
doubt_cb (Core *core, gpointer data)
{
  const MessageName *name = data;
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);
  Check *check;

  if (!can_be_fetched (media))
    return;
  check = g_new0 (Check, 1);
  check->job.run = run_cb;
  check->job.done = done_cb;
  check->job.cancellable = g_object_ref (core->cancellable);
  check->name = *name;
  check->file = media_file_new (media->path, media->key);
  pool_run (core, &check->job);
}

void
core_doubt_media (Core *core, const MessageName *name)
{
  core_post (core, doubt_cb, g_memdup2 (name, sizeof *name), g_free);
}
