/* player bar: the voice message that plays, while its chat is not the one that is looked at.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_PLAYER_BAR (whin_player_bar_get_type ())
G_DECLARE_FINAL_TYPE (WhinPlayerBar, whin_player_bar, WHIN, PLAYER_BAR, GtkWidget)

void whin_player_bar_set_client (WhinPlayerBar *self, WhinClient *client);
/* It is not needed in that chat, or, with show FALSE, at all. */
void whin_player_bar_set_place (WhinPlayerBar *self, const Conv *conv, gboolean show);

G_END_DECLS
