/* names: what one's devices are called. They know it from one another; the server does not. Core
 * thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* In a transaction: shortened to what a name may be. */
void names_put (Core *core, gint64 dev, const char *name);
/* Something to call it by in any case. Caller frees. */
char *names_get (Core *core, gint64 dev);
/* In a transaction: tells one's other devices. */
void names_tell (Core *core, gint64 dev);
/* The same of all devices there are, when one is new. */
void names_tell_all (Core *core);
/* In a transaction: another device tells. From anybody else it is nothing. */
void names_hear (Core *core, const ProtoMsg *msg, const ContentDevice *named);
