/* archive-message: a message as it goes into an archive and comes out of one, with the keys of its
 * file and the votes in its poll. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "core-private.h"
#include "store-archive.h"

/* archive_record_free. */
ArchiveRecord *archive_message_of (Core *core, const StoreArchived *message);
/* In a transaction. touched as for archive_put. */
void archive_message_put (Core *core, const ArchiveMessage *from, GHashTable *touched);
