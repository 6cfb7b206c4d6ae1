/* store-chat: rows of the chat list, kept ready so that opening the app is one query.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-chat.h"

#include "store-message-read.h"

#include <string.h>

gint64
chat_number (Store *store, const Conv *conv)
{
  return query_number (store, 0, "SELECT chat FROM chat WHERE conv = ?", "c", conv);
}

gint64
chat_number_make (Store *store, const Conv *conv)
{
  gint64 chat = chat_number (store, conv);

  if (chat != 0)
    return chat;
  run (store, "INSERT INTO chat (conv, listed) VALUES (?, 0)", "c", conv);
  return sqlite3_last_insert_rowid (store->db);
}

/* What one wrote to many at once stands in its list, and brings none of their chats to the top. */
void
chat_refresh (Store *store, gint64 chat)
{
  run (store,
       "UPDATE chat SET last = (SELECT message FROM message WHERE chat = ?1 AND " MESSAGE_IS_WRITTEN
       " AND NOT (own AND broadcast) ORDER BY ord DESC LIMIT 1) WHERE chat = ?1",
       "i", chat);
  run (store,
       "UPDATE chat SET listed = 1, sort_time = max (sort_time, m.time) FROM message m"
       " WHERE chat.chat = ?1 AND m.message = chat.last",
       "i", chat);
}

/* Somebody who is no contact has written, and was never written to; or has brought one into a
 * group.
 */
#define IS_REQUEST                                                                                 \
  "(NOT c.accepted AND (c.asked_by IS NOT NULL OR (c.conv >= x'75' AND c.conv < x'76'"             \
  " AND c.last IS NOT NULL AND NOT coalesce (p.contact, 0) AND NOT coalesce (p.blocked, 0)"        \
  " AND NOT EXISTS (SELECT 1 FROM message o WHERE o.chat = c.chat AND o.own))))"

/* A group may have the id of somebody's account. */
#define CHAT_SELECT                                                                                \
  "SELECT c.conv, c.listed, c.sort_time, c.unread, c.first_unread, c.draft, coalesce (g.name, "    \
  "p.name, iif (c.conv >= x'62' AND c.conv < x'63', (SELECT s.text FROM state_now s WHERE"         \
  " s.what = 'broadcast' AND s.chat = zeroblob (17) AND s.author = x''"                            \
  " AND s.id = substr (c.conv, 2)), NULL)),"                                                       \
  " p.profile_name, p.phone, p.blocked, coalesce (g.avatar, p.avatar),"                            \
  " coalesce (g.photo_key, p.photo_key), coalesce (g.photo_sha256, p.photo_sha256),"               \
  " coalesce (g.photo_size, p.photo_size),"                                                        \
  " (SELECT trust FROM peer WHERE peer.acc = substr (c.conv, 2) AND g.grp IS NULL),"               \
  " c.pinned, c.archived, c.muted_until, c.mentions_only, c.marked_unread, c.draft_author,"        \
  " c.draft_id, " IS_REQUEST ", c.asked_by, iif (c.timer_id IS NULL, c.timer, c.timer_next),"      \
  " c.auto_media,"                                                                                 \
  " iif (c.conv >= x'67' AND c.conv < x'68' AND NOT coalesce (g.inside, 0), (SELECT s.text FROM"   \
  " state_now s WHERE s.what = 'asked' AND s.chat = c.conv AND s.author = x'' AND s.id = x''"      \
  " AND s.n > 0), NULL), m.message, " MESSAGE_COLUMNS                                              \
  " FROM chat c LEFT JOIN grp g ON g.grp = substr (c.conv, 2)"                                     \
  " AND c.conv >= x'67' AND c.conv < x'68'"                                                        \
  " LEFT JOIN contact p ON p.acc = substr (c.conv, 2) AND NOT (c.conv >= x'67' AND c.conv < "      \
  "x'68')"                                                                                         \
  " LEFT JOIN message m ON m.message = c.last LEFT JOIN media d ON d.message = m.message "

/* One's own name for them, else theirs, else the number. */
static char *
first_name (Query *q, int first)
{
  for (int i = 0; i < 3; i++)
    if (sqlite3_column_bytes (q, first + i) > 0)
      return column_text (q, first + i);
  return g_strdup ("");
}

/* After the link by which it was asked. */
static const char *
name_of_asked (const char *text)
{
  const char *space = strchr (text, ' ');

  return space != NULL ? space + 1 : "";
}

