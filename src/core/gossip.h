/* gossip: every message says which device lists its sender has seen, so that a server that shows
 * two of them is found out. Core thread, in a transaction.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "envelope.h"

void gossip_hear (Core *core, const ProtoMsg *msg, const EnvelopeHeader *header);
