/* media-download: files of others on their way in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-queue.h"

#include "core-send.h"
#include "once.h"
#include "store-storage.h"
#include "transfer.h"

static void
downloaded_cb (Core *core, const GError *error, gpointer data)
{
  Running *running = data;
  MessageName name = running->name;
  g_autoptr (StoreMedia) media = NULL;

  if (media_end (core, running, error)) {
    media = store_media_get (core->store, &name.author, &name.id);
    if (media != NULL) {
      media->path = core_media_path (core, &media->name.author, &media->name.id);
      media->transfer = TRANSFER_NONE;
      core_begin (core);
      store_media_put (core->store, media);
      media_share (core, media);
      media_note (core, &name);
      core_commit (core, NULL);
    }
    once_on_file (core, &name, NULL);
  }
  media_pump (core);
}

void
media_download (Core *core, const StoreMedia *media)
{
  Running *running = media_start (core, media);
  g_autofree char *path = core_media_path (core, &media->name.author, &media->name.id);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  TransferOrder order = { .object = media->object, .key = media->key, .path = path };

  running->moves = TRUE;
  running->part = media_file_new (part, media->key);
  order.cancellable = running->cancellable;
  order.progress = media_progress_cb;
  order.kept = media_kept_cb;
  order.done = downloaded_cb;
  order.data = running;
  transfer_download (core, &order);
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
  media_note (core, name);
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

void
media_stop_download (Core *core, const MessageName *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  if (media == NULL || media->path != NULL)
    return;
  media_drop (core, &name->id);
  core_begin (core);
  store_media_set_transfer (core->store, &name->author, &name->id, TRANSFER_NONE);
  store_storage_refuse (core->store, name);
  media_note (core, name);
  core_commit (core, NULL);
  g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  once_on_file (core, name, error);
}
