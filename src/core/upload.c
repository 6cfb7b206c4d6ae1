/* upload: an object to the server. A small one goes with one request; of a large one each part is a
 * job of its own, so that small files get their turn in between, and a part that the store has is
 * never sent again, whatever has happened since.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "transfer-private.h"

#include <string.h>

#define TRIES_AT_ONCE 3            /* of one part, before the queue waits a while */
#define SOON (30 * G_USEC_PER_SEC) /* addresses that end so soon are not used */

typedef struct {
  guint n;
  char *url;
  GPtrArray *headers;
} Slot;

typedef struct {
  Job job; /* first: the pool knows only this */
  TransferOrder order;
  Transfers *transfers;
  gint64 size;
  char *url; /* the bytes under way go there */
  GPtrArray *headers;
  gint64 offset;
  gint64 length;
  guint n;            /* the part under way; 0: all of it at once */
  GByteArray *there;  /* one a part: whether the store has it */
  gint64 stored;      /* bytes of those */
  GPtrArray *slots;   /* of Slot: addresses that have not been used */
  gint64 slots_until; /* monotonic */
  guint tries;        /* in vain, of this part */
} Upload;

static void go_on (Core *core, Upload *upload);

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_free (slot->url);
  g_ptr_array_unref (slot->headers);
  g_free (slot);
}

static void
finish (Core *core, Upload *upload, const GError *error)
{
  transfer_order_end (core, &upload->order, error);
  g_clear_pointer (&upload->transfers, transfers_unref);
  g_free (upload->url);
  g_clear_pointer (&upload->headers, g_ptr_array_unref);
  g_byte_array_unref (upload->there);
  g_ptr_array_unref (upload->slots);
  job_clear (&upload->job);
  g_free (upload);
}

static void
finish_with (Core *core, Upload *upload, WhinError code)
{
  g_autoptr (GError) error = g_error_new_literal (WHIN_ERROR, code, error_meaning (code));

  finish (core, upload, error);
}

static gboolean
is_cancelled (Core *core, Upload *upload)
{
  g_autoptr (GError) error = NULL;

  if (!core->stopping && !g_cancellable_set_error_if_cancelled (upload->order.cancellable, &error))
    return FALSE;
  finish (core, upload, error);
  return TRUE;
}

static void
stored_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  finish (core, data, error);
}

static void
say_done (Core *core, Upload *upload)
{
  IdText text;

  core_rest (core, REST_MEDIA_DONE, id_to_text (&upload->order.object, text), NULL, stored_cb,
             upload);
}

/* -- Bytes. -- */

/* On a pool thread. */
static void
progress_cb (gint64 done, gint64 total, gpointer data)
{
  Upload *upload = data;

  transfer_progress (upload->job.core, &upload->order, upload->stored + done);
}

static void
run_cb (Job *job)
{
  Upload *upload = (Upload *) job;

  transfers_put_part (upload->transfers, upload->url, upload->headers, upload->order.path,
                      upload->offset, upload->length, progress_cb, upload, job->cancellable,
                      &job->error);
}

static void
part_stored (Core *core, Upload *upload)
{
  upload->there->data[upload->n - 1] = 1;
  upload->stored += upload->length;
  upload->tries = 0;
  if (upload->order.kept != NULL)
    upload->order.kept (core, upload->order.data);
  go_on (core, upload);
}

/* An address that is not good any more is minted anew; a connection that was lost is made anew. */
static gboolean
is_worth_another (Upload *upload, const GError *error)
{
  return upload->n > 0 &&
         (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN) ||
          g_error_matches (error, WHIN_ERROR, WHIN_ERROR_UNREACHABLE)) &&
         ++upload->tries < TRIES_AT_ONCE;
}

static void
moved_cb (Core *core, Job *job)
{
  Upload *upload = (Upload *) job;
  g_autoptr (GError) error = g_steal_pointer (&job->error);

  if (is_worth_another (upload, error)) {
    g_ptr_array_set_size (upload->slots, 0);
    go_on (core, upload);
  } else if (error != NULL || core->stopping) {
    finish (core, upload, error);
  } else if (upload->n > 0) {
    part_stored (core, upload);
  } else {
    say_done (core, upload);
  }
}

static void
move_bytes (Core *core, Upload *upload)
{
  g_clear_object (&upload->job.cancellable);
  upload->job.run = run_cb;
  upload->job.done = moved_cb;
  upload->job.cancellable = g_object_ref (upload->order.cancellable);
  g_clear_pointer (&upload->transfers, transfers_unref);
  upload->transfers = transfer_session (core);
  pool_run (core, &upload->job);
}

/* -- Parts. -- */

static guint
next_missing (const Upload *upload, guint after)
{
  for (guint n = after + 1; n <= upload->there->len; n++)
    if (!upload->there->data[n - 1])
      return n;
  return 0;
}

