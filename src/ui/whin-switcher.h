/* switcher: a dialog that leads to a chat by the beginning of its name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_SWITCHER (whin_switcher_get_type ())
G_DECLARE_FINAL_TYPE (WhinSwitcher, whin_switcher, WHIN, SWITCHER, AdwDialog)

/* Signals:
 *   chosen (const Conv *conv)
 */

AdwDialog *whin_switcher_new (WhinClient *client);

G_END_DECLS
