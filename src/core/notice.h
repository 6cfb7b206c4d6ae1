/* notice: lines in a chat that nobody wrote.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* In a transaction: at the end of the chat with acc, where there is one. */
void notice_add (Core *core, const Id *acc, MessageKind kind);
