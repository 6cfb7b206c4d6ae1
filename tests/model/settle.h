/* settle: waiting until nothing is on its way any more.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "life.h"

/* Brings the server back if need be and waits until every running device is live, has nothing to
 * send, and has applied and acknowledged all that the server had for it. */
void life_settle (Life *life);
/* Lets things happen until some batches came, or a moment has gone by. */
void life_breathe (Life *life, guint batches);
/* Runs func on the device's own thread, before anything that waits there, and waits for it. */
void life_on_core (Device *device, void (*func) (Core *core, gpointer data), gpointer data);
