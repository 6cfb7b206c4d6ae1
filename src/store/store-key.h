/* store-key: the key of the local database, in a file beside it that only its owner can read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#define STORE_KEY_BYTES 32

/* Fills key. make tells whether a missing key may be made: with an old database it may not. */
gboolean
store_key_load (const char *path, gboolean make, guint8 key[STORE_KEY_BYTES], GError **error);
