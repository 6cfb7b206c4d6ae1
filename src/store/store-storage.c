/* store-storage: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-storage.h"

#include "store-message-read.h"

/* Of `message m` and `media d`: AutoKind. */
#define KIND                                                                                       \
  "CASE WHEN m.kind = 1 THEN 0 WHEN m.kind = 68 THEN 2 WHEN d.mime >= 'video/' AND d.mime < "      \
  "'video0' THEN 1 ELSE 3 END"
G_STATIC_ASSERT (AUTO_PICTURES == 0 && AUTO_VIDEOS == 1 && AUTO_VOICE == 2 && AUTO_FILES == 3);
G_STATIC_ASSERT (MESSAGE_PICTURE == 1 && MESSAGE_VOICE == 68);

GArray *
store_storage_use (Store *store)
{
  GArray *uses = g_array_new (FALSE, TRUE, sizeof (MediaUse));
  Query *q = query (store,
                    "SELECT c.conv, " KIND " AS kind, count (*), sum (d.size)"
                    " FROM media d JOIN message m USING (message) JOIN chat c USING (chat)"
                    " WHERE d.path IS NOT NULL GROUP BY c.chat, 2",
                    "");

  while (query_next (store, q)) {
    Conv conv = column_conv (q, 0);
    guint kind = (guint) column_int (q, 1);
    MediaUse *last = uses->len ? &g_array_index (uses, MediaUse, uses->len - 1) : NULL;

    if (last == NULL || memcmp (&last->conv, &conv, sizeof conv) != 0) {
      g_array_set_size (uses, uses->len + 1);
      last = &g_array_index (uses, MediaUse, uses->len - 1);
      last->conv = conv;
    }
    last->files[kind] = (guint) column_int (q, 2);
    last->bytes[kind] = column_int (q, 3);
  }
  return uses;
}

void
store_kept_free (StoreKept *kept)
{
  g_free (kept->path);
  g_free (kept);
}

/* What has not left yet, or failed to, is needed. */
GPtrArray *
store_storage_kept (Store *store, const Conv *conv, guint kinds, guint limit)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) store_kept_free);
  Query *q =
      query (store,
             "SELECT c.conv, m.author, m.id, d.path, d.size"
             " FROM media d JOIN message m USING (message) JOIN chat c USING (chat)"
             " WHERE d.path IS NOT NULL AND d.transfer = 0 AND d.key IS NOT NULL"
             " AND d.once = 0 AND m.state <> 0 AND m.state <> 4"
             " AND (?1 = 0 OR m.chat = ?1) AND ?2 >> (" KIND ") & 1 LIMIT ?3",
             "iii", conv != NULL ? chat_number (store, conv) : 0, (gint64) kinds, (gint64) limit);

  while (query_next (store, q)) {
    StoreKept *kept = g_new0 (StoreKept, 1);

    kept->name = (MessageName) { column_conv (q, 0), column_id (q, 1), column_id (q, 2) };
    kept->path = column_text (q, 3);
    kept->size = column_int (q, 4);
    g_ptr_array_add (all, kept);
  }
  return all;
}
G_STATIC_ASSERT (STATE_PENDING == 0 && STATE_FAILED == 4 && ONCE_NOT == 0);

void
store_storage_let_go (Store *store, const MessageName *name)
{
  run (store,
       "UPDATE media SET path = NULL, let_go = 1"
       " WHERE message = (SELECT message FROM message WHERE author = ? AND id = ?)",
       "dd", &name->author, &name->id);
}

void
store_storage_refuse (Store *store, const MessageName *name)
{
  run (store,
       "UPDATE media SET let_go = 1"
       " WHERE message = (SELECT message FROM message WHERE author = ? AND id = ?)",
       "dd", &name->author, &name->id);
}

gboolean
store_storage_is_let_go (Store *store, const MessageName *name)
{
  return query_number (store, 0,
                       "SELECT let_go FROM media WHERE message ="
                       " (SELECT message FROM message WHERE author = ? AND id = ?)",
                       "dd", &name->author, &name->id) != 0;
}

/* The plus has the few that move found by their index: else all media are read for their order. */
GPtrArray *
store_storage_moving (Store *store, guint limit)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
  Query *q = query (store,
                    "SELECT c.conv, " MESSAGE_COLUMNS " FROM media d JOIN message m USING (message)"
                    " JOIN chat c USING (chat) WHERE d.transfer > 0 ORDER BY +d.message LIMIT ?",
                    "i", (gint64) limit);

  while (query_next (store, q)) {
    Conv conv = column_conv (q, 0);

    g_ptr_array_add (rows, message_row_read (store, q, 1, &conv));
  }
  return rows;
}
