/* poll dialog: asks a chat to choose.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *whin_poll_dialog_new (WhinClient *client, const Conv *conv);

G_END_DECLS
