/* archive-put: the records of an archive into the store. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-chat.h"

/* In a transaction: puts a record where it belongs, if it is not there; heads, secrets and ends are
 * not for here. Chats whose messages came are added to touched (archive_touched_new), which
 * archive_settle is to be called with. */
void archive_put (Core *core, const ArchiveRecord *record, GHashTable *touched);