static ChatRow *
read_chat (Store *store, Query *q, const Id *self)
{
  ChatRow *row = chat_row_new ();

  row->conv = column_conv (q, 0);
  row->gone = column_int (q, 1) == 0;
  row->sort_time = column_int (q, 2);
  row->unread = column_int (q, 3);
  row->first_unread_ord = row->unread > 0 ? column_int (q, 4) : 0;
  row->draft = column_text_or_empty (q, 5);
  row->name = first_name (q, 6);
  row->blocked = column_int (q, 9) != 0;
  row->avatar = column_media_file (q, 10);
  row->is_self = row->conv.kind == CONV_USER && id_equal (&row->conv.id, self);
  row->trust = (Trust) column_int (q, 14);
  row->pinned = column_int (q, 15);
  row->archived = column_int (q, 16) != 0;
  row->muted_until = column_int (q, 17);
  row->mentions_only = column_int (q, 18) != 0;
  row->marked_unread = column_int (q, 19) != 0;
  row->draft_author = column_id (q, 20);
  row->draft_reply = column_id (q, 21);
  row->request = column_int (q, 22) != 0 && !row->is_self;
  row->request_by = row->conv.kind == CONV_GROUP ? column_id (q, 23) : row->conv.id;
  row->timer = column_int (q, 24);
  row->auto_media = (ChatAuto) column_int (q, 25);
  row->asked = sqlite3_column_type (q, 26) != SQLITE_NULL;
  if (row->asked && row->name[0] == '\0')
    g_set_str (&row->name, name_of_asked ((const char *) sqlite3_column_text (q, 26)));
  if (sqlite3_column_type (q, 27) != SQLITE_NULL)
    row->last = message_row_read (store, q, 28, &row->conv);
  return row;
}

/* Chosen first: SQLite would read the newest message of each before it sorts them. */
GPtrArray *
store_chat_list (Store *store, const Id *self, guint limit)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_row_unref);
  Query *q = query (store,
                    CHAT_SELECT "WHERE c.chat IN (SELECT chat FROM chat WHERE listed"
                                " ORDER BY pinned DESC, sort_time DESC LIMIT ?)"
                                " ORDER BY c.pinned DESC, c.sort_time DESC",
                    "i", limit > 0 ? (gint64) limit : -1);

  while (query_next (store, q))
    g_ptr_array_add (rows, read_chat (store, q, self));
  return rows;
}

ChatRow *
store_chat_get (Store *store, const Conv *conv, const Id *self)
{
  Query *q = query (store, CHAT_SELECT "WHERE c.conv = ?", "c", conv);
  ChatRow *row = query_next (store, q) ? read_chat (store, q, self) : NULL;

  query_end (q);
  return row;
}

void
store_chat_open (Store *store, const Conv *conv, gint64 now)
{
  gint64 chat = chat_number_make (store, conv);

  run (store,
       "UPDATE chat SET listed = 1, sort_time = max (sort_time, ?) WHERE chat = ? AND NOT listed",
       "ii", now, chat);
}

void
store_chat_set_draft (Store *store, const Conv *conv, const char *text, const MessageName *reply)
{
  static const MessageName none;
  gint64 chat = chat_number_make (store, conv);

  if (reply == NULL)
    reply = &none;
  run (store, "UPDATE chat SET draft = ?, draft_author = ?, draft_id = ? WHERE chat = ?", "tddi",
       text, &reply->author, &reply->id, chat);
}

