/* store-archive: reads by key and writes what is not here yet.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-archive.h"

#include "row-content.h"
#include "store-expiry.h"
#include "store-message-read.h"
#include "store-message.h"

void
store_archived_free (StoreArchived *message)
{
  if (message == NULL)
    return;
  g_clear_pointer (&message->row, message_row_unref);
  g_clear_pointer (&message->raw, g_bytes_unref);
  media_key_free (message->key);
  g_free (message);
}

void
store_archived_contact_free (StoreArchivedContact *contact)
{
  if (contact == NULL)
    return;
  g_free (contact->phone);
  g_free (contact->name);
  g_free (contact->profile_name);
  g_free (contact->about);
  media_key_free (contact->photo_key);
  g_free (contact);
}

void
store_archived_peer_free (StoreArchivedPeer *peer)
{
  if (peer == NULL)
    return;
  g_bytes_unref (peer->list);
  g_free (peer);
}

/* -- Reading. -- */

/* Notices are of this device. What waits to be sent is kept if it is only words: it can be sent
 * again. */
#define ARCHIVED                                                                                   \
  "(m.kind < 5 OR m.kind >= 64) AND (m.placed OR (NOT ?1 AND m.own AND d.message IS NULL))"
G_STATIC_ASSERT (MESSAGE_GAP == 5);

StoreArchiveSize
store_archive_size (Store *store, gboolean placed)
{
  StoreArchiveSize size;

  size.messages = query_number (
      store, 0, "SELECT count (*) FROM message m LEFT JOIN media d USING (message) WHERE " ARCHIVED,
      "i", (gint64) placed);
  size.last = query_number (store, 0, "SELECT coalesce (max (message), 0) FROM message", "");
  size.chats = query_number (store, 0, "SELECT count (*) FROM chat", "");
  size.contacts = query_number (store, 0, "SELECT count (*) FROM contact", "");
  size.peers = query_number (store, 0, "SELECT count (*) FROM peer", "");
  size.groups = query_number (store, 0, "SELECT count (*) FROM grp WHERE state IS NOT NULL", "");
  return size;
}

/* What may be looked at once is looked at where it came. */
static void
keep_nothing_of_once (StoreArchived *message)
{
  if (message->row->once == ONCE_NOT)
    return;
  g_clear_pointer (&message->key, media_key_free);
  message->row->media->object = (Id) { 0 };
}

GPtrArray *
store_archive_messages (Store *store, gboolean placed, gint64 after, gint64 last, guint limit)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) store_archived_free);
  Query *q = query (store,
                    "SELECT m.message, m.placed, m.raw, d.key, d.sha256, d.size, d.as_file, "
                    "m.gone_at, c.conv, " MESSAGE_COLUMNS " FROM message m JOIN chat c USING (chat)"
                    " LEFT JOIN media d USING (message)"
                    " WHERE m.message > ?2 AND m.message <= ?3 AND " ARCHIVED
                    " ORDER BY m.message LIMIT ?4",
                    "iiii", (gint64) placed, after, last, (gint64) limit);

  while (query_next (store, q)) {
    StoreArchived *message = g_new0 (StoreArchived, 1);
    Conv conv = column_conv (q, 8);

    message->number = column_int (q, 0);
    message->placed = column_int (q, 1) != 0;
    message->raw = column_bytes (q, 2);
    message->key = column_media_key (q, 3, column_int (q, 5));
    message->as_file = column_int (q, 6) != 0;
    message->gone_at = column_int (q, 7);
    message->row = message_row_read (store, q, 9, &conv);
    keep_nothing_of_once (message);
    g_ptr_array_add (rows, message);
  }
  return rows;
}

GPtrArray *
store_archive_chats (Store *store, const Conv *after, guint limit)
{
  GPtrArray *chats = g_ptr_array_new_with_free_func (g_free);
  Query *q = query (store,
                    "SELECT conv, listed, sort_time, read_ord, cseq_base, max_cseq, timer,"
                    " timer_ord FROM chat"
                    " WHERE conv > ?1 ORDER BY conv LIMIT ?2",
                    "ci", after, (gint64) limit);

  while (query_next (store, q)) {
    StoreArchivedChat *chat = g_new0 (StoreArchivedChat, 1);

    chat->conv = column_conv (q, 0);
    chat->listed = column_int (q, 1) != 0;
    chat->sort_time = column_int (q, 2);
    chat->read_ord = column_int (q, 3);
    chat->cseq_base = column_int (q, 4);
    chat->max_cseq = column_int (q, 5);
    chat->timer = column_int (q, 6);
    chat->timer_ord = column_int (q, 7);
    g_ptr_array_add (chats, chat);
  }
  return chats;
}

