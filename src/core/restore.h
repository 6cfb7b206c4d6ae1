/* restore: coming back to an account with a backup. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* The setting that says that rows are here which nobody has yet. */
#define SETTING_RESTORING "restoring"

/* At the start: what a restore that did not come to its end has left goes. */
void restore_clear (Core *core);
