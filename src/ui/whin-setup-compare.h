/* setup, comparing: the pictures that the main device shows too.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_SETUP_COMPARE (whin_setup_compare_get_type ())
G_DECLARE_FINAL_TYPE (WhinSetupCompare, whin_setup_compare, WHIN, SETUP_COMPARE, AdwNavigationPage)

void whin_setup_compare_set_pairing (WhinSetupCompare *self, const PairingRow *row);

G_END_DECLS
