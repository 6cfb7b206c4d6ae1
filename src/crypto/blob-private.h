/* blob, inside. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob.h"
#include "stream.h"

/* FALSE. */
gboolean blob_damaged (GError **error);
/* What follows a header; NULL when it is none. */
StreamOpen *blob_open_stream (const guint8 key[PRIM_KEY_BYTES],
                              const guint8 header[BLOB_HEADER_BYTES],
                              GError **error);
