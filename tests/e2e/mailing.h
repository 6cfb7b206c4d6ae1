/* mailing: a broadcast list and what is written to it, in tests; and messages of which there is one
 * in several chats. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trio.h"

/* Waits until it is there. */
Conv peer_make_broadcast (Peer *peer, const char *name, const Id *accs, guint n);
/* After trio_set_up: "Birds", with Ben and Cleo in it, instead of a group. */
void trio_make_mailing (Trio *trio);
/* Ada writes it to the list, and it is delivered to both. */
void trio_mail (Trio *trio, const char *text);
/* NULL when it is gone. */
const ListRow *peer_list (Peer *peer, const Conv *conv);
guint peer_count_in_list (Peer *peer, const Conv *conv);

/* The message with this text in that chat, or NULL. */
const MessageRow *peer_find_in (Peer *peer, const Conv *conv, const char *text);
/* Its MessageState, or -1 before there is such a message. */
int peer_state_in (Peer *peer, const Conv *conv, const char *text);
/* It must be there, and so must the receipt of that person. */
MessageName peer_name_in (Peer *peer, const Conv *conv, const char *text);
Receipt peer_receipt (Peer *peer, const Conv *conv, const char *text, const Conv *person);

/* What is done to it; they do not wait. */
void peer_read (Peer *peer, const Conv *conv);
void peer_edit (Peer *peer, const Conv *conv, const char *text, const char *to);
void peer_take_back (Peer *peer, const Conv *conv, const char *text);
