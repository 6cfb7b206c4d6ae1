/* broadcast, inside. broadcast.c: whom a message goes to, and how far it has got; broadcast-send.c:
 * what is done for each of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broadcast.h"

/* In a transaction: one's other devices hear what they do not know yet of whom a message goes to.
 */
void broadcast_tell (Core *core, const Id *message);
