/* retry: asks the device that wrote it for what could not be opened here, and answers those that
 * ask. Within a budget, and only between devices that were meant:
 * e2ee.md 2.16. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

GHashTable *retries_new (void);

/* In a transaction: msg could not be opened. */
void retry_ask (Core *core, const ProtoMsg *msg);
/* In a transaction: a device asks. */
void retry_answer (Core *core, const ProtoMsg *msg, const ContentRetry *retry);
