/* former: devices that an account's list names no more. What they sent before is on its way still,
 * perhaps for weeks, because this device was away. So no clock on a wall decides until when it is
 * opened: it is a day in which this device was connected, and could have fetched it. A server, or a
 * thief with a device's keys, has that day and not one more. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channel.h"
#include "core-private.h"
#include "devlist.h"

/* In a transaction: what the old list names and the new one does not. */
void former_retire (Core *core, const Devlist *old, const Devlist *list);
/* FALSE when there is none, or its day is over. */
gboolean former_party (Core *core, const Id *acc, gint64 dev, Party *party);
/* In a transaction: the time since it was last counted is over for all of them. */
void former_spend (Core *core);
/* Time counts from here. */
void former_on_welcome (Core *core);
/* And to here. */
void former_on_lost (Core *core);
