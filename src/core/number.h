/* number: the account gets another one; others have, and say so.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* Nothing is believed before the server has said that the number leads there. */
void number_hear (Core *core, const ProtoMsg *msg, const ContentNumber *number);
