/* archive-people: who is known, as they go into an archive and come out of one: contacts, and the
 * signed lists of their devices. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "core-private.h"
#include "store-archive.h"

/* archive_record_free. */
ArchiveRecord *archive_contact_of (const StoreArchivedContact *contact);
ArchiveRecord *archive_peer_of (const StoreArchivedPeer *peer);
/* In a transaction. */
void archive_contact_put (Core *core, const ArchiveContact *from);
void archive_peer_put (Core *core, const ArchivePeer *peer);
