/* core-presence: who is there, and who is writing. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* Renewed by the caller while it lasts; sent at most every 3 seconds. */
void core_set_activity (Core *core, const Conv *conv, Activity activity);
/* Whose presence is shown now; replaces the set. */
void core_watch (Core *core, const Id *accs, guint n);
/* Whether somebody is using this device: makes the account "online". */
void core_set_active (Core *core, gboolean active);
