/* transfer: what uploads and downloads share, and the steps of a download: address, bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "transfer-private.h"

#include "blob.h"

#include <glib/gi18n.h>
#include <string.h>

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

/* -- Shared. -- */

void
transfer_order_copy (TransferOrder *to, const TransferOrder *from)
{
  *to = *from;
  to->path = g_strdup (from->path);
  to->key = media_key_copy (from->key);
  to->cancellable =
      from->cancellable != NULL ? g_object_ref (from->cancellable) : g_cancellable_new ();
}

void
transfer_order_end (Core *core, TransferOrder *order, const GError *error)
{
  g_autoptr (GError) interrupted = NULL;

  if (error == NULL && core->stopping)
    interrupted = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the core stops");
  order->done (core, error != NULL ? error : interrupted, order->data);
  g_free (order->path);
  media_key_free ((MediaKey *) order->key);
  g_clear_object (&order->cancellable);
}

gint64
transfer_moved_size (const TransferOrder *order)
{
  return order->key != NULL ? (gint64) blob_sealed_size ((guint64) order->key->size) : order->size;
}

typedef struct {
  const TransferOrder *order;
  gint64 bytes;
} Step;

static void
step_cb (Core *core, gpointer data)
{
  const Step *step = data;

  if (!core->stopping && step->order->progress != NULL)
    step->order->progress (core, step->bytes, step->order->data);
}

/* The order cannot end before what is posted here has run. */
void
transfer_progress (Core *core, const TransferOrder *order, gint64 moved)
{
  gint64 total = transfer_moved_size (order);
  Step *step = g_new (Step, 1);

  /* People count the file, not what it is sealed in. */
  *step =
      (Step) { order, order->key != NULL && total > 0
                          ? (gint64) ((double) moved / (double) total * (double) order->key->size)
                          : moved };
  core_post (core, step_cb, step, g_free);
}

static void
free_header (gpointer data)
{
  RestHeader *header = data;

  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

GPtrArray *
transfer_copy_headers (const GPtrArray *headers)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (free_header);

  for (guint i = 0; headers != NULL && i < headers->len; i++) {
    const RestHeader *header = headers->pdata[i];
    RestHeader *copy = g_new (RestHeader, 1);

    *copy = (RestHeader) { g_strdup (header->name), g_strdup (header->value) };
    g_ptr_array_add (copies, copy);
  }
  return copies;
}

Transfers *
transfer_session (Core *core)
{
  if (core->transfers == NULL)
    core->transfers = transfers_new ();
  return transfers_ref (core->transfers);
}

/* -- Downloads. -- */

typedef struct {
  Job job; /* first: the pool knows only this */
  TransferOrder order;
  Transfers *transfers;
  char *url;
  gboolean advanced;
} Download;

static void
finish (Core *core, Download *download, const GError *error)
{
  if (download->advanced && error != NULL && download->order.kept != NULL)
    download->order.kept (core, download->order.data);
  transfer_order_end (core, &download->order, error);
  g_clear_pointer (&download->transfers, transfers_unref);
  g_free (download->url);
  job_clear (&download->job);
  g_free (download);
}

/* On a pool thread. */
static void
progress_cb (gint64 done, gint64 total, gpointer data)
{
  Download *download = data;

  download->advanced = TRUE;
  transfer_progress (download->job.core, &download->order, done);
}

static void
run_cb (Job *job)
{
  Download *download = (Download *) job;
  const TransferOrder *order = &download->order;

  if (order->key != NULL)
    transfers_get (download->transfers, download->url, order->path, order->key, progress_cb,
                   download, job->cancellable, &job->error);
  else
    transfers_get_plain (download->transfers, download->url, order->path, order->size, progress_cb,
                         download, job->cancellable, &job->error);
}

static void
moved_cb (Core *core, Job *job)
{
  finish (core, (Download *) job, job->error);
}

static void
address_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  Download *download = data;
  const RestMedia *media = reply;
  g_autoptr (GError) wrong = NULL;

  if (error == NULL && media->size != transfer_moved_size (&download->order))
    wrong = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_CORRUPT,
                                 _ ("The file on the server is not the one that was sent."));
  if (error != NULL || wrong != NULL || core->stopping) {
    finish (core, download, error != NULL ? error : wrong);
    return;
  }
  download->url = g_strdup (media->url);
  download->transfers = transfer_session (core);
  download->job.run = run_cb;
  download->job.done = moved_cb;
  download->job.cancellable = g_object_ref (download->order.cancellable);
  pool_run (core, &download->job);
}

void
transfer_download (Core *core, const TransferOrder *order)
{
  Download *download = g_new0 (Download, 1);
  IdText text;

  transfer_order_copy (&download->order, order);
  core_rest (core, REST_MEDIA, id_to_text (&order->object, text), NULL, address_cb, download);
}
