/* except: contacts who are left out of what contacts may otherwise see or do. The server does not
 * learn of it: of those who shall not see when one is there it is told as of no contacts.
 * Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

gboolean except_has (Core *core, Except what, const Id *acc);
/* Of Id. */
GArray *except_list (Core *core, Except what);
/* In a transaction: a new device is told of all. */
void except_tell_new (Core *core);
