/* outbox, correcting: an entry was refused, since the server knows other devices than it was
 * addressed to. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "store-outbox.h"

/* In a transaction: takes over what the server says. FALSE: nobody is left that it would go to, and
 * it is removed. */
gboolean outbox_correct (Core *core, const StoreOutbox *entry, const ProtoErr *err);
