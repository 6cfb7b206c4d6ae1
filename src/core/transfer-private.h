/* transfer-private: what uploads and downloads share. Core thread, unless said otherwise.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pool.h"
#include "transfer.h"

/* Everything of it is copied; there is a cancellable in the copy. */
void transfer_order_copy (TransferOrder *to, const TransferOrder *from);
/* Tells order how it ended, and clears it. error NULL while the core stops: it was interrupted. */
void transfer_order_end (Core *core, TransferOrder *order, const GError *error);
/* Of the object as it lies on the server. */
gint64 transfer_moved_size (const TransferOrder *order);
/* Any thread, from a job of this order: so many of its moved bytes are there. */
void transfer_progress (Core *core, const TransferOrder *order, gint64 moved);

GPtrArray *transfer_copy_headers (const GPtrArray *headers);
/* The session of this core: a reference. */
Transfers *transfer_session (Core *core);
