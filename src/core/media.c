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
#include "media-message.h"
#include "media-prepare.h"
#include "once.h"
#include "store-chat.h"
#include "store-media.h"
#include "store-message.h"
#include "transfer.h"

#include <glib/gstdio.h>
#include <string.h>

#define RUNNING_MAX 3
#define RETRY_MS 5000
#define AUTO_MAX (8 * 1024 * 1024)
#define AUTO_VOICE_MAX (16 * 1024 * 1024)
#define TRIES_MAX 5

typedef struct {
  MessageName name;
  GCancellable *cancellable;
  gboolean dropped; /* the message is gone or nobody wants it any more */
} Running;

struct _MediaQueue {
  GHashTable *running; /* Id of the message -> Running */
  GHashTable *tries;   /* Id -> failed tries that may be repeated */
  GHashTable *stored;  /* Id: the server has the file; the message waits for its turn */
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
  queue->tries = g_hash_table_new_full (id_hash, id_hash_equal, g_free, NULL);
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
  g_hash_table_iter_init (&iter, queue->running);
  while (g_hash_table_iter_next (&iter, NULL, &running))
    g_cancellable_cancel (((Running *) running)->cancellable);
}

void
media_queue_free (MediaQueue *queue)
{
  stop_timer (queue);
  g_hash_table_unref (queue->running);
  g_hash_table_unref (queue->tries);
  g_hash_table_unref (queue->stored);
  g_free (queue);
}

static Running *
start (Core *core, const MessageName *name)
{
  Running *running = g_new0 (Running, 1);

  running->name = *name;
  running->cancellable = g_cancellable_new ();
  g_hash_table_insert (core->media->running, id_copy (&name->id), running);
  return running;
}

static void
pump_cb (Core *core, gpointer data)
{
  stop_timer (core->media);
  media_pump (core);
}

static void
pump_later (Core *core)
{
  if (core->media->timer == NULL)
    core->media->timer = core_timeout (core, RETRY_MS, pump_cb);
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
  g_hash_table_remove (core->media->tries, &name->id);
  core_begin (core);
  store_media_set_transfer (core->store, &name->author, &name->id, TRANSFER_FAILED);
  if (media->own && media->state == STATE_PENDING)
    store_message_set_state (core->store, &name->author, &name->id, STATE_FAILED, code);
  note (core, name);
  core_commit (core, NULL);
  once_on_file (core, name, error);
}

/* Errors of the network wait for the network; a server that refuses again and again ends it. */
static gboolean
should_retry (Core *core, const MessageName *name, const GError *error)
{
  guint tries;

  if (!transfer_may_retry (error) && error->code != WHIN_ERROR_NOT_FOUND)
    return FALSE;
  if (error->domain == WHIN_ERROR && error->code != WHIN_ERROR_NOT_FOUND &&
      error->code != WHIN_ERROR_INTERNAL)
    return TRUE;
  tries = GPOINTER_TO_UINT (g_hash_table_lookup (core->media->tries, &name->id)) + 1;
  g_hash_table_insert (core->media->tries, id_copy (&name->id), GUINT_TO_POINTER (tries));
  return tries < TRIES_MAX;
}

/* Ends what ran; TRUE when its result still matters. */
static gboolean
end (Core *core, Running *running, const GError *error)
{
  MessageName name = running->name;
  gboolean wanted = !running->dropped && !core->stopping;

  if (g_hash_table_lookup (core->media->running, &name.id) == running)
    g_hash_table_remove (core->media->running, &name.id);
  running_free (running);
  if (!wanted || error == NULL)
    return wanted;
  if (should_retry (core, &name, error))
    pump_later (core);
  else
    give_up (core, &name, error);
  return FALSE;
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
  Running *running = start (core, &media->name);
  TransferOrder order = { .object = media->object, .kind = "media", .path = media->path };

  order.key = media->key;
  order.cancellable = running->cancellable;
  order.progress = progress_cb;
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
  Running *running = start (core, &media->name);

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
  Running *running = start (core, &media->name);
  g_autofree char *path = core_media_path (core, &media->name.author, &media->name.id);
  TransferOrder order = { .object = media->object, .key = media->key, .path = path };

  order.cancellable = running->cancellable;
  order.progress = progress_cb;
  order.done = downloaded_cb;
  order.data = running;
  transfer_download (core, &order);
}

/* -- The queue. -- */

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
  if (!core->ready)
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
  g_autoptr (GPtrArray) due = NULL;

  if (core->stopping || core->account == NULL)
    return;
  due = store_media_due (core->store);
  refuse_untrusted (core, due);
  if (!media_release (core, core->media->stored, due))
    pump_later (core);
  for (guint i = 0; i < due->len && g_hash_table_size (core->media->running) < RUNNING_MAX; i++) {
    StoreMedia *media = due->pdata[i];

    if (media->transfer != TRANSFER_NONE && media->transfer != TRANSFER_FAILED &&
        !g_hash_table_contains (core->media->stored, &media->name.id) &&
        !g_hash_table_contains (core->media->running, &media->name.id) && start_one (core, media))
      due->pdata[i] = NULL;
  }
}

static void
pump_soon (Core *core)
{
  if (core->media->timer == NULL)
    core->media->timer = core_timeout (core, 0, pump_cb);
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
media_fetch (Core *core, const MessageName *name)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  if (media == NULL || media->path != NULL || media->source != NULL)
    return;
  g_hash_table_remove (core->media->tries, &name->id);
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
  if ((row->own && row->once != ONCE_NOT) || !comes_by_itself (row) ||
      !(row->own || store_chat_is_answered (core->store, &row->conv)))
    return;
  store_media_set_transfer (core->store, &row->author, &row->id, TRANSFER_WAITING);
  pump_soon (core);
}
