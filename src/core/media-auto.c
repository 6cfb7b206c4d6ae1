/* media-auto: which files come without being asked for. Nothing does from strangers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-queue.h"

#include "core-media.h"
#include "store-chat.h"
#include "store-message.h"
#include "store-storage.h"

static gboolean
comes_by_itself (Core *core, const MessageRow *row)
{
  if (row->own)
    return row->once == ONCE_NOT &&
           auto_media_takes (&core->media->wanted, row, media_is_metered (core));
  if (store_chat_is_strange (core->store, &row->conv))
    return FALSE;
  switch (store_chat_get_auto (core->store, &row->conv)) {
  case CHAT_AUTO_ALL:
    return TRUE;
  case CHAT_AUTO_NOTHING:
    return FALSE;
  case CHAT_AUTO_USUAL:
    break;
  }
  return auto_media_takes (&core->media->wanted, row, media_is_metered (core));
}

void
media_on_message (Core *core, const MessageRow *row)
{
  if (row->own && row->broadcast) {
    media_take_shared (core, row);
    return;
  }
  if (!comes_by_itself (core, row))
    return;
  store_media_set_transfer (core->store, &row->author, &row->id, TRANSFER_WAITING);
  media_pump_soon (core);
}

/* -- Commands. -- */

static void
look_cb (Core *core, gpointer data)
{
  const MessageName *name = data;
  g_autoptr (MessageRow) row = store_message_get (core->store, &name->author, &name->id);

  /* What may be seen once is opened by a person. */
  if (row != NULL && row->media != NULL && row->media->file == NULL && row->once == ONCE_NOT &&
      row->media->transfer == TRANSFER_NONE && !store_storage_is_let_go (core->store, name) &&
      comes_by_itself (core, row))
    media_fetch (core, name);
}

void
core_look_at_media (Core *core, const MessageName *name)
{
  core_post (core, look_cb, g_memdup2 (name, sizeof *name), g_free);
}

static void
set_cb (Core *core, gpointer data)
{
  core->media->wanted = *(const AutoMedia *) data;
}

void
core_set_auto_media (Core *core, const AutoMedia *media)
{
  core_post (core, set_cb, g_memdup2 (media, sizeof *media), g_free);
}

typedef struct {
  Conv conv;
  ChatAuto choice;
} Choice;

static void
choose_cb (Core *core, gpointer data)
{
  const Choice *choice = data;

  core_begin (core);
  store_chat_set_auto (core->store, &choice->conv, choice->choice);
  core_note_chat (core, &choice->conv);
  core_commit (core, NULL);
}

void
core_set_chat_auto (Core *core, const Conv *conv, ChatAuto choice)
{
  Choice *data = g_new (Choice, 1);

  *data = (Choice) { *conv, choice };
  core_post (core, choose_cb, data, g_free);
}
