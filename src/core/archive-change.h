/* archive-change: what was done to a message, as it goes into an archive and comes out of one. Core
 * thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "core-private.h"
#include "store-archive.h"

/* archive_record_free. */
ArchiveRecord *archive_change_of (const StoreArchivedChange *archived);
/* In a transaction: when it could have come by itself. */
void archive_change_put (Core *core, const ArchiveChange *from);
