/* past: what a device has written and read for years, and how it gets to another one of the
 * account, in tests. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pair.h"

/* Of those that peer_fill makes. */
Conv past_chat (guint n);
/* As if years had gone by. The peer is live again. */
void peer_fill (Peer *peer, guint messages, guint chats);

/* FALSE before that; the test fails when the work has failed. */
gboolean peer_is_done (Peer *peer, WorkKind kind);
gboolean peer_is_waiting (Peer *peer, WorkKind kind);
