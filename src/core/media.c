/* media: the queue of files to send and to fetch. The store says what is due, so a restart goes on
 * where it was.
 *
 * A file is sent in steps: a sealed copy of our own (media-prepare), its upload (transfer), then
 * the message enters the outbox. It does not hold back what is written after it, but files that
 * were chosen together leave in their order, whichever is uploaded first. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "media-queue.h"

#include "address.h"
#include "core-send.h"
#include "media-message.h"
#include "once.h"
#include "store-chat.h"
#include "store-media.h"
#include "store-message.h"

#include <string.h>

#define RETRY_MS 5000

static void
running_free (gpointer data)
{
  Running *running = data;

  g_object_unref (running->cancellable);
  media_file_unref (running->part);
  g_free (running);
}

MediaQueue *
media_queue_new (void)
{
  MediaQueue *queue = g_new0 (MediaQueue, 1);

  queue->running = g_hash_table_new_full (id_hash, id_hash_equal, g_free, NULL);
  queue->turns = turns_new ();
  queue->wanted = AUTO_MEDIA_USUAL;
  queue->is_metered = link_network_is_metered;
  queue->stored = g_hash_table_new_full (id_hash, id_hash_equal, g_free, NULL);
  queue->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return queue;
}

static void
stop_timer (MediaQueue *queue)
{
  if (queue->timer == NULL)
    return;
  g_source_destroy (queue->timer);
  g_clear_pointer (&queue->timer, g_source_unref);
}

void
media_queue_stop (MediaQueue *queue)
{
  GHashTableIter iter;
  gpointer running;

  stop_timer (queue);
  g_clear_pointer (&queue->network, link_network_free);
  g_hash_table_iter_init (&iter, queue->running);
  while (g_hash_table_iter_next (&iter, NULL, &running))
    g_cancellable_cancel (((Running *) running)->cancellable);
}

void
media_queue_free (MediaQueue *queue)
{
  stop_timer (queue);
  g_hash_table_unref (queue->running);
  turns_free (queue->turns);
  g_hash_table_unref (queue->stored);
  g_hash_table_unref (queue->given);
  g_free (queue);
}

Running *
media_start (Core *core, const StoreMedia *media)
{
  Running *running = g_new0 (Running, 1);

  running->name = media->name;
  running->size = media->size;
  running->cancellable = g_cancellable_new ();
  g_hash_table_insert (core->media->running, id_copy (&media->name.id), running);
  turns_started (core->media->turns, running->size);
  return running;
}

static void
pump_cb (Core *core, gpointer data)
{
  stop_timer (core->media);
  media_pump (core);
}

/* Or sooner, when something else has asked for it. */
static void
pump_in (Core *core, gint64 ms)
{
  MediaQueue *queue = core->media;
  gint64 due = g_get_monotonic_time () + ms * 1000;

  if (queue->timer != NULL && g_source_get_ready_time (queue->timer) <= due)
    return;
  stop_timer (queue);
  queue->timer = core_timeout (core, ms, pump_cb);
}

void
media_pump_later (Core *core)
{
  pump_in (core, RETRY_MS);
}

static void
pump_after_pause (Core *core)
{
  gint64 ms = turns_next_ms (core->media->turns, g_get_monotonic_time ());

  if (ms >= 0)
    pump_in (core, ms);
}

void
media_note (Core *core, const MessageName *name)
{
  core_note_message (core, &name->author, &name->id);
  core_note_chat (core, &name->conv);
}

/* -- Failing. -- */

void
media_give_up (Core *core, const MessageName *name, const GError *error)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);
  int code = error->domain == WHIN_ERROR ? error->code : WHIN_ERROR_INTERNAL;

  if (media == NULL)
    return;
  turns_forget (core->media->turns, &name->id);
  core_begin (core);
  store_media_set_transfer (core->store, &name->author, &name->id, TRANSFER_FAILED);
  if (media->own && media->state == STATE_PENDING)
    store_message_set_state (core->store, &name->author, &name->id, STATE_FAILED, code);
  media_note (core, name);
  core_commit (core, NULL);
  once_on_file (core, name, error);
}

static void
dropped_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  /* It goes by itself, later. */
}

/* Nobody wants it any more: it need not count as announced until it is too old. */
static void
drop_at_server (Core *core, const Running *running)
{
  IdText text;

  if (running->dropped && !id_is_none (&running->upload) && core->ready)
    core_rest (core, REST_MEDIA_CANCEL, id_to_text (&running->upload, text), NULL, dropped_cb,
               NULL);
}

static void
show_waiting (Core *core, const MessageName *name)
{
  core_begin (core);
  media_note (core, name);
  core_commit (core, NULL);
}

/* Ends what ran; TRUE when its result still matters. */
gboolean
media_end (Core *core, Running *running, const GError *error)
{
  MediaQueue *queue = core->media;
  MessageName name = running->name;
  gboolean wanted = !running->dropped && !core->stopping;
  gboolean held = running->held;

  if (g_hash_table_lookup (queue->running, &name.id) == running)
    g_hash_table_remove (queue->running, &name.id);
  turns_ended (queue->turns, running->size);
  drop_at_server (core, running);
  running_free (running);
  if (!wanted)
    return FALSE;
  if (error == NULL)
    turns_forget (queue->turns, &name.id);
  else if (held)
    show_waiting (core, &name);
  else if (!turns_failed (queue->turns, &name.id, error, api_error_retry_ms (error),
                          g_get_monotonic_time ()))
    media_give_up (core, &name, error);
  return error == NULL;
}

void
media_kept_cb (Core *core, gpointer data)
{
  const Running *running = data;

  turns_advanced (core->media->turns, &running->name.id);
}

