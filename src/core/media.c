/* media: the queue of files to send and to fetch. The store says what is due, so a restart goes on
 * where it was.
 *
 * A file is sent in steps: a sealed copy of our own (media-prepare), its upload (transfer), then
 * the message enters the outbox. It does not hold back what is written after it, but files that
 * were chosen together leave in their order, whichever is uploaded first. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "media.h"

#include "address.h"
#include "core-send.h"
#include "link-network.h"
#include "media-message.h"
#include "media-prepare.h"
#include "media-turns.h"
#include "once.h"
#include "store-chat.h"
#include "store-media.h"
#include "store-message.h"
#include "store-sticker.h"
#include "transfer.h"

#include <glib/gstdio.h>
#include <string.h>

#define RETRY_MS 5000
#define AUTO_MAX (8 * 1024 * 1024)
#define AUTO_VOICE_MAX (16 * 1024 * 1024)

typedef struct {
  MessageName name;
  Id upload;   /* the object that goes to the server, or none */
  gint64 size; /* of the file, when it was started */
  GCancellable *cancellable;
  gboolean dropped; /* the message is gone or nobody wants it any more */
  gboolean moves;   /* over the network */
  gboolean held;    /* it goes on when the network costs nothing */
} Running;

struct _MediaQueue {
  GHashTable *running; /* Id of the message -> Running */
  Turns *turns;
  gboolean spares; /* large files wait while the network is metered */
  gboolean (*is_metered) (void);
  LinkNetwork *network; /* NULL before the first connection */
  GHashTable *stored;   /* Id: the server has the file; the message waits for its turn */
  GSource *timer;
};

static void
running_free (gpointer data)
{
  Running *running = data;

  g_object_unref (running->cancellable);
  g_free (running);
}

MediaQueue *
media_queue_new (void)
{
  MediaQueue *queue = g_new0 (MediaQueue, 1);

  queue->running = g_hash_table_new_full (id_hash, id_hash_equal, g_free, NULL);
  queue->turns = turns_new ();
  queue->is_metered = link_network_is_metered;
  queue->stored = g_hash_table_new_full (id_hash, id_hash_equal, g_free, NULL);
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
  g_free (queue);
}

static Running *
start (Core *core, const StoreMedia *media)
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

static void
pump_later (Core *core)
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

static void
note (Core *core, const MessageName *name)
{
  core_note_message (core, &name->author, &name->id);
  core_note_chat (core, &name->conv);
}

/* -- Failing. -- */

static void
give_up (Core *core, const MessageName *name, const GError *error)
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
  note (core, name);
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
  note (core, name);
  core_commit (core, NULL);
}

/* Ends what ran; TRUE when its result still matters. */
static gboolean
end (Core *core, Running *running, const GError *error)
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
    give_up (core, &name, error);
  return error == NULL;
}

static void
kept_cb (Core *core, gpointer data)
{
  const Running *running = data;

  turns_advanced (core->media->turns, &running->name.id);
}

static void
progress_cb (Core *core, gint64 bytes, gpointer data)
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
  core_note_row (core, copy);
  core_emit (core);
}

/* -- Sending. -- */

static void
uploaded_cb (Core *core, const GError *error, gpointer data)
{
  Running *running = data;
  Id id = running->name.id;

  if (end (core, running, error))
    g_hash_table_add (core->media->stored, id_copy (&id));
  media_pump (core);
}

static void
upload (Core *core, const StoreMedia *media)
{
  Running *running = start (core, media);
  TransferOrder order = { .object = media->object, .kind = "media", .path = media->path };

  running->moves = TRUE;
  running->upload = media->object;
  order.key = media->key;
  order.again =
      media->sticker != NULL && store_sticker_is_again (core->store, &media->name, &media->object);
  order.cancellable = running->cancellable;
  order.progress = progress_cb;
  order.kept = kept_cb;
  order.done = uploaded_cb;
  order.data = running;
  transfer_upload (core, &order);
}

static void
prepared_cb (Core *core, StoreMedia *media, const GError *error, gpointer data)
{
  if (!end (core, data, error)) {
    if (error == NULL)
      g_unlink (media->path);
    media_pump (core);
    return;
  }
  g_clear_pointer (&media->source, g_free);
  media->from_id = media->from_author = (Id) { 0 };
  core_begin (core);
  store_media_put (core->store, media);
  note (core, &media->name);
  if (core_commit (core, NULL))
    media_pump (core);
  else
    pump_later (core);
}

static void
prepare (Core *core, StoreMedia *media, const MediaFile *from)
{
  Running *running = start (core, media);

  media_prepare (core, media, from, running->cancellable, prepared_cb, running);
}

static void
fail_forward (Core *core, const StoreMedia *media)
{
  g_autoptr (GError) error = NULL;

  g_set_error_literal (&error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                       error_meaning (WHIN_ERROR_NOT_FOUND));
  give_up (core, &media->name, error);
}

