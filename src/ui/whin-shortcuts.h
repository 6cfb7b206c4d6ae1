/* shortcuts: the dialog that lists the keys.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

AdwDialog *whin_shortcuts_new (void);
