/* expiry: messages that go away by themselves. One timer, for the next that goes; none when there
 * is none. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

Expiry *expiry_new (Core *core);
void expiry_free (Expiry *expiry);
/* After each commit, and when the store is opened. */
void expiry_arm (Core *core);
/* Takes away what goes until now. Not in a transaction. */
void expiry_run (Core *core);

/* In a transaction: a message is here, or sent; its seconds run from time, unless it has to be read
 * first. */
void expiry_begin (Core *core, const MessageRow *row, gint64 time);
/* In a transaction: the chat was read up to where it says at that time; 0: nobody knows when. */
void expiry_on_read (Core *core, const Conv *conv, gint64 time);

/* -- timers.c: how long new messages last, by chat. -- */

/* In a transaction. */
void timers_hear (Core *core, const ProtoMsg *msg, const Conv *conv, const ContentTimer *timer);
void timers_on_ok (Core *core, const MessageRow *notice);
/* TRUE when that was a change of a timer: it is taken back. */
gboolean timers_on_failed (Core *core, const MessageRow *notice);
