/* application: the process - its one vault, its windows, and what can be done from anywhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-vault.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_APPLICATION (whin_application_get_type ())
G_DECLARE_FINAL_TYPE (WhinApplication, whin_application, WHIN, APPLICATION, AdwApplication)

WhinApplication *whin_application_new (void);
GSettings *whin_application_get_settings (WhinApplication *self);

G_END_DECLS
