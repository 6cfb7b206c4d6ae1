/* store-change-read: what changes come to, for rows and for those who ask.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-change.h"

#include "error.h"
#include "store-message-read.h"
#include "store-poll.h"

/* -- Of a row. -- */

GArray *
column_mentions (Query *q, int column)
{
  g_autoptr (GBytes) bytes = column_bytes (q, column);
  GArray *mentions;

  if (bytes == NULL)
    return NULL;
  mentions = g_array_new (FALSE, FALSE, sizeof (Mention));
  g_array_append_vals (mentions, g_bytes_get_data (bytes, NULL),
                       (guint) (g_bytes_get_size (bytes) / sizeof (Mention)));
  return mentions;
}

GBytes *
mentions_pack (const GArray *mentions)
{
  if (mentions == NULL || mentions->len == 0)
    return NULL;
  return g_bytes_new (mentions->data, mentions->len * sizeof (Mention));
}

static void
read_flags (Query *q, int first, MessageRow *row)
{
  row->mentions = column_mentions (q, first + 4);
  row->forwarded = column_int (q, first + 5) != 0;
  row->edited = column_int (q, first + 6) != 0;
  row->starred = column_int (q, first + 8) != 0;
  row->pinned = column_int (q, first + 9) != 0;
}

static MessageRow *
read_quoted (Store *store, gint64 chat, const MessageRow *row)
{
  Query *q = query (store,
                    "SELECT " MESSAGE_COLUMNS " FROM message m LEFT JOIN media d USING (message)"
                    " WHERE m.author = ? AND m.id = ? AND m.chat = ? /* quoted */",
                    "ddi", &row->quote_author, &row->quote_id, chat);
  MessageRow *quoted = NULL;

  if (query_next (store, q)) {
    quoted = message_row_read_plain (q, 0, &row->conv);
    read_flags (q, 23, quoted);
  }
  query_end (q);
  return quoted;
}

static GPtrArray *
read_reactions (Store *store, gint64 message)
{
  GPtrArray *reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) reaction_free);
  Query *q = query (store,
                    "SELECT text, count (*), max (slot = (SELECT acc FROM account)) FROM reaction"
                    " WHERE message = ? GROUP BY text ORDER BY count (*) DESC, min (place), text",
                    "i", message);

  while (query_next (store, q)) {
    Reaction *reaction = g_new0 (Reaction, 1);

    reaction->emoji = column_text_or_empty (q, 0);
    reaction->count = (guint) column_int (q, 1);
    reaction->own = column_int (q, 2) != 0;
    g_ptr_array_add (reactions, reaction);
  }
  return reactions;
}

/* Whom one has blocked nobody misses. */
static guint
count_left_out (Store *store, const Id *message)
{
  return (guint) query_number (
      store, 0, "SELECT count (*) FROM broadcast WHERE id = ? AND state = 4 AND error <> ?", "di",
      message, (gint64) WHIN_ERROR_BLOCKED);
}

void
message_row_read_more (Store *store, Query *q, int first, MessageRow *row)
{
  row->quote_author = column_id (q, first + 2);
  row->quote_id = column_id (q, first + 3);
  read_flags (q, first, row);
  if (!id_is_none (&row->quote_id))
    row->quoted = read_quoted (store, column_int (q, first + 1), row);
  if (row->poll != NULL)
    store_poll_count (store, column_int (q, first), row);
  if (column_int (q, first + 7) > 0)
    row->reactions = read_reactions (store, column_int (q, first));
  if (row->conv.kind == CONV_BROADCAST)
    row->left_out = count_left_out (store, &row->id);
}

/* -- Of one message. -- */

GPtrArray *
store_reactors (Store *store, const Id *author, const Id *message)
{
  GPtrArray *reactors = g_ptr_array_new_with_free_func ((GDestroyNotify) reactor_free);
  Query *q = query (store,
                    "SELECT r.slot, r.text, r.time FROM reaction r JOIN message m USING (message)"
                    " WHERE m.author = ? AND m.id = ? ORDER BY r.place DESC",
                    "dd", author, message);

  while (query_next (store, q)) {
    Reactor *reactor = g_new0 (Reactor, 1);

    *reactor = (Reactor) { column_id (q, 0), column_text_or_empty (q, 1), column_int (q, 2) };
    g_ptr_array_add (reactors, reactor);
  }
  return reactors;
}

GPtrArray *
store_versions (Store *store, const Id *author, const Id *message)
{
  GPtrArray *versions = g_ptr_array_new_with_free_func ((GDestroyNotify) message_version_free);
  Query *q = query (store,
                    "SELECT c.text, c.time FROM change c JOIN message m USING (message)"
                    " WHERE m.author = ? AND m.id = ? AND c.what = ? ORDER BY c.place, c.id",
                    "ddi", author, message, (gint64) CHANGE_EDIT);

  while (query_next (store, q)) {
    MessageVersion *version = g_new0 (MessageVersion, 1);

    *version = (MessageVersion) { column_text_or_empty (q, 0), column_int (q, 1) };
    g_ptr_array_add (versions, version);
  }
  return versions;
}

GArray *
store_answers (Store *store, const Id *author, const Id *message, guint limit)
{
  GArray *names = g_array_new (FALSE, TRUE, sizeof (MessageName));
  Query *q = query (store,
                    "SELECT author, id FROM message WHERE quote_author = ? AND quote_id = ?"
                    " ORDER BY message DESC LIMIT ?",
                    "ddi", author, message, (gint64) limit);

  while (query_next (store, q)) {
    MessageName name = { .author = column_id (q, 0), .id = column_id (q, 1) };

    g_array_append_val (names, name);
  }
  return names;
}

/* -- Of chats. -- */

static GPtrArray *
rows_of (Store *store, Query *q)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  while (query_next (store, q)) {
    Conv conv = column_conv (q, 0);

    g_ptr_array_add (rows, message_row_read (store, q, 1, &conv));
  }
  return rows;
}

#define ROWS_SELECT                                                                                \
  "SELECT c.conv, " MESSAGE_COLUMNS " FROM message m JOIN chat c USING (chat)"                     \
  " LEFT JOIN media d USING (message) WHERE "

GPtrArray *
store_starred (Store *store, const Conv *conv, guint limit)
{
  if (conv == NULL)
    return rows_of (
        store, query (store, ROWS_SELECT "m.starred > 0 ORDER BY m.time DESC, m.ord DESC LIMIT ?",
                      "i", (gint64) limit));
  return rows_of (
      store, query (store, ROWS_SELECT "m.starred > 0 AND m.chat = ? ORDER BY m.ord DESC LIMIT ?",
                    "ii", chat_number (store, conv), (gint64) limit));
}

GPtrArray *
store_pinned (Store *store, const Conv *conv, guint limit)
{
  return rows_of (
      store, query (store, ROWS_SELECT "m.pinned > 0 AND m.chat = ? ORDER BY m.pinned DESC LIMIT ?",
                    "ii", chat_number (store, conv), (gint64) limit));
}

GPtrArray *
store_unread_mentions (Store *store, const Conv *conv, guint limit)
{
  return rows_of (store, query (store,
                                ROWS_SELECT "m.chat = ? AND m.ord > c.read_ord AND NOT m.own AND"
                                            " instr (m.mentions, (SELECT acc FROM account)) > 0"
                                            " ORDER BY m.ord LIMIT ?",
                                "ii", chat_number (store, conv), (gint64) limit));
}