GPtrArray *
store_archive_contacts (Store *store, const Id *after, guint limit)
{
  GPtrArray *contacts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) store_archived_contact_free);
  Query *q = query (store,
                    "SELECT acc, phone, name, profile_name, about, photo, photo_key, photo_sha256,"
                    " photo_size, contact, blocked, profile_sent FROM contact"
                    " WHERE ?1 IS NULL OR acc > ?1 ORDER BY acc LIMIT ?2",
                    "di", after, (gint64) limit);

  while (query_next (store, q)) {
    StoreArchivedContact *contact = g_new0 (StoreArchivedContact, 1);

    contact->acc = column_id (q, 0);
    contact->phone = column_text_or_empty (q, 1);
    contact->name = column_text_or_empty (q, 2);
    contact->profile_name = column_text_or_empty (q, 3);
    contact->about = column_text_or_empty (q, 4);
    contact->photo = column_id (q, 5);
    contact->photo_key = column_media_key (q, 6, column_int (q, 8));
    contact->contact = column_int (q, 9) != 0;
    contact->blocked = column_int (q, 10) != 0;
    contact->profile_sent = column_int (q, 11);
    g_ptr_array_add (contacts, contact);
  }
  return contacts;
}

GPtrArray *
store_archive_peers (Store *store, const Id *after, guint limit)
{
  GPtrArray *peers = g_ptr_array_new_with_free_func ((GDestroyNotify) store_archived_peer_free);
  Query *q = query (store,
                    "SELECT acc, list, trust FROM peer WHERE ?1 IS NULL OR acc > ?1"
                    " ORDER BY acc LIMIT ?2",
                    "di", after, (gint64) limit);

  while (query_next (store, q)) {
    StoreArchivedPeer *peer = g_new0 (StoreArchivedPeer, 1);

    peer->acc = column_id (q, 0);
    peer->list = column_bytes (q, 1);
    peer->trust = column_int (q, 2);
    g_ptr_array_add (peers, peer);
  }
  return peers;
}

GArray *
store_archive_groups (Store *store, const Id *after, guint limit)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Id));
  Query *q = query (store,
                    "SELECT grp FROM grp WHERE state IS NOT NULL AND (?1 IS NULL OR grp > ?1)"
                    " ORDER BY grp LIMIT ?2",
                    "di", after, (gint64) limit);

  while (query_next (store, q)) {
    Id grp = column_id (q, 0);

    g_array_append_val (groups, grp);
  }
  return groups;
}

/* -- Writing. -- */

/* Numbers repeat once a server has lost its last hours. */
static gint64
free_ord (Store *store, gint64 chat, gint64 ord)
{
  while (query_number (store, 0, "SELECT 1 FROM message WHERE chat = ? AND ord = ?", "ii", chat,
                       ord) != 0)
    ord++;
  return ord;
}

static void
add_media (Store *store, const StoreArchived *message)
{
  const Media *media = message->row->media;
  g_autofree char *sticker = sticker_to_text (media->sticker);

  run (store,
       "INSERT OR REPLACE INTO media (message, object, mime, name, size, width, height, thumb,"
       " key, sha256, as_file, once, sticker, ms, bars, played, album, album_n, album_at)"
       " SELECT message, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM message"
       " WHERE author = ? AND id = ?",
       "dttiiibksiitibidiidd", &media->object, media->mime, media->name, media->size,
       (gint64) media->width, (gint64) media->height, media->thumb, message->key, message->key,
       (gint64) message->as_file, (gint64) message->row->once, sticker, media->ms, media->bars,
       (gint64) message->row->played, &media->album.id, (gint64) media->album.n,
       (gint64) media->album.at, &message->row->author, &message->row->id);
}

