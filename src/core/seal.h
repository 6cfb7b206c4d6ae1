/* seal: between a content and the `ct` for, or from, one device. Core thread, in a transaction.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "envelope.h"
#include "store-outbox.h"

/* What goes to one device. NULL and WHIN_ERROR_NO_SESSION when a session has to begin first. Caller
 * frees. */
char *seal (Core *core, const StoreOutbox *entry, const Party *to, GError **error);
/* NULL and WHIN_ERROR_UNTRUSTED, _NO_SESSION, _UNDECRYPTABLE or _DUPLICATE; then nothing has
 * changed. */
GBytes *seal_open (Core *core, const ProtoMsg *msg, EnvelopeHeader *header, GError **error);
