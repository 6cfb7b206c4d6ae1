/* media-message: the message of a file that has been uploaded.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

#include "store-media.h"

/* stored: ids of messages whose file the server has; those that are done with are taken out. due:
 * as store_media_due gives it. Puts into the outbox what need not wait for a file that was chosen
 * together with it and before it; their transfer is TRANSFER_NONE then. FALSE when the disk
 * refused: to be tried again. */
gboolean media_release (Core *core, GHashTable *stored, GPtrArray *due);
