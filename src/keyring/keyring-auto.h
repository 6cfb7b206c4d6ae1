/* keyring-auto: opens or makes a keyring without asking anybody: with a key file, or with the
 * desktop's secret.
 *
 * May block for as long as the desktop asks the person to unlock its own keyring.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring.h"

#include <gio/gio.h>

/* key_file may be NULL; where there is one, only that is tried. Besides the errors of keyring_open
 * and desktop_secret_get: WHIN_ERROR_LOCKED when a passphrase or the recovery key is needed. */
Keyring *
keyring_auto (const char *folder, const char *key_file, GCancellable *cancellable, GError **error);
