/* setup, welcome: the ways to begin, each an action of the setup.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_SETUP_WELCOME (whin_setup_welcome_get_type ())
G_DECLARE_FINAL_TYPE (WhinSetupWelcome, whin_setup_welcome, WHIN, SETUP_WELCOME, AdwNavigationPage)

/* For who has chats here already. */
void whin_setup_welcome_set_can_leave (WhinSetupWelcome *self, gboolean can_leave);

G_END_DECLS
