/* drawn: a chat as text, field by field, so that what devices came to can be compared. No device of
 * its own in it: what is one's own is left out, for others see it from the other side.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "peer.h"

/* The newest 500 messages as the store has them, and then who is in the group and what it is. A
 * message that the front end was told otherwise is marked so. Caller frees. */
char *drawn_chat (Peer *peer, const Conv *conv);

/* The same without those that could not be opened. */
char *drawn_readable (Peer *peer, const Conv *conv);

/* Whether they show the same; `to` is the chat as the other peer names it. Two devices of one
 * account also have to agree on what is their own: stars, what is chosen in polls, what is unread.
 */
gboolean drawn_same (Peer *peer, const Conv *conv, Peer *other, const Conv *to);
/* As test messages, for whoever has to find out. */
void drawn_tell (Peer *peer, const Conv *conv);