/* It is sent on: it has to be here first. TRUE when media was taken. */
static gboolean
prepare_forward (Core *core, StoreMedia *media)
{
  g_autoptr (StoreMedia) from = store_media_get (core->store, &media->from_author, &media->from_id);
  g_autoptr (MediaFile) file = NULL;

  if (from != NULL && from->path != NULL && from->key != NULL) {
    file = media_file_new (from->path, from->key);
    prepare (core, media, file);
    return TRUE;
  }
  if (from == NULL || from->transfer == TRANSFER_FAILED || from->key == NULL)
    fail_forward (core, media);
  return FALSE;
}

/* -- Fetching. -- */

static void
downloaded_cb (Core *core, const GError *error, gpointer data)
{
  Running *running = data;
  MessageName name = running->name;
  g_autoptr (StoreMedia) media = NULL;

  if (end (core, running, error)) {
    media = store_media_get (core->store, &name.author, &name.id);
    if (media != NULL) {
      media->path = core_media_path (core, &media->name.author, &media->name.id);
      media->transfer = TRANSFER_NONE;
      core_begin (core);
      store_media_put (core->store, media);
      media_share (core, media);
      note (core, &name);
      core_commit (core, NULL);
    }
    once_on_file (core, &name, NULL);
  }
  media_pump (core);
}

static void
download (Core *core, const StoreMedia *media)
{
  Running *running = start (core, media);
  g_autofree char *path = core_media_path (core, &media->name.author, &media->name.id);
  TransferOrder order = { .object = media->object, .key = media->key, .path = path };

  running->moves = TRUE;
  order.cancellable = running->cancellable;
  order.progress = progress_cb;
  order.kept = kept_cb;
  order.done = downloaded_cb;
  order.data = running;
  transfer_download (core, &order);
}

/* -- The queue. -- */

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
    prepare (core, media, NULL);
    return TRUE;
  }
  if (media->own && !id_is_none (&media->from_id) && media->path == NULL)
    return prepare_forward (core, media);
  if (!core->ready || is_held (core, media->size))
    return FALSE;
  if (media->own && media->state == STATE_PENDING && media->path != NULL && media->key != NULL)
    upload (core, media);
  else if (media->path == NULL && media->key != NULL)
    download (core, media);
  return FALSE;
}

static void
drop (Core *core, const Id *id)
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
  drop (core, &media->name.id);
  give_up (core, &media->name, error);
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
    pump_later (core);
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

static void
pump_soon (Core *core)
{
  pump_in (core, 0);
}

void
media_on_trust (Core *core)
{
  pump_soon (core);
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
  drop (core, &name->id);
  pump_soon (core); /* for what waited behind it */
}

void
media_cancel_all (Core *core, const Conv *conv)
{
  g_autoptr (GList) ids = g_hash_table_get_keys (core->media->running);

  for (GList *at = ids; at != NULL; at = at->next) {
    const Running *running = g_hash_table_lookup (core->media->running, at->data);

    if (memcmp (&running->name.conv, conv, sizeof *conv) == 0)
      drop (core, at->data);
  }
}

void
media_stop_download (Core *core, const MessageName *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  if (media == NULL || media->path != NULL)
    return;
  drop (core, &name->id);
  core_begin (core);
  store_media_set_transfer (core->store, &name->author, &name->id, TRANSFER_NONE);
  note (core, name);
  core_commit (core, NULL);
  g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  once_on_file (core, name, error);
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

void
media_fetch (Core *core, const MessageName *name)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  if (media == NULL || media->path != NULL || media->source != NULL)
    return;
  turns_forget (core->media->turns, &name->id);
  core_begin (core);
  store_media_set_transfer (core->store, &name->author, &name->id, TRANSFER_WAITING);
  note (core, name);
  if (core_commit (core, NULL))
    media_pump (core);
}

static void
fetch_cb (Core *core, gpointer data)
{
  media_fetch (core, data);
}

void
core_fetch_media (Core *core, const MessageName *name)
{
  core_post (core, fetch_cb, g_memdup2 (name, sizeof *name), g_free);
}

static gboolean
comes_by_itself (const MessageRow *row)
{
  if (row->kind == MESSAGE_VOICE)
    return row->media->size <= AUTO_VOICE_MAX;
  return row->kind == MESSAGE_PICTURE && row->media->size <= AUTO_MAX;
}

void
media_on_message (Core *core, const MessageRow *row)
{
  if (row->own && row->broadcast) {
    media_take_shared (core, row);
    return;
  }
  if ((row->own && row->once != ONCE_NOT) || !comes_by_itself (row) ||
      !(row->own || store_chat_is_answered (core->store, &row->conv)))
    return;
  store_media_set_transfer (core->store, &row->author, &row->id, TRANSFER_WAITING);
  pump_soon (core);
}
