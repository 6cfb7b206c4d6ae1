/* outbox-aside: what goes to some devices of a conversation and has no place in its order - keys,
 * states of a group, and messages once more. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channel.h"
#include "core-private.h"

/* In a transaction: sealed at once, for each of the readers (of Party) that there is a session
 * with. */
void outbox_add_aside (Core *core, const Conv *conv, Content *content, const GArray *readers);
