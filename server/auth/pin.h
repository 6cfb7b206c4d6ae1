/* pin: registration PINs, hashed slowly on a thread of their own so that the loop never waits.
 * Callbacks come on the caller's thread-default context. SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

/* The PIN is copied and wiped afterwards. */
void pin_hash (const char *pin, GAsyncReadyCallback callback, gpointer data);
char *pin_hash_finish (GAsyncResult *result, GError **error);

void pin_verify (const char *pin, const char *hash, GAsyncReadyCallback callback, gpointer data);
gboolean pin_verify_finish (GAsyncResult *result);
