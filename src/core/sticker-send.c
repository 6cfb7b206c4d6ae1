/* sticker-send: from one that is kept here to a message. Each chat has objects of its own, so that
 * the server cannot see what is sent to whom; there the same sticker is the same object again, as
 * long as the server has it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stickers.h"

#include "address.h"
#include "pool.h"
#include "store-message.h"
#include "vault.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* A message may wait LIMIT_GIVE_UP_DAYS before it tells the server that the object is wanted. */
#define AGAIN_DAYS (LIMIT_RETENTION_DAYS - LIMIT_GIVE_UP_DAYS - 1)
#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

typedef struct {
  Conv conv;
  Id id;
  Id quote_author; /* or none */
  Id quote_id;
} Order;

typedef struct {
  Job job; /* first */
  GTask *task;
  StickerRow *sticker;
  MessageRow *row;
  char *path;
  MediaKey *key;
} Send;

static Sticker *
label_of (Core *core, const StickerRow *row)
{
  Sticker *sticker = sticker_new ();
  g_autofree char *name = store_sticker_pack_name (core->store, &row->pack);

  sticker->emoji = g_strdup (row->emoji);
  if (name != NULL)
    sticker->name = g_steal_pointer (&name);
  else
    sticker->name = g_strdup (id_is_none (&row->pack) ? "" : "Whinchat");
  sticker->pack = row->pack;
  return sticker;
}

static MessageRow *
row_of (Core *core, const Order *order, const StickerRow *sticker)
{
  MessageRow *row = send_new_row (core, &order->conv, MESSAGE_PICTURE, "");

  row->quote_author = order->quote_author;
  row->quote_id = order->quote_id;
  row->media = media_new ();
  row->media->mime = g_strdup ("image/png");
  row->media->name = g_strdup ("");
  row->media->size = sticker->file->key->size;
  row->media->width = sticker->width;
  row->media->height = sticker->height;
  row->media->transfer = TRANSFER_WAITING;
  row->media->sticker = label_of (core, sticker);
  return row;
}

static gboolean
put (Core *core, const MessageRow *row, const Id *sticker, GError **error)
{
  MessageName name = { row->conv, row->author, row->id };
  g_autoptr (StoreMedia) media = NULL;

  core_begin (core);
  store_message_add (core->store, (MessageRow *) row, 0, NULL);
  media = store_media_get (core->store, &row->author, &row->id);
  if (media != NULL) {
    media->account_key = address_key (core, &row->conv);
    store_media_put (core->store, media);
  }
  store_sticker_sent (core->store, &name, sticker, core_now (core));
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, &row->conv);
  return core_commit (core, error);
}

/* What the message says is sealed at path. */
static void
send_it (Core *core, GTask *task, const MessageRow *row, const Id *sticker)
{
  g_autoptr (GError) error = NULL;

  if (core->account == NULL || !put (core, row, sticker, &error)) {
    g_unlink (row->media->file->path);
    if (error == NULL)
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "no account");
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_task_return_boolean (task, TRUE);
  presence_on_sent (core, &row->conv);
  media_pump (core);
}

/* -- For the first time in this chat. -- */

static void
seal_cb (Job *job)
{
  Send *send = (Send *) job;

  send->key = vault_seal_again (send->sticker->file, send->path, job->cancellable, &job->error);
}

static void
sealed_cb (Core *core, Job *job)
{
  Send *send = (Send *) job;

  if (send->key != NULL) {
    send->row->media->object = id_random ();
    send->row->media->file = media_file_new (send->path, send->key);
    send_it (core, send->task, send->row, &send->sticker->id);
  } else {
    g_task_return_error (send->task, g_error_copy (job->error));
  }
  g_object_unref (send->task);
  sticker_row_unref (send->sticker);
  message_row_unref (send->row);
  media_key_free (send->key);
  g_free (send->path);
  job_clear (job);
  g_free (send);
}

/* Takes row and path. */
static void
seal (Core *core, GTask *task, const StickerRow *sticker, MessageRow *row, char *path)
{
  Send *send = g_new0 (Send, 1);

  send->job.run = seal_cb;
  send->job.done = sealed_cb;
  send->job.cancellable = g_object_ref (core->cancellable);
  send->task = g_object_ref (task);
  send->sticker = sticker_row_ref (sticker);
  send->row = row;
  send->path = path;
  pool_run (core, &send->job);
}

/* -- Again. -- */

/* The file is the same, too, but goes with its own message. */
static gboolean
send_again (Core *core, GTask *task, MessageRow *row, const char *path, const Id *sticker)
{
  g_autoptr (StoreMedia) sent = store_sticker_find_sent (core->store, &row->conv, sticker,
                                                         core_now (core) - AGAIN_DAYS * DAY_MS);

  if (sent == NULL || link (sent->path, path) != 0)
    return FALSE;
  row->media->object = sent->object;
  row->media->file = media_file_new (path, sent->key);
  send_it (core, task, row, sticker);
  return TRUE;
}

static void
send_cb (Core *core, GTask *task)
{
  const Order *order = g_task_get_task_data (task);
  g_autoptr (StickerRow) sticker = store_sticker_get (core->store, &order->id);
  g_autoptr (MessageRow) row = NULL;
  g_autofree char *path = NULL;

  if (core->account == NULL || sticker == NULL) {
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                                     _ ("This sticker is not on this device."));
    return;
  }
  row = row_of (core, order, sticker);
  path = core_media_path (core, &row->author, &row->id);
  if (!send_again (core, task, row, path, &sticker->id))
    seal (core, task, sticker, g_steal_pointer (&row), g_steal_pointer (&path));
}

void
core_send_sticker_async (Core *core,
                         const Conv *conv,
                         const Id *id,
                         const MessageName *quote,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Order *order = g_new0 (Order, 1);

  order->conv = *conv;
  order->id = *id;
  if (quote != NULL) {
    order->quote_author = quote->author;
    order->quote_id = quote->id;
  }
  core_call (core, send_cb, order, g_free, cancellable, callback, user_data);
}

gboolean
core_send_sticker_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
