/* keyring-auto: keyrings that open without asking anybody, with a key file or with what the desktop
 * keeps, and the way from there to a passphrase and back.
 *
 * May block for as long as the desktop asks the person to unlock its own keyring.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring.h"

#include <gio/gio.h>

/* Opens or makes it. key_file may be NULL; where there is one, only that is tried. Besides the
 * errors of keyring_open and desktop_secret_get: WHIN_ERROR_LOCKED when a passphrase or the
 * recovery key is needed. */
Keyring *
keyring_auto (const char *folder, const char *key_file, GCancellable *cancellable, GError **error);
/* From now on the passphrase is needed: what opened it by itself is forgotten. Also changes a
 * passphrase. */
gboolean keyring_auto_stop (Keyring *keyring,
                            const char *passphrase,
                            GCancellable *cancellable,
                            GError **error);
/* From now on it opens by itself: with key_file, or with a new secret of the desktop. The
 * passphrase is forgotten. */
gboolean keyring_auto_start (Keyring *keyring,
                             const char *key_file,
                             GCancellable *cancellable,
                             GError **error);
/* Erases the key, and what the desktop keeps for it. */
gboolean keyring_auto_destroy (const char *folder, GCancellable *cancellable, GError **error);
