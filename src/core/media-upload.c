/* media-upload: one's own files on their way out - a sealed copy, then its upload.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-queue.h"

#include "core-media.h"

#include "media-prepare.h"
#include "store-sticker.h"
#include "transfer.h"

#include <glib/gstdio.h>

static void
uploaded_cb (Core *core, const GError *error, gpointer data)
{
  Running *running = data;
  Id id = running->name.id;

  if (media_end (core, running, error))
    g_hash_table_add (core->media->stored, id_copy (&id));
  media_pump (core);
}

void
media_upload (Core *core, const StoreMedia *media)
{
  Running *running = media_start (core, media);
  TransferOrder order = { .object = media->object, .kind = "media", .path = media->path };

  running->moves = TRUE;
  running->upload = media->object;
  order.key = media->key;
  order.again =
      media->sticker != NULL && store_sticker_is_again (core->store, &media->name, &media->object);
  order.cancellable = running->cancellable;
  order.progress = media_progress_cb;
  order.kept = media_kept_cb;
  order.done = uploaded_cb;
  order.data = running;
  transfer_upload (core, &order);
}

static void
take_given (MediaQueue *queue, const char *source)
{
  if (source != NULL && g_hash_table_remove (queue->given, source))
    g_unlink (source);
}

static void
give_cb (Core *core, gpointer path)
{
  g_hash_table_add (core->media->given, g_strdup (path));
}

void
core_give_file (Core *core, const char *path)
{
  core_post (core, give_cb, g_canonicalize_filename (path, NULL), g_free);
}

static void
prepared_cb (Core *core, StoreMedia *media, const GError *error, gpointer data)
{
  if (!media_end (core, data, error)) {
    if (error == NULL)
      g_unlink (media->path);
    media_pump (core);
    return;
  }
  take_given (core->media, media->source);
  g_clear_pointer (&media->source, g_free);
  media->from_id = media->from_author = (Id) { 0 };
  core_begin (core);
  store_media_put (core->store, media);
  media_note (core, &media->name);
  if (core_commit (core, NULL))
    media_pump (core);
  else
    media_pump_later (core);
}

void
media_make_ready (Core *core, StoreMedia *media, const MediaFile *from)
{
  Running *running = media_start (core, media);

  media_prepare (core, media, from, running->cancellable, prepared_cb, running);
}

static void
fail_forward (Core *core, const StoreMedia *media)
{
  g_autoptr (GError) error = NULL;

  g_set_error_literal (&error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                       error_meaning (WHIN_ERROR_NOT_FOUND));
  media_give_up (core, &media->name, error);
}

/* It is sent on: it has to be here first. TRUE when media was taken. */
gboolean
media_make_forward (Core *core, StoreMedia *media)
{
  g_autoptr (StoreMedia) from = store_media_get (core->store, &media->from_author, &media->from_id);
  g_autoptr (MediaFile) file = NULL;

  if (from != NULL && from->path != NULL && from->key != NULL) {
    file = media_file_new (from->path, from->key);
    media_make_ready (core, media, file);
    return TRUE;
  }
  if (from == NULL || from->transfer == TRANSFER_FAILED || from->key == NULL)
    fail_forward (core, media);
  return FALSE;
}
