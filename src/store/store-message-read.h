/* store-message-read: the columns every query of messages selects, and the row made of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-query.h"

/* Of `message m LEFT JOIN media d USING (message)`. */
#define MESSAGE_COLUMNS                                                                            \
  "m.author, m.id, m.ord, m.kind, m.state, m.own, m.time, m.text, m.error, d.message, d.object,"   \
  " d.mime, d.name, d.size, d.width, d.height, d.thumb, d.transfer, d.path,"                       \
  " d.source, d.key, d.sha256, iif (m.kind > 7, m.raw, NULL), m.expires"
#define MESSAGE_COLUMNS_COUNT 24

/* first is the index of the first of MESSAGE_COLUMNS. */
MessageRow *message_row_read (Query *query, int first, const Conv *conv);
/* 0 when the chat is not known. */
gint64 chat_number (Store *store, const Conv *conv);
/* Makes it, not listed, when it is not known. */
gint64 chat_number_make (Store *store, const Conv *conv);
/* After messages came, went or moved: the newest one and the place in the list. */
void chat_refresh (Store *store, gint64 chat);
