/* setup: the first run, from welcome to name and photo.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_SETUP (whin_setup_get_type ())
G_DECLARE_FINAL_TYPE (WhinSetup, whin_setup, WHIN, SETUP, AdwBin)

/* Signals: finished ()   the account is there and the profile is set */

GtkWidget *whin_setup_new (WhinClient *client);

G_END_DECLS
