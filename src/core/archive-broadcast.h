/* archive-broadcast: whom a message to a broadcast list went to, in an archive. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "core-private.h"

/* For an own message there. */
gboolean archive_broadcast_is_needed (const MessageRow *row);
/* Of ArchivePerson. is_sent: what still waits here will be sent, and not by who reads it. */
GPtrArray *archive_broadcast_of (Core *core, const Id *id, gboolean is_sent);
/* In a transaction. */
void archive_broadcast_put (Core *core, const ArchiveMessage *from);
