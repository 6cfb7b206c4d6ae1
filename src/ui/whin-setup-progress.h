/* setup, progress: an account that comes back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_SETUP_PROGRESS (whin_setup_progress_get_type ())
G_DECLARE_FINAL_TYPE (WhinSetupProgress,
                      whin_setup_progress,
                      WHIN,
                      SETUP_PROGRESS,
                      AdwNavigationPage)

/* From 0 to 1. */
void whin_setup_progress_set_fraction (WhinSetupProgress *self, double fraction);

G_END_DECLS
