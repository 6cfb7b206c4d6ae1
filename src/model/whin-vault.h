/* vault: opens a data folder with its key file, or with what the desktop keeps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

/* key_file may be NULL. */
WhinClient *whin_vault_open (const char *data_dir, const char *key_file, GError **error);
