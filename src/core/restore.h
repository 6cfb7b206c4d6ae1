/* restore: coming back to an account with a backup. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* At the start: what a restore that did not come to its end has left goes. */
void restore_clear (Core *core);
