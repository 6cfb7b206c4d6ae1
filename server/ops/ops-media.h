/* ops-media: the media store that the settings ask for, and whether it works.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-store.h"
#include "config.h"
#include "http.h"

/* One in a directory answers on http; NULL: another process serves it. */
BlobStore *ops_open_media (const Config *config, HttpServer *http, GError **error);

/* Tries the store out and logs what came of it. *checking may be cancelled, and is NULL when that
 * is over; blobs must live until then. */
void ops_check_media (BlobStore *blobs, GCancellable **checking);
