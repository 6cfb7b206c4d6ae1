/* store-find: what the index of the messages holds (schema/009.sql).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "find.h"
#include "store-query.h"

/* Before the first migration: the functions that the schema calls. FALSE: no memory. */
gboolean store_find_set_up (sqlite3 *db);

/* The row of a message in the index, and back. Places are in the order of time. */
gint64 find_place_of (gint64 time, gint64 message);
#define FIND_MESSAGE_BITS 26
#define FIND_MESSAGE_MASK ((G_GINT64_CONSTANT (1) << FIND_MESSAGE_BITS) - 1)

/* For FTS5; NULL when it can find nothing. chat 0: of all chats. Caller frees. */
char *find_match (const Find *find, gint64 chat);
