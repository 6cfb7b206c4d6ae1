/* poll votes: who has voted for what.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* As it is when it is opened. row is of a poll. */
AdwDialog *whin_poll_votes_new (WhinClient *client, const MessageRow *row);

G_END_DECLS