void
store_chat_set_state (Store *store, const Conv *conv, const char *what, gint64 n)
{
  static const struct {
    const char *what;
    const char *sql;
  } columns[] = {
    { "pin", "UPDATE chat SET pinned = ? WHERE chat = ?" },
    { "archive", "UPDATE chat SET archived = ? WHERE chat = ?" },
    { "mute", "UPDATE chat SET muted_until = ? WHERE chat = ?" },
    { "mentions", "UPDATE chat SET mentions_only = ? WHERE chat = ?" },
    { "unread", "UPDATE chat SET marked_unread = ? WHERE chat = ?" },
    { "accept", "UPDATE chat SET accepted = ? WHERE chat = ?" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_strcmp0 (columns[i].what, what) == 0)
      run (store, columns[i].sql, "ii", n, chat_number_make (store, conv));
}

/* One's own message that waits to be sent stands where the next of theirs may come. */
static gint64
last_of_others (Store *store, gint64 chat, gint64 ord)
{
  return query_number (
      store, 0,
      "SELECT coalesce (max (ord), 0) FROM message WHERE chat = ? AND ord <= ? AND NOT own"
      " AND " MESSAGE_IS_WRITTEN,
      "ii", chat, ord);
}

gboolean
store_chat_mark_read (Store *store, const Conv *conv, gint64 ord, GArray *read)
{
  gint64 chat = chat_number (store, conv);
  gint64 from =
      query_number (store, G_MAXINT64, "SELECT read_ord FROM chat WHERE chat = ?", "i", chat);
  Query *q;

  ord = last_of_others (store, chat, ord);
  if (chat == 0 || ord <= from)
    return FALSE;
  q = query (store,
             "SELECT author, id FROM message WHERE chat = ? AND ord > ? AND ord <= ? AND NOT own"
             " AND " MESSAGE_IS_WRITTEN " ORDER BY ord",
             "iii", chat, from, ord);
  while (query_next (store, q)) {
    MessageName name = { *conv, column_id (q, 0), column_id (q, 1) };

    g_array_append_val (read, name);
  }
  run (store,
       "UPDATE chat SET read_ord = ?2, (unread, first_unread) ="
       " (SELECT count (*), coalesce (min (ord), 0) FROM message"
       " WHERE chat = ?1 AND ord > ?2 AND NOT own AND " MESSAGE_IS_WRITTEN ") WHERE chat = ?1",
       "ii", chat, ord);
  return TRUE;
}

void
store_chat_delete (Store *store, const Conv *conv, gint64 now)
{
  gint64 chat = chat_number (store, conv);

  run (store,
       "INSERT OR IGNORE INTO tombstone (author, id, time) SELECT author, id, ?2 FROM message"
       " WHERE chat = ?1",
       "ii", chat, now);
  run (
      store,
      "DELETE FROM outbox WHERE done = 0 AND id IN (SELECT id FROM message WHERE chat = ? AND own)",
      "i", chat);
  run (store, "DELETE FROM message WHERE chat = ?", "i", chat);
  run (store,
       "UPDATE chat SET listed = 0, last = NULL, unread = 0, first_unread = 0, draft = '',"
       " draft_author = NULL, draft_id = NULL WHERE chat = ?",
       "i", chat);
}

gboolean
store_chat_is_request (Store *store, const Conv *conv)
{
  return query_number (store, 0,
                       "SELECT " IS_REQUEST " FROM chat c LEFT JOIN contact p"
                       " ON c.conv >= x'75' AND p.acc = substr (c.conv, 2) WHERE c.conv = ?",
                       "c", conv) != 0;
}

void
store_chat_set_asked (Store *store, const Conv *conv, const Id *by)
{
  run (store, "UPDATE chat SET asked_by = ?, accepted = 0 WHERE chat = ?", "di", by,
       chat_number_make (store, conv));
}

void
store_chat_withhold (Store *store, const Conv *conv)
{
  run (store, "UPDATE chat SET withheld = 1 WHERE conv = ?", "c", conv);
}

GArray *
store_chat_take_withheld (Store *store, const Conv *conv, guint limit, guint *read)
{
  GArray *names = g_array_new (FALSE, FALSE, sizeof (MessageName));
  gint64 chat =
      query_number (store, 0, "SELECT chat FROM chat WHERE conv = ? AND withheld", "c", conv);
  Query *q;

  *read = 0;
  if (chat == 0)
    return names;
  q = query (store,
             "SELECT m.author, m.id, m.ord <= c.read_ord FROM message m JOIN chat c USING (chat)"
             " WHERE m.chat = ? AND NOT m.own AND m.placed ORDER BY m.ord DESC LIMIT ?",
             "ii", chat, (gint64) limit);
  while (query_next (store, q)) {
    MessageName name = { *conv, column_id (q, 0), column_id (q, 1) };

    *read += column_int (q, 2) != 0;
    g_array_append_val (names, name);
  }
  run (store, "UPDATE chat SET withheld = 0 WHERE chat = ?", "i", chat);
  return names;
}

gboolean
store_chat_is_strange (Store *store, const Conv *conv)
{
  return query_number (
             store, 0,
             "SELECT 1 FROM chat c LEFT JOIN contact p ON p.acc = substr (c.conv, 2)"
             " WHERE c.conv = ? AND NOT c.accepted AND (c.asked_by IS NOT NULL"
             " OR (c.conv >= x'75' AND c.conv < x'76' AND NOT coalesce (p.contact, 0)"
             " AND NOT EXISTS (SELECT 1 FROM message o WHERE o.chat = c.chat AND o.own)))",
             "c", conv) != 0;
}

ChatAuto
store_chat_get_auto (Store *store, const Conv *conv)
{
  return (ChatAuto) query_number (store, CHAT_AUTO_USUAL,
                                  "SELECT auto_media FROM chat WHERE conv = ?", "c", conv);
}

void
store_chat_set_auto (Store *store, const Conv *conv, ChatAuto choice)
{
  run (store, "UPDATE chat SET auto_media = ? WHERE conv = ?", "ic", (gint64) choice, conv);
}

void
store_chat_rebase (Store *store)
{
  run (store, "UPDATE chat SET cseq_base = max_cseq", "");
}
