/* retry: asks the device that wrote it for what could not be opened here, and answers those that
 * ask. Within a budget, and only between devices that were meant. What is missing and
 * what was asked is in the store: a restart forgets neither. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* In a transaction: msg could not be opened. */
void retry_ask (Core *core, const ProtoMsg *msg);
/* Asks for what there was no time for, or what was asked for long ago. */
void retry_resume (Core *core);
/* In a transaction: a message came once more. Gives it the place and the time that it had when it
 * could not be opened. FALSE when it was not known that it is missing. */
gboolean retry_came (Core *core, ProtoMsg *msg);
/* Whether another answer about this to the device of this message is within its budget; counts it.
 */
gboolean retry_may_answer (Core *core, const ProtoMsg *msg, const Id *id);
/* In a transaction: a device asks. */
void retry_answer (Core *core, const ProtoMsg *msg, const ContentRetry *retry);
