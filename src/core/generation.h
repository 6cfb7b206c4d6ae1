/* generation: this device's keys are used by one store alone. Each login takes a new number, stored
 * before the server hears of it, and what is sealed is counted; the server knows by both when a
 * copy comes that has stood still (a folder from another computer, a disk that was put back).
 *
 * Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* Fills in what a hello says of it. FALSE: it cannot be stored, so nothing must be said. */
gboolean generation_hello (Core *core, ProtoHello *hello);
/* The server has let this device in with it. */
void generation_on_welcome (Core *core);
/* What the next `send` says. */
gint64 generation_sealed (Core *core);
/* The server has seen this device's store go on elsewhere: its keys are destroyed and what waits to
 * be sent has failed, the chats stay. */
void generation_on_copied (Core *core);
