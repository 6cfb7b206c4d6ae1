/* archive-own: what a person has chosen, as it goes into an archive and comes out of one: the
 * settings of this device, and what one's devices have told each other. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "core-private.h"
#include "store-state.h"

/* Appends a line for each that was set. */
void archive_settings_write (Core *core, GString *out);
/* archive_record_free. */
ArchiveRecord *archive_state_of (const StoreState *state);
/* In a transaction. */
void archive_setting_put (Core *core, const ArchiveSetting *setting);
void archive_state_put (Core *core, const ArchiveState *from);
