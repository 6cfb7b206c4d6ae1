/* timer dialog: how long what is written in a chat from now on lasts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *whin_timer_dialog_new (WhinClient *client, WhinChat *chat);

G_END_DECLS
