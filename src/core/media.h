/* media: what other files of the core ask of the queue of files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* The message goes away: nothing of its transfer matters any more. */
void media_cancel (Core *core, const MessageName *name);
void media_cancel_all (Core *core, const Conv *conv);
/* It stays and can be fetched later. */
void media_stop_download (Core *core, const MessageName *name);
/* Cancels what runs, before the core ends. */
void media_queue_stop (MediaQueue *queue);
