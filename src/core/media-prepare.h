/* media-prepare: makes the file that will be sent - a copy of its own, smaller if it is a picture -
 * on the pool. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pool.h"
#include "store-media.h"

/* Runs once on the core thread, with media filled in (path, sha256, ...) or error; does not own it.
 */
typedef void (*MediaPrepared) (Core *core, StoreMedia *media, const GError *error, gpointer data);
/* Takes media. */
void media_prepare (Core *core,
                    StoreMedia *media,
                    GCancellable *cancellable,
                    MediaPrepared done,
                    gpointer data);
/* 32 bytes, or NULL and WHIN_ERROR_DISK. For pool threads. */
GBytes *media_sha256 (const char *path, GCancellable *cancellable, GError **error);
