/* sight: what a chat looks like on every device, in tests of what is done to messages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pair.h"

#define THUMB "👍"
#define HEART "❤️"

/* As a line a message, "text edited pinned on QUOTED 👍1"; what each of them sees of the chat. */
gboolean chat_shows (Peer *peer, const Conv *conv, const char *expected);
gboolean pair_shows (Pair *pair, const char *expected);
#define wait_for_pair(pair, expected) wait_until (pair_shows (pair, expected))
/* Whatever it is: the same everywhere. */
gboolean pair_is_settled (Pair *pair);

/* Said by Ada, and on all devices. */
MessageName pair_begin (Pair *pair, const char *text);
/* The same message as Ben names it. */
MessageName pair_at_bens (Pair *pair, MessageName name);
/* One of core_query_..._async that are about a message. */
typedef void (*MessageQuery) (Core *core,
                              const MessageName *name,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Waits for its rows; caller frees. */
GPtrArray *peer_ask (Peer *peer, MessageQuery query, const MessageName *name);