static void
insert (Store *store, gint64 chat, const StoreArchived *message)
{
  const MessageRow *row = message->row;
  g_autoptr (GBytes) mentions = mentions_pack (row->mentions);

  run (store,
       "INSERT INTO message (chat, author, id, ord, placed, kind, state, own, time, text, error,"
       " raw, expires, gone_at, quote_author, quote_id, mentions, forwarded, broadcast, starred)"
       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
       " ?19,"
       " coalesce ((SELECT n <> 0 FROM state_now WHERE what = 'star' AND chat = zeroblob (17)"
       " AND author = ?2 AND id = ?3), 0))",
       "iddiiiiiitibiiddbii", chat, &row->author, &row->id, row->ord, (gint64) message->placed,
       (gint64) row->kind, (gint64) row->state, (gint64) row->own, row->time, row->text,
       (gint64) row->error, message->raw, row->expires, message->gone_at, &row->quote_author,
       &row->quote_id, mentions, (gint64) row->forwarded, (gint64) row->broadcast);
}

static void
resolve (Store *store, const StoreArchived *message)
{
  const MessageRow *row = message->row;
  g_autoptr (GBytes) mentions = mentions_pack (row->mentions);

  run (store,
       "UPDATE message SET kind = ?, text = ?, raw = ?, expires = ?, gone_at = ?,"
       " quote_author = ?, quote_id = ?, mentions = ?, forwarded = ?, broadcast = ?"
       " WHERE author = ? AND id = ?",
       "itbiiddbiidd", (gint64) row->kind, row->text, message->raw, row->expires, message->gone_at,
       &row->quote_author, &row->quote_id, mentions, (gint64) row->forwarded,
       (gint64) row->broadcast, &row->author, &row->id);
}

gboolean
store_archive_add_message (Store *store, StoreArchived *message)
{
  MessageRow *row = message->row;
  gint64 chat;
  gboolean resolved = row->kind != MESSAGE_UNREADABLE &&
                      store_message_is_unreadable (store, &row->author, &row->id);

  if (resolved) {
    resolve (store, message);
  } else {
    if (store_message_is_known (store, &row->author, &row->id))
      return FALSE;
    chat = chat_number_make (store, &row->conv);
    row->ord = free_ord (store, chat, row->ord);
    insert (store, chat, message);
  }
  if (row->media != NULL)
    add_media (store, message);
  return TRUE;
}

static GArray *
names_after (Store *store, const Conv *conv, gint64 chat, gint64 ord)
{
  GArray *names = g_array_new (FALSE, FALSE, sizeof (MessageName));
  Query *q = query (store, "SELECT author, id FROM message WHERE chat = ? AND ord > ? ORDER BY ord",
                    "ii", chat, ord);

  while (query_next (store, q)) {
    MessageName name = { *conv, column_id (q, 0), column_id (q, 1) };

    g_array_append_val (names, name);
  }
  return names;
}

/* What came before the chat was known here to have such a base; what stands before the base it had
 * stays there. In two steps, because every place is taken only once. */
static void
shift (Store *store, gint64 chat, gint64 from, gint64 by)
{
  gint64 delta = by << STORE_ORD_SHIFT;

  run (store, "UPDATE message SET ord = -(ord + ?2) WHERE chat = ?1 AND ord > ?3", "iii", chat,
       delta, from);
  run (store, "UPDATE message SET ord = -ord WHERE chat = ? AND ord < 0", "i", chat);
  store_change_shift (store, chat, from >> STORE_ORD_SHIFT, by);
  run (store,
       "UPDATE chat SET cseq_base = cseq_base + ?2, max_cseq = max_cseq + ?2,"
       " read_ord = CASE WHEN read_ord > ?4 THEN read_ord + ?3 ELSE read_ord END,"
       " first_unread = CASE WHEN first_unread > ?4 THEN first_unread + ?3 ELSE first_unread END"
       " WHERE chat = ?1",
       "iiii", chat, by, delta, from);
}