void
media_progress_cb (Core *core, gint64 bytes, gpointer data)
{
  const Running *running = data;
  g_autoptr (MessageRow) row =
      store_message_get (core->store, &running->name.author, &running->name.id);
  MessageRow *copy;

  if (running->dropped || row == NULL || row->media == NULL)
    return;
  copy = message_row_copy (row);
  media_unref (copy->media);
  copy->media = media_copy (row->media);
  copy->media->transfer = TRANSFER_RUNNING;
  copy->media->done = bytes;
  copy->media->coming = media_file_ref (running->part);
  core_note_row (core, copy);
  core_emit (core);
}

/* -- The queue. -- */

gboolean
media_is_metered (Core *core)
{
  return core->media->is_metered ();
}

static gboolean
is_held (Core *core, gint64 size)
{
  const MediaQueue *queue = core->media;

  return queue->spares && turns_is_large (size) && queue->is_metered ();
}

/* TRUE when media was taken. */
static gboolean
start_one (Core *core, StoreMedia *media)
{
  if (media->own && media->source != NULL) {
    media_make_ready (core, media, NULL);
    return TRUE;
  }
  if (media->own && !id_is_none (&media->from_id) && media->path == NULL)
    return media_make_forward (core, media);
  if (!core->ready || is_held (core, media->size))
    return FALSE;
  if (media->own && media->state == STATE_PENDING && media->path != NULL && media->key != NULL)
    media_upload (core, media);
  else if (media->path == NULL && media->key != NULL)
    media_download (core, media);
  return FALSE;
}

void
media_drop (Core *core, const Id *id)
{
  Running *running = g_hash_table_lookup (core->media->running, id);

  if (running == NULL)
    return;
  running->dropped = TRUE;
  g_hash_table_remove (core->media->running, id);
  g_cancellable_cancel (running->cancellable);
}

/* The other end has had another key since it was chosen. */
static void
refuse (Core *core, StoreMedia *media)
{
  g_autoptr (GError) error = NULL;

  g_set_error_literal (&error, WHIN_ERROR, WHIN_ERROR_UNTRUSTED,
                       error_meaning (WHIN_ERROR_UNTRUSTED));
  media_drop (core, &media->name.id);
  media_give_up (core, &media->name, error);
  media->state = STATE_FAILED;
  media->transfer = TRANSFER_FAILED;
}

static void
refuse_untrusted (Core *core, GPtrArray *due)
{
  for (guint i = 0; i < due->len; i++) {
    StoreMedia *media = due->pdata[i];

    if (media->own && media->state == STATE_PENDING &&
        !address_may_leave (core, &media->name.conv, media->account_key))
      refuse (core, media);
  }
}

void
media_pump (Core *core)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GPtrArray) due = NULL;

  if (core->stopping || core->account == NULL)
    return;
  due = store_media_due (core->store);
  refuse_untrusted (core, due);
  if (!media_release (core, core->media->stored, due))
    media_pump_later (core);
  for (guint i = 0; i < due->len; i++) {
    StoreMedia *media = due->pdata[i];

    if (turns_may_start (core->media->turns, &media->name.id, media->size, now) &&
        media->transfer != TRANSFER_NONE && media->transfer != TRANSFER_FAILED &&
        !g_hash_table_contains (core->media->stored, &media->name.id) &&
        !g_hash_table_contains (core->media->running, &media->name.id) && start_one (core, media))
      due->pdata[i] = NULL;
  }
  pump_after_pause (core);
}

/* The network has become another one, or what is wanted of it: what may not go on stops. */
static void
look_at_network (Core *core)
{
  g_autoptr (GList) all = g_hash_table_get_values (core->media->running);

  for (GList *at = all; at != NULL; at = at->next) {
    Running *running = at->data;

    if (!running->moves || !is_held (core, running->size))
      continue;
    running->held = TRUE;
    g_cancellable_cancel (running->cancellable);
  }
  media_pump (core);
}

static void
network_cb (gboolean available, gpointer data)
{
  Core *core = data;

  /* Connections that were kept belong to the network before. */
  g_clear_pointer (&core->transfers, transfers_unref);
  look_at_network (core);
}

void
media_on_ready (Core *core)
{
  if (core->media->network == NULL)
    core->media->network = link_network_new (network_cb, core);
  turns_hurry (core->media->turns);
  media_pump (core);
}

void
media_pump_soon (Core *core)
{
  pump_in (core, 0);
}

void
media_on_trust (Core *core)
{
  media_pump_soon (core);
}

void
media_rebind (Core *core, const MessageName *name)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  if (media == NULL)
    return;
  g_clear_pointer (&media->account_key, g_bytes_unref);
  media->account_key = address_key (core, &name->conv);
  media->transfer = TRANSFER_WAITING;
  store_media_put (core->store, media);
}

void
media_cancel (Core *core, const MessageName *name)
{
  media_drop (core, &name->id);
  media_pump_soon (core); /* for what waited behind it */
}

void
media_cancel_all (Core *core, const Conv *conv)
{
  g_autoptr (GList) ids = g_hash_table_get_keys (core->media->running);

  for (GList *at = ids; at != NULL; at = at->next) {
    const Running *running = g_hash_table_lookup (core->media->running, at->data);

    if (memcmp (&running->name.conv, conv, sizeof *conv) == 0)
      media_drop (core, at->data);
  }
}

/* -- Commands. -- */

void
media_set_metered (Core *core, gboolean (*is_metered) (void))
{
  core->media->is_metered = is_metered;
  look_at_network (core);
}

static void
spare_cb (Core *core, gpointer data)
{
  core->media->spares = GPOINTER_TO_INT (data);
  look_at_network (core);
}

void
core_spare_metered (Core *core, gboolean spare)
{
  core_post (core, spare_cb, GINT_TO_POINTER (spare), NULL);
}
