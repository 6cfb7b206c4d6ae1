/* once: pictures that may be looked at once. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* In a transaction. Somebody, or another device of one's own, has looked at it. */
void once_hear (Core *core, const Id *from, const Id *author, const Id *id);
/* Its file is here, or error says why it is not. */
void once_on_file (Core *core, const MessageName *name, const GError *error);
/* The core stops. */
void once_stop (Core *core);
/* In a transaction: one's own was sent; here nothing is left to be looked at. */
void once_on_sent (Core *core, const MessageRow *row);