GArray *
store_archive_add_chat (Store *store, const StoreArchivedChat *archived)
{
  gboolean is_new = chat_number (store, &archived->conv) == 0;
  gint64 chat = chat_number_make (store, &archived->conv);
  gint64 base = query_number (store, 0, "SELECT cseq_base FROM chat WHERE chat = ?", "i", chat);
  GArray *moved = NULL;

  if (archived->cseq_base > base) {
    moved = names_after (store, &archived->conv, chat, base << STORE_ORD_SHIFT);
    shift (store, chat, base << STORE_ORD_SHIFT, archived->cseq_base - base);
  }
  run (store,
       "UPDATE chat SET listed = CASE WHEN ?2 THEN ?3 ELSE listed END,"
       " sort_time = max (sort_time, ?4), read_ord = max (read_ord, ?5),"
       " max_cseq = max (max_cseq, ?6) WHERE chat = ?1",
       "iiiiii", chat, (gint64) is_new, (gint64) archived->listed, archived->sort_time,
       archived->read_ord, archived->max_cseq);
  store_timer_set (store, &archived->conv, archived->timer, archived->timer_ord);
  return moved != NULL ? moved : g_array_new (FALSE, FALSE, sizeof (MessageName));
}

void
store_archive_add_contact (Store *store, const StoreArchivedContact *contact)
{
  run (store, "INSERT OR IGNORE INTO contact (acc) VALUES (?)", "d", &contact->acc);
  run (store,
       "UPDATE contact SET phone = CASE WHEN phone = '' THEN ?2 ELSE phone END,"
       " name = CASE WHEN name = '' THEN ?3 ELSE name END,"
       " profile_name = CASE WHEN profile_name = '' THEN ?4 ELSE profile_name END,"
       " about = CASE WHEN about = '' THEN ?5 ELSE about END,"
       " contact = max (contact, ?6), blocked = max (blocked, ?7),"
       " profile_sent = max (profile_sent, ?8) WHERE acc = ?1",
       "dttttiii", &contact->acc, contact->phone, contact->name, contact->profile_name,
       contact->about, (gint64) contact->contact, (gint64) contact->blocked, contact->profile_sent);
  run (store,
       "UPDATE contact SET photo = ?2, photo_key = ?3, photo_sha256 = ?4, photo_size = ?5"
       " WHERE acc = ?1 AND photo IS NULL",
       "ddksi", &contact->acc, &contact->photo, contact->photo_key, contact->photo_key,
       contact->photo_key != NULL ? contact->photo_key->size : G_GINT64_CONSTANT (0));
}

void
store_archive_settle (Store *store, const Conv *conv)
{
  gint64 chat = chat_number (store, conv);

  chat_refresh (store, chat);
  run (store,
       "UPDATE chat SET (unread, first_unread) = (SELECT count (*), coalesce (min (m.ord), 0)"
       " FROM message m WHERE m.chat = ?1 AND m.ord > chat.read_ord AND NOT m.own"
       " AND (m.kind < 5 OR m.kind >= 64))"
       " WHERE chat = ?1",
       "i", chat);
}

/* -- Changes. -- */

void
store_archived_change_free (StoreArchivedChange *change)
{
  store_change_free (change->change);
  g_free (change);
}

GPtrArray *
store_archive_changes (Store *store, gint64 after, guint limit)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) store_archived_change_free);
  Query *q = query (
      store,
      "SELECT c.change, c.place, c.what, m.author, m.id, c.acc, c.id, c.time, c.text,"
      " c.mentions FROM change c JOIN message m USING (message)"
      " WHERE c.change > ? AND m.placed AND c.place < ? AND c.what < 4 ORDER BY c.change LIMIT ?",
      "iii", after, STORE_CHANGE_PENDING, (gint64) limit);

  while (query_next (store, q)) {
    StoreArchivedChange *archived = g_new0 (StoreArchivedChange, 1);
    StoreChange *change = archived->change = g_new0 (StoreChange, 1);

    archived->number = column_int (q, 0);
    archived->place = column_int (q, 1);
    change->kind = (ChangeKind) column_int (q, 2);
    change->author = column_id (q, 3);
    change->message = column_id (q, 4);
    change->acc = column_id (q, 5);
    change->id = column_id (q, 6);
    change->time = column_int (q, 7);
    change->text = column_text_or_empty (q, 8);
    change->mentions = column_mentions (q, 9);
    g_ptr_array_add (changes, archived);
  }
  return changes;
}

void
store_archive_add_change (Store *store, const StoreChange *change, gint64 place)
{
  store_change_put_at (store, change, place);
}
