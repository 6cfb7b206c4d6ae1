/* request bar: in the place of the composer while somebody who is no contact waits to be accepted,
 * or one waits oneself to be let into a group. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_REQUEST_BAR (whin_request_bar_get_type ())
G_DECLARE_FINAL_TYPE (WhinRequestBar, whin_request_bar, WHIN, REQUEST_BAR, AdwBin)

/* Shows itself if the chat is a request; chat NULL: it is not. */
void whin_request_bar_set_chat (WhinRequestBar *self, WhinClient *client, WhinChat *chat);

G_END_DECLS
