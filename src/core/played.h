/* played: voice messages that were played, and what could be looked at once and was. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* In a transaction. Somebody, or another device of one's own, says so. */
void played_hear (Core *core, const Id *from, const Id *author, const Id *id);
