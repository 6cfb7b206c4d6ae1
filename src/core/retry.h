/* retry: asks the device that wrote it for what could not be opened here, and answers those that
 * ask. Within a budget, and only between devices that were meant. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

GHashTable *retries_new (void);

/* In a transaction: msg could not be opened. */
void retry_ask (Core *core, const ProtoMsg *msg);
/* Whether another answer about this to the device of this message is within its budget; counts it.
 */
gboolean retry_may_answer (Core *core, const ProtoMsg *msg, const Id *id);
/* In a transaction: a device asks. */
void retry_answer (Core *core, const ProtoMsg *msg, const ContentRetry *retry);
