/* media: what other files of the core ask of the queue of files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "store-media.h"

/* In a transaction: somebody is trusted less than before. What is on its way to them stops. */
void media_on_trust (Core *core);
/* In a transaction: a file is to be sent again, for the key that the other end has now. */
void media_rebind (Core *core, const MessageName *name);
/* The server is there: what was held back by errors goes on. Not in a transaction. */
void media_on_ready (Core *core);
/* What is not here yet. Not in a transaction. */
void media_fetch (Core *core, const MessageName *name);
/* The message goes away: nothing of its transfer matters any more. */
void media_cancel (Core *core, const MessageName *name);
void media_cancel_all (Core *core, const Conv *conv);
/* It stays and can be fetched later. */
void media_stop_download (Core *core, const MessageName *name);
/* For tests: whether the network is metered, in place of what the system says. */
void media_set_metered (Core *core, gboolean (*is_metered) (void));
/* A name for the file of one message under which another has it; NULL when that cannot be. Caller
 * frees. */
char *media_share_file (Core *core, const char *path, const MessageName *to);
/* In a transaction: other messages of one's own with the same file have it too, now that one has.
 */
void media_share (Core *core, const StoreMedia *media);
/* In a transaction: one of them takes it from another, if it is here. */
void media_take_shared (Core *core, const MessageRow *row);
/* Cancels what runs, before the core ends. */
void media_queue_stop (MediaQueue *queue);
