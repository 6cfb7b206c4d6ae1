/* setup, source: where the backup is, each place an action of the setup.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_SETUP_SOURCE (whin_setup_source_get_type ())
G_DECLARE_FINAL_TYPE (WhinSetupSource, whin_setup_source, WHIN, SETUP_SOURCE, AdwNavigationPage)

G_END_DECLS
