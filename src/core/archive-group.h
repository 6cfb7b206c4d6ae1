/* archive-group: a group as it goes into an archive and comes out of one. The state and the secret,
 * never a sender key: each device takes its own. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "core-private.h"

/* NULL when it is gone; archive_record_free. */
ArchiveRecord *archive_group_of (Core *core, const Id *grp);
/* In a transaction: when nothing is known of it here. */
void archive_group_put (Core *core, const ArchiveGroup *group);
