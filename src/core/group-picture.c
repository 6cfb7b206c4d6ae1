/* group-picture: setting the picture of a group - prepared and sealed on the pool, brought to the
 * server, and only then named by a change.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-group.h"
#include "group-commands.h"

#include "group-photo.h"
#include "picture.h"
#include "pool.h"
#include "transfer.h"
#include "vault.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct {
  Job job; /* first */
  GTask *task;
  Id grp;
  GBytes *picture;
  Id object;
  char *path;
  MediaKey *key;
} GroupPicture;

static void
group_picture_free (GroupPicture *picture)
{
  job_clear (&picture->job);
  g_clear_object (&picture->task);
  g_bytes_unref (picture->picture);
  g_free (picture->path);
  media_key_free (picture->key);
  g_free (picture);
}

static void
seal_cb (Job *job)
{
  GroupPicture *picture = (GroupPicture *) job;
  g_autoptr (GBytes) jpeg = picture_prepare_avatar (picture->picture, &job->error);

  if (jpeg != NULL)
    picture->key = vault_seal_bytes (jpeg, picture->path, job->cancellable, &job->error);
}

static void
end_picture (Core *core, GroupPicture *picture, const GError *error)
{
  GroupIntent *intent;

  g_unlink (picture->path);
  if (error != NULL) {
    g_task_return_error (picture->task, g_error_copy (error));
  } else if (group_may_change (core, picture->task, &picture->grp)) {
    intent = group_intent_new (GROUP_RENAME, NULL, 0);
    intent->avatar = group_photo_pack (&picture->object, picture->key);
    group_begin (core, picture->task, &picture->grp, intent);
  }
  group_picture_free (picture);
}

static void
uploaded_cb (Core *core, const GError *error, gpointer data)
{
  end_picture (core, data, error);
}

static void
sealed_cb (Core *core, Job *job)
{
  GroupPicture *picture = (GroupPicture *) job;
  TransferOrder order = { .object = picture->object, .kind = "media", .path = picture->path };

  if (job->error != NULL || core->stopping) {
    g_autoptr (GError) stopped =
        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The program is closing."));

    end_picture (core, picture, job->error != NULL ? job->error : stopped);
    return;
  }
  order.key = picture->key;
  order.done = uploaded_cb;
  order.data = picture;
  transfer_upload (core, &order);
}

static void
picture_cb (Core *core, GTask *task)
{
  GroupOrder *order = g_task_get_task_data (task);
  GroupPicture *picture;

  if (!group_may_change (core, task, &order->grp))
    return;
  if (order->intent->avatar == NULL || g_bytes_get_size (order->intent->avatar) == 0) {
    group_begin (core, task, &order->grp, g_steal_pointer (&order->intent));
    return;
  }
  picture = g_new0 (GroupPicture, 1);
  picture->task = g_object_ref (task);
  picture->grp = order->grp;
  picture->picture = g_bytes_ref (order->intent->avatar);
  picture->object = id_random ();
  picture->path = core_media_path (core, &core->account->acc, &picture->object);
  picture->job.run = seal_cb;
  picture->job.done = sealed_cb;
  pool_run (core, &picture->job);
}

void
core_group_set_picture_async (Core *core,
                              const Id *grp,
                              GBytes *picture,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GroupIntent *intent = group_intent_new (GROUP_RENAME, NULL, 0);

  intent->avatar = picture != NULL ? g_bytes_ref (picture) : g_bytes_new (NULL, 0);
  group_call (core, picture_cb, grp, intent, cancellable, callback, user_data);
}
