/* once: pictures and voice messages that may be looked at, or listened to, once. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* In a transaction. Who it is for has looked at it, or another device of one's own: all goes. */
void once_opened (Core *core, const MessageRow *row);
/* Its file is here, or error says why it is not. */
void once_on_file (Core *core, const MessageName *name, const GError *error);
/* The core stops. */
void once_stop (Core *core);
/* In a transaction: one's own was sent; here nothing is left to be looked at. */
void once_on_sent (Core *core, const MessageRow *row);
