/* handover: another device of the account becomes the main one.
 *
 *   main   the account's secret, sealed for that device alone; from here on it signs no list
 *   new    takes it, and says so to all devices of the account
 *   main   forgets it
 *
 * Two devices that sign would sign two histories, and everybody would stop. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* The device that the account's secret is on its way to; 0: none. */
gint64 handover_to (Core *core);
/* In a transaction: all other devices are gone. */
void handover_clear (Core *core);
/* In a transaction: the devices of the account are other ones. */
void handover_check (Core *core);
/* In a transaction. */
void handover_take (Core *core, const ProtoMsg *msg, const ContentPrimary *primary);
