/* voice-send: from a voice note in memory to a message. It is sealed first and only then there, so
 * that it is never on the disk as it was spoken.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-voice.h"

#include "address.h"
#include "opus-probe.h"
#include "pool.h"
#include "store-media.h"
#include "store-message.h"
#include "vault.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct {
  Conv conv;
  GBytes *ogg;
  GBytes *bars; /* or NULL */
  gboolean once;
  Id quote_author; /* or none */
  Id quote_id;
} Order;

typedef struct {
  Job job; /* first */
  GTask *task;
  Id id;
  char *path;
  gint64 ms;
  MediaKey *key;
} Seal;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_bytes_unref (order->ogg);
  g_clear_pointer (&order->bars, g_bytes_unref);
  g_free (order);
}

static void
seal_cb (Job *job)
{
  Seal *seal = (Seal *) job;
  const Order *order = g_task_get_task_data (seal->task);

  seal->ms = opus_probe (order->ogg, &job->error);
  if (seal->ms > 0)
    seal->key = vault_seal_bytes (order->ogg, seal->path, job->cancellable, &job->error);
}

static MessageRow *
row_of (Core *core, const Seal *seal, const Order *order)
{
  MessageRow *row = send_new_row (core, &order->conv, MESSAGE_VOICE, "");

  row->id = seal->id;
  row->once = order->once ? ONCE_WAITS : ONCE_NOT;
  row->quote_author = order->quote_author;
  row->quote_id = order->quote_id;
  row->media = media_new ();
  row->media->object = id_random ();
  row->media->mime = g_strdup ("audio/ogg");
  row->media->name = g_strdup ("");
  row->media->size = seal->key->size;
  row->media->ms = seal->ms;
  row->media->bars = order->bars != NULL ? g_bytes_ref (order->bars) : NULL;
  row->media->file = media_file_new (seal->path, seal->key);
  row->media->transfer = TRANSFER_WAITING;
  return row;
}

static gboolean
put (Core *core, const Seal *seal, const Order *order, GError **error)
{
  g_autoptr (MessageRow) row = row_of (core, seal, order);
  g_autoptr (StoreMedia) media = NULL;

  core_begin (core);
  store_message_add (core->store, row, 0, NULL);
  media = store_media_get (core->store, &row->author, &row->id);
  if (media != NULL) {
    media->account_key = address_key (core, &row->conv);
    store_media_put (core->store, media);
  }
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, &row->conv);
  if (!core_commit (core, error))
    return FALSE;
  presence_on_sent (core, &row->conv);
  media_pump (core);
  return TRUE;
}

static void
sealed_cb (Core *core, Job *job)
{
  Seal *seal = (Seal *) job;
  GError *error = g_steal_pointer (&job->error);

  if (error == NULL && core->account == NULL)
    g_set_error_literal (&error, WHIN_ERROR, WHIN_ERROR_OFFLINE, _ ("The program is closing."));
  if (error == NULL)
    put (core, seal, g_task_get_task_data (seal->task), &error);
  if (error == NULL) {
    g_task_return_boolean (seal->task, TRUE);
  } else {
    g_unlink (seal->path);
    g_task_return_error (seal->task, error);
  }
  media_key_free (seal->key);
  g_free (seal->path);
  g_object_unref (seal->task);
  job_clear (job);
  g_free (seal);
}

static void
send_cb (Core *core, GTask *task)
{
  Seal *seal;
  Id self = core_self (core);

  if (core->account == NULL) {
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_UNAUTHORIZED,
                                     error_meaning (WHIN_ERROR_UNAUTHORIZED));
    return;
  }
  seal = g_new0 (Seal, 1);
  seal->job.run = seal_cb;
  seal->job.done = sealed_cb;
  seal->job.cancellable = g_object_ref (core->cancellable);
  seal->task = g_object_ref (task);
  seal->id = id_random ();
  seal->path = core_media_path (core, &self, &seal->id);
  pool_run (core, &seal->job);
}

void
core_send_voice_async (Core *core,
                       const Conv *conv,
                       const CoreVoice *voice,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Order *order = g_new0 (Order, 1);

  order->conv = *conv;
  order->ogg = g_bytes_ref (voice->ogg);
  if (voice->bars != NULL && g_bytes_get_size (voice->bars) <= LIMIT_VOICE_BARS_MAX)
    order->bars = g_bytes_ref (voice->bars);
  order->once = voice->once;
  if (voice->quote != NULL) {
    order->quote_author = voice->quote->author;
    order->quote_id = voice->quote->id;
  }
  core_call (core, send_cb, order, order_free, cancellable, callback, user_data);
}

gboolean
core_send_voice_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
