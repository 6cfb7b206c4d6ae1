/* archive-chat: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-chat.h"

ArchiveRecord *
archive_chat_of (const StoreArchivedChat *chat)
{
  ArchiveRecord *record = g_new0 (ArchiveRecord, 1);

  record->kind = ARCHIVE_CHAT;
  record->chat =
      (ArchiveChat) { chat->conv,      chat->listed,   chat->sort_time, chat->read_ord,
                      chat->cseq_base, chat->max_cseq, chat->timer,     chat->timer_ord };
  return record;
}

void
archive_chat_put (Core *core, const ArchiveChat *chat, GHashTable *touched)
{
  StoreArchivedChat row = { chat->conv, chat->listed, chat->time,  chat->read,
                            chat->base, chat->cseq,   chat->timer, chat->timer_at };
  g_autoptr (GArray) moved = store_archive_add_chat (core->store, &row);

  for (guint i = 0; i < moved->len; i++) {
    const MessageName *name = &g_array_index (moved, MessageName, i);

    core_note_message (core, &name->author, &name->id);
  }
  archive_touch (touched, &chat->conv);
}

static guint
conv_hash (gconstpointer conv)
{
  return id_hash (&((const Conv *) conv)->id);
}

static gboolean
conv_equal (gconstpointer a, gconstpointer b)
{
  const Conv *one = a, *other = b;

  return one->kind == other->kind && id_equal (&one->id, &other->id);
}

GHashTable *
archive_touched_new (void)
{
  return g_hash_table_new_full (conv_hash, conv_equal, g_free, NULL);
}

void
archive_touch (GHashTable *touched, const Conv *conv)
{
  g_hash_table_add (touched, g_memdup2 (conv, sizeof *conv));
}

void
archive_settle (Core *core, GHashTable *touched)
{
  GHashTableIter iter;
  gpointer conv;

  g_hash_table_iter_init (&iter, touched);
  while (g_hash_table_iter_next (&iter, &conv, NULL)) {
    store_archive_settle (core->store, conv);
    core_note_chat (core, conv);
  }
  g_hash_table_remove_all (touched);
}
