/* schedule: what may happen, and how often.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "life.h"

/* One random step. */
void schedule_step (Life *life);
/* Brings all to rest and checks it. */
void schedule_check (Life *life, gboolean whole);
/* Somebody who is there says something to the account. */
void schedule_say_to (Life *life, guint to);
