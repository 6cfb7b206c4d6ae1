/* budget: what the messages of one device that do not open, or begin a session, may cost. A forged
 * one is not known for what it is before much work was done, and with many old sessions it is a
 * second's. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

GHashTable *budgets_new (void);

/* How long nothing of the device is tried, in ms; 0: it is. */
gint64 budget_wait (Core *core, const Id *acc, gint64 dev);
/* A clock of this thread's work, in us. */
gint64 budget_clock (void);
/* Something of the device did not open or began a session, and took so many us. */
void budget_charge (Core *core, const Id *acc, gint64 dev, gint64 us);
