/* preferences: profile, privacy, devices, backups, writing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-vault.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_PREFERENCES (whin_preferences_get_type ())
G_DECLARE_FINAL_TYPE (WhinPreferences, whin_preferences, WHIN, PREFERENCES, AdwPreferencesDialog)

AdwDialog *whin_preferences_new (WhinVault *vault, GSettings *settings);
/* Goes to the page that makes a recovery key. */
void whin_preferences_make_recovery (WhinPreferences *self);

G_END_DECLS
