/* store-message-read: the columns every query of messages selects, and the row made of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-query.h"

/* Of `message m LEFT JOIN media d USING (message)`. */
#define MESSAGE_COLUMNS                                                                            \
  "m.author, m.id, m.ord, m.kind, m.state, m.own, m.time, m.text, m.error, d.message, d.object,"   \
  " d.mime, d.name, d.size, d.width, d.height, d.thumb, d.transfer, d.path,"                       \
  " d.source, d.key, d.sha256, iif (m.kind > 7 AND m.kind < 64, m.raw, NULL), m.message, m.chat,"  \
  " m.quote_author, m.quote_id, m.mentions, m.forwarded, m.edited, m.reacted, m.starred,"          \
  " m.pinned > 0 AND (SELECT count (*) FROM message o WHERE o.chat = m.chat AND o.pinned > 0"      \
  " AND o.pinned > m.pinned) < 3, m.expires, d.once, iif (m.kind > 64 OR m.kind = 0, m.raw, "      \
  "NULL),"                                                                                         \
  " m.broadcast, d.sticker, d.ms, d.bars, d.played, d.album, d.album_n, d.album_at"
#define MESSAGE_COLUMNS_COUNT 44

/* What people wrote, in SQL: notices are between. */
#define MESSAGE_IS_WRITTEN "(kind < 5 OR kind >= 64)"

/* first is the index of the first of MESSAGE_COLUMNS. */
MessageRow *message_row_read (Store *store, Query *query, int first, const Conv *conv);
/* Only what is in its own row of the database. */
MessageRow *message_row_read_plain (Query *query, int first, const Conv *conv);
/* The rest; first is the index of `m.message`. */
void message_row_read_more (Store *store, Query *query, int first, MessageRow *row);
/* NULL for what is none. */
Sticker *column_sticker (Query *query, int column);
/* Of the columns album, album_n and album_at. */
Album column_album (Query *query, int column);
GArray *column_mentions (Query *query, int column);
/* NULL for none. */
GBytes *mentions_pack (const GArray *mentions);
/* 0 when the chat is not known. */
gint64 chat_number (Store *store, const Conv *conv);
/* Makes it, not listed, when it is not known. */
gint64 chat_number_make (Store *store, const Conv *conv);
/* After messages came, went or moved: the newest one and the place in the list. */
void chat_refresh (Store *store, gint64 chat);
