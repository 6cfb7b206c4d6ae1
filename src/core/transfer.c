/* transfer: the steps of an upload (address, bytes, done) and of a download (address, bytes).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "transfer.h"

#include "blob.h"
#include "pool.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  Job job; /* first: the pool knows only this */
  TransferOrder order;
  gboolean upload;
  MediaKey *key;
  char *url;
  GPtrArray *headers; /* of RestHeader */
} Transfer;

typedef struct {
  Transfer *transfer;
  gint64 bytes;
} Step;

gboolean
transfer_may_retry (const GError *error)
{
  if (error->domain != WHIN_ERROR)
    return TRUE;
  switch (error->code) {
  case WHIN_ERROR_OFFLINE:
  case WHIN_ERROR_UNREACHABLE:
  case WHIN_ERROR_NOT_WHINCHAT:
  case WHIN_ERROR_TLS:
  case WHIN_ERROR_BUSY:
  case WHIN_ERROR_RATE:
  case WHIN_ERROR_STORAGE:
  case WHIN_ERROR_INTERNAL:
  case WHIN_ERROR_UNAUTHORIZED:
    return TRUE;
  default:
    return FALSE;
  }
}

static void
free_header (gpointer data)
{
  RestHeader *header = data;

  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

static void
finish (Core *core, Transfer *transfer, const GError *error)
{
  transfer->order.done (core, error, transfer->order.data);
  g_free (transfer->order.path);
  media_key_free (transfer->key);
  g_clear_object (&transfer->order.cancellable);
  g_free (transfer->url);
  g_clear_pointer (&transfer->headers, g_ptr_array_unref);
  job_clear (&transfer->job);
  g_free (transfer);
}

static void
step_cb (Core *core, gpointer data)
{
  const Step *step = data;
  const TransferOrder *order = &step->transfer->order;

  if (!core->stopping && order->progress != NULL)
    order->progress (core, step->bytes, order->data);
}

/* On a pool thread. The job cannot end before what it posts here has run. */
static void
progress_cb (gint64 done, gint64 total, gpointer data)
{
  Transfer *transfer = data;
  Step *step = g_new (Step, 1);

  /* People count the file, not what it is sealed in. */
  *step = (Step) { transfer,
                   transfer->key != NULL && total > 0 ? done * transfer->key->size / total : done };
  core_post (transfer->job.core, step_cb, step, g_free);
}

static void
run_cb (Job *job)
{
  Transfer *transfer = (Transfer *) job;
  const TransferOrder *order = &transfer->order;
  Transfers *transfers = transfers_new ();

  if (transfer->upload)
    transfers_put (transfers, transfer->url, transfer->headers, order->path, progress_cb, transfer,
                   job->cancellable, &job->error);
  else if (transfer->key != NULL)
    transfers_get (transfers, transfer->url, order->path, transfer->key, progress_cb, transfer,
                   job->cancellable, &job->error);
  else
    transfers_get_plain (transfers, transfer->url, order->path, order->size, progress_cb, transfer,
                         job->cancellable, &job->error);
  transfers_free (transfers);
}

static void
stored_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  finish (core, data, error);
}

static void
moved_cb (Core *core, Job *job)
{
  Transfer *transfer = (Transfer *) job;
  IdText text;

  if (job->error != NULL || !transfer->upload || core->stopping)
    finish (core, transfer, job->error);
  else
    core_rest (core, REST_MEDIA_DONE, id_to_text (&transfer->order.object, text), NULL, stored_cb,
               transfer);
}

static void
move_bytes (Core *core, Transfer *transfer)
{
  transfer->job.run = run_cb;
  transfer->job.done = moved_cb;
  transfer->job.cancellable = g_object_ref (transfer->order.cancellable);
  pool_run (core, &transfer->job);
}

static void
slot_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  Transfer *transfer = data;
  const RestMediaSlot *slot = reply;

  if (error != NULL || core->stopping) {
    finish (core, transfer, error);
    return;
  }
  transfer->url = g_strdup (slot->url);
  transfer->headers = g_ptr_array_new_with_free_func (free_header);
  for (guint i = 0; slot->headers != NULL && i < slot->headers->len; i++) {
    const RestHeader *header = slot->headers->pdata[i];
    RestHeader *copy = g_new (RestHeader, 1);

    *copy = (RestHeader) { g_strdup (header->name), g_strdup (header->value) };
    g_ptr_array_add (transfer->headers, copy);
  }
  move_bytes (core, transfer);
}

static gint64
moved_size (const TransferOrder *order)
{
  return order->key != NULL ? (gint64) blob_sealed_size ((guint64) order->key->size) : order->size;
}

static void
address_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  Transfer *transfer = data;
  const RestMedia *media = reply;
  g_autoptr (GError) wrong = NULL;

  if (error == NULL && media->size != moved_size (&transfer->order))
    wrong = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_CORRUPT,
                                 _ ("The file on the server is not the one that was sent."));
  if (error != NULL || wrong != NULL || core->stopping) {
    finish (core, transfer, error != NULL ? error : wrong);
    return;
  }
  transfer->url = g_strdup (media->url);
  move_bytes (core, transfer);
}

static Transfer *
transfer_new (const TransferOrder *order, gboolean upload)
{
  Transfer *transfer = g_new0 (Transfer, 1);

  transfer->upload = upload;
  transfer->order = *order;
  transfer->order.path = g_strdup (order->path);
  transfer->order.key = transfer->key = media_key_copy (order->key);
  transfer->order.cancellable =
      order->cancellable != NULL ? g_object_ref (order->cancellable) : g_cancellable_new ();
  return transfer;
}

static void
announce (Core *core, Transfer *transfer)
{
  RestMediaCreate create = { moved_size (&transfer->order), (char *) transfer->order.kind };
  IdText text;

  core_rest (core, REST_MEDIA_CREATE, id_to_text (&transfer->order.object, text), &create, slot_cb,
             transfer);
}

static void
there_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND) && !core->stopping)
    announce (core, data);
  else
    finish (core, data, error);
}

void
transfer_upload (Core *core, const TransferOrder *order)
{
  Transfer *transfer = transfer_new (order, TRUE);
  IdText text;

  if (order->again)
    core_rest (core, REST_MEDIA, id_to_text (&order->object, text), NULL, there_cb, transfer);
  else
    announce (core, transfer);
}

void
transfer_download (Core *core, const TransferOrder *order)
{
  IdText text;

  core_rest (core, REST_MEDIA, id_to_text (&order->object, text), NULL, address_cb,
             transfer_new (order, FALSE));
}
