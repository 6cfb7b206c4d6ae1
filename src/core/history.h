/* history: what was written before a device was linked. The main device writes an archive without
 * the account's secret, sealed under a key of its own, leaves it at the server like any file, and
 * tells the new device in a sealed content where it is. Both go on where they were when the program
 * starts again. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* What waits is not to come, or to go, any more. */
void history_cancel (Core *core, WorkKind kind);

/* The account goes: nothing waits any more. What runs is stopped as a work. */
void history_stop (Core *core);

/* -- The main device: history-out.c -- */

/* What goes by: a disk, too, is full for a while only. */
gboolean history_may_retry (const GError *error);
/* When it is tried again, after so many times in vain (from 1): ms. */
gint64 history_delay (guint tries);

/* In a transaction: this device of the account is to have it, once history_on_devices names it. */
void history_want (Core *core, gint64 dev);
/* In a transaction: the mailbox said that these are the devices now. NULL: it may have said more
 * than came. */
void history_on_devices (Core *core, GArray *devs);
/* Goes on with what is wanted, as far as possible now. */
void history_pump_out (Core *core);

/* The server has the message, or it will never. */
void history_on_told (Core *core, const Id *id);

/* -- The new device: history-in.c -- */

/* In a transaction: it is there. */
void history_take (Core *core, const ProtoMsg *msg, const ContentHistory *history);
void history_pump_in (Core *core);
/* In a transaction: this device is linked, and knows nothing of before. */
void history_expect (Core *core);
/* None is to come. */
void history_forget_in (Core *core);
/* Whether messages that are older than this device are still to come. */
gboolean history_is_awaited (Core *core);
