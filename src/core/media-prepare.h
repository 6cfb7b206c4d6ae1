/* media-prepare: makes the file that will be sent - a copy of its own, smaller if it is a picture,
 * sealed under a new key - on the pool. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pool.h"
#include "store-media.h"

/* Runs once on the core thread, with media filled in (path, key, ...) or error; does not own it.
 */
typedef void (*MediaPrepared) (Core *core, StoreMedia *media, const GError *error, gpointer data);
/* Takes media. from, NULL for its source, is a file that is here already, and is not made smaller.
 */
void media_prepare (Core *core,
                    StoreMedia *media,
                    const MediaFile *from,
                    GCancellable *cancellable,
                    MediaPrepared done,
                    gpointer data);
