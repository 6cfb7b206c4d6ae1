/* sticker-add: from a picture, or from a sticker that somebody sent, to one that is kept here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stickers.h"

#include "emoji.h"
#include "pool.h"
#include "sticker.h"
#include "store-media.h"
#include "vault.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define KEPT_MAX 1000

typedef struct {
  Job job; /* first */
  GTask *task;
  GBytes *picture; /* of any kind; or NULL: */
  MediaFile *from;
  char *path;
  StickerRow *row;
  char *pack_name; /* of a pack that is made if it is not there, or NULL */
} Add;

typedef struct {
  Id id;
  gboolean again;
} Added;

static void
add_free (Add *add)
{
  g_clear_object (&add->task);
  g_clear_pointer (&add->picture, g_bytes_unref);
  media_file_unref (add->from);
  g_free (add->path);
  sticker_row_unref (add->row);
  g_free (add->pack_name);
  job_clear (&add->job);
  g_free (add);
}

/* What somebody sent is made anew, too: it says what it is, and nothing has looked. */
static void
run_cb (Job *job)
{
  Add *add = (Add *) job;
  Picture *picture;

  if (add->picture == NULL)
    add->picture = vault_load (add->from, LIMIT_STICKER_BYTES, job->cancellable, &job->error);
  if (add->picture == NULL)
    return;
  picture = sticker_prepare (add->picture, job->cancellable, &job->error);
  if (picture == NULL)
    return;
  add->row->width = picture->width;
  add->row->height = picture->height;
  sticker_seal (add->row, picture->data, add->path, job->cancellable, &job->error);
  picture_free (picture);
}

/* Where it goes: packs have a name, and come and go. */
static void
choose_pack (Core *core, Add *add)
{
  g_autofree char *name = NULL;

  if (id_is_none (&add->row->pack))
    return;
  name = store_sticker_pack_name (core->store, &add->row->pack);
  if (name == NULL && add->pack_name == NULL)
    add->row->pack = STICKER_PACK_OWN;
  else
    store_sticker_pack_put (core->store, &add->row->pack, name != NULL ? name : add->pack_name,
                            core_now (core));
}

static gboolean
has_room (Core *core, GError **error)
{
  if (core->account != NULL && store_sticker_count (core->store) < KEPT_MAX)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                       _ ("There is no room for more stickers. Remove some first."));
  return FALSE;
}

/* One that is here already is the newest again. */
static gboolean
put (Core *core, Add *add, gboolean *again, GError **error)
{
  g_autoptr (StickerRow) before = store_sticker_get (core->store, &add->row->id);

  *again = before != NULL;
  if (before == NULL && !has_room (core, error))
    return FALSE;
  core_begin (core);
  if (before != NULL) {
    if (!id_equal (&before->pack, &STICKER_PACK_BUILT_IN))
      store_sticker_raise (core->store, &before->id, core_now (core));
  } else {
    choose_pack (core, add);
    add->row->added = core_now (core);
    store_sticker_add (core->store, add->row);
  }
  return core_commit (core, error);
}

static void
done_cb (Core *core, Job *job)
{
  Add *add = (Add *) job;
  gboolean again = FALSE;
  gboolean kept = job->error == NULL && put (core, add, &again, &job->error);

  if (!kept || again)
    g_unlink (add->path);
  if (kept)
    g_task_return_pointer (add->task, g_memdup2 (&(Added) { add->row->id, again }, sizeof (Added)),
                           g_free);
  else
    g_task_return_error (add->task, g_error_copy (job->error));
  add_free (add);
}

/* Takes the row. */
static Add *
add_new (Core *core, StickerRow *row)
{
  Add *add = g_new0 (Add, 1);
  Id self = core_self (core), name = id_random ();

  add->job.run = run_cb;
  add->job.done = done_cb;
  add->job.cancellable = g_object_ref (core->cancellable);
  add->row = row;
  add->path = core_media_path (core, &self, &name);
  return add;
}

static void
start (Core *core, Add *add, GTask *task)
{
  add->task = g_object_ref (task);
  pool_run (core, &add->job);
}

/* -- From a picture. -- */

typedef struct {
  GBytes *picture;
  char *emoji;
  Id pack;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_bytes_unref (order->picture);
  g_free (order->emoji);
  g_free (order);
}

static void
add_cb (Core *core, GTask *task)
{
  const Order *order = g_task_get_task_data (task);
  StickerRow *row = sticker_row_new ();
  Add *add;

  row->emoji = g_strdup (emoji_is_one (order->emoji) ? order->emoji : "");
  row->pack = order->pack;
  add = add_new (core, row);
  add->picture = g_bytes_ref (order->picture);
  start (core, add, task);
}

void
core_add_sticker_async (Core *core,
                        GBytes *picture,
                        const char *emoji,
                        const Id *pack,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Order *order = g_new0 (Order, 1);

  *order = (Order) { g_bytes_ref (picture), g_strdup (emoji != NULL ? emoji : ""), *pack };
  core_call (core, add_cb, order, order_free, cancellable, callback, user_data);
}

gboolean
core_add_sticker_finish (Core *core, GAsyncResult *result, Id *id, gboolean *again, GError **error)
{
  g_autofree Added *added = g_task_propagate_pointer (G_TASK (result), error);

  if (added != NULL && id != NULL)
    *id = added->id;
  if (added != NULL && again != NULL)
    *again = added->again;
  return added != NULL;
}

/* -- From a message. -- */

static void
keep (Core *core, const StoreMedia *media, GTask *task)
{
  StickerRow *row = sticker_row_new ();
  Add *add;

  row->emoji = g_strdup (media->sticker->emoji);
  /* Nobody adds to what comes with the program. */
  if (!id_equal (&media->sticker->pack, &STICKER_PACK_BUILT_IN))
    row->pack = media->sticker->pack;
  add = add_new (core, row);
  add->from = media_file_new (media->path, media->key);
  if (media->sticker->name[0] != '\0' && store_sticker_pack_count (core->store) < STICKER_PACKS_MAX)
    add->pack_name = g_strdup (media->sticker->name);
  start (core, add, task);
}

static void
keep_cb (Core *core, GTask *task)
{
  const MessageName *name = g_task_get_task_data (task);
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  if (media != NULL && media->sticker != NULL && media->path != NULL && media->key != NULL)
    keep (core, media, task);
  else
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                                     _ ("This sticker is not on this device."));
}

void
core_keep_sticker_async (Core *core,
                         const MessageName *name,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  core_call (core, keep_cb, g_memdup2 (name, sizeof *name), g_free, cancellable, callback,
             user_data);
}
