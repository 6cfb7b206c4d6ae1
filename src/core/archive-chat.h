/* archive-chat: a chat as it goes into an archive and comes out of one, and which chats something
 * came into. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "core-private.h"
#include "store-archive.h"

/* archive_record_free. */
ArchiveRecord *archive_chat_of (const StoreArchivedChat *chat);
/* In a transaction. */
void archive_chat_put (Core *core, const ArchiveChat *chat, GHashTable *touched);

/* Of Conv: the chats that something was put into. */
GHashTable *archive_touched_new (void);
void archive_touch (GHashTable *touched, const Conv *conv);
/* In a transaction, after archive_put of many: empties touched. */
void archive_settle (Core *core, GHashTable *touched);