static gint64
size_of_part (const Upload *upload, gint64 n)
{
  return MIN (upload->size - (n - 1) * LIMIT_MEDIA_PART, LIMIT_MEDIA_PART);
}

static gboolean
take_slot (Upload *upload, guint n)
{
  for (guint i = 0; i < upload->slots->len; i++) {
    Slot *slot = upload->slots->pdata[i];

    if (slot->n != n)
      continue;
    g_set_str (&upload->url, slot->url);
    g_clear_pointer (&upload->headers, g_ptr_array_unref);
    upload->headers = g_ptr_array_ref (slot->headers);
    g_ptr_array_remove_index (upload->slots, i);
    return TRUE;
  }
  return FALSE;
}

static void
move_part (Core *core, Upload *upload, guint n)
{
  upload->n = n;
  upload->offset = (gint64) (n - 1) * LIMIT_MEDIA_PART;
  upload->length = size_of_part (upload, n);
  move_bytes (core, upload);
}

static void
keep_slots (Upload *upload, const RestPartSlots *slots)
{
  for (guint i = 0; i < slots->parts->len; i++) {
    const RestPartSlot *part = slots->parts->pdata[i];
    Slot *slot = g_new (Slot, 1);

    *slot = (Slot) { (guint) part->n, g_strdup (part->url), transfer_copy_headers (part->headers) };
    g_ptr_array_add (upload->slots, slot);
  }
  upload->slots_until = g_get_monotonic_time () + slots->ttl_ms * 1000 - SOON;
}

static void
addresses_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  Upload *upload = data;
  guint n = next_missing (upload, 0);

  if (error != NULL) {
    finish (core, upload, error);
    return;
  }
  if (is_cancelled (core, upload))
    return;
  keep_slots (upload, reply);
  if (take_slot (upload, n))
    move_part (core, upload, n);
  else
    finish_with (core, upload, WHIN_ERROR_BAD_FRAME);
}

static void
ask_for_addresses (Core *core, Upload *upload)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  RestPartsAsk ask = { parts };
  IdText text;

  g_ptr_array_set_size (upload->slots, 0);
  for (guint n = next_missing (upload, 0); n > 0 && parts->len < LIMIT_MEDIA_PARTS_PAGE;
       n = next_missing (upload, n)) {
    RestPartNo *part = g_new (RestPartNo, 1);

    part->n = n;
    g_ptr_array_add (parts, part);
  }
  core_rest (core, REST_MEDIA_PARTS, id_to_text (&upload->order.object, text), &ask, addresses_cb,
             upload);
}

static void
go_on (Core *core, Upload *upload)
{
  guint n = next_missing (upload, 0);

  if (is_cancelled (core, upload))
    return;
  if (n == 0)
    say_done (core, upload);
  else if (g_get_monotonic_time () < upload->slots_until && take_slot (upload, n))
    move_part (core, upload, n);
  else
    ask_for_addresses (core, upload);
}

/* -- Announced. -- */

static void
begin_parts (Core *core, Upload *upload, const GPtrArray *there)
{
  guint count = (guint) ((upload->size + LIMIT_MEDIA_PART - 1) / LIMIT_MEDIA_PART);

  g_byte_array_set_size (upload->there, count);
  memset (upload->there->data, 0, count);
  for (guint i = 0; there != NULL && i < there->len; i++) {
    gint64 n = ((const RestPartNo *) there->pdata[i])->n;

    if (n > count || upload->there->data[n - 1])
      continue;
    upload->there->data[n - 1] = 1;
    upload->stored += size_of_part (upload, n);
  }
  go_on (core, upload);
}

static void
announced_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  Upload *upload = data;
  const RestMediaSlot *slot = reply;

  if (error != NULL) {
    finish (core, upload, error);
  } else if (is_cancelled (core, upload)) {
    return;
  } else if (slot->url == NULL) {
    begin_parts (core, upload, slot->parts);
  } else {
    upload->url = g_strdup (slot->url);
    upload->headers = transfer_copy_headers (slot->headers);
    upload->length = upload->size;
    move_bytes (core, upload);
  }
}

static void
announce (Core *core, Upload *upload)
{
  RestMediaCreate create = { .size = upload->size, .kind = (char *) upload->order.kind };
  IdText text;

  core_rest (core, REST_MEDIA_CREATE, id_to_text (&upload->order.object, text), &create,
             announced_cb, upload);
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
  Upload *upload = g_new0 (Upload, 1);
  IdText text;

  transfer_order_copy (&upload->order, order);
  upload->size = transfer_moved_size (order);
  upload->there = g_byte_array_new ();
  upload->slots = g_ptr_array_new_with_free_func (slot_free);
  if (order->again)
    core_rest (core, REST_MEDIA, id_to_text (&order->object, text), NULL, there_cb, upload);
  else
    announce (core, upload);
}
