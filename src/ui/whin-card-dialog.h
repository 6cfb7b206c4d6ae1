/* card dialog: chooses one of the contacts, to tell a chat of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *whin_card_dialog_new (WhinClient *client, const Conv *conv);

G_END_DECLS
