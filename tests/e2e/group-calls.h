/* group-calls: what a peer does with a group, waiting for the answer: -1, or its WhinError.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "peer.h"

/* Of a core_group_..._async call with keep_result_cb; NULL before it has come. */
typedef GAsyncResult *Answer;

/* Waits for it and clears it. conv: of the group, or NULL. */
int peer_finish_group (Peer *peer, Answer *answer, Conv *conv);
/* With one or, unless it is NULL, two others. */
Conv peer_make_group (Peer *peer, const char *name, const Peer *one, const Peer *other);
int peer_add_to_group (Peer *peer, const Conv *conv, const Peer *other);
int peer_take_from_group (Peer *peer, const Conv *conv, const Id *acc);
int peer_name_group (Peer *peer, const Conv *conv, const char *name);
int peer_set_group_admin (Peer *peer, const Conv *conv, const Peer *other, gboolean admin);
int peer_leave_group (Peer *peer, const Conv *conv);
/* How many it sees in it; 0 when it is not inside. */
guint peer_group_members (Peer *peer, const Conv *conv);
