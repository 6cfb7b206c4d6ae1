/* store-poll: what the votes of a poll come to. They are changes (store-change.h) of a message: of
 * each person the last counts that stands before the first that ends the poll.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* Counts into row->poll, which must be its reader's own. */
void store_poll_count (Store *store, gint64 message, const MessageRow *row);
/* A GPtrArray of Voter, the last first; those who took their vote back are not in it. */
GPtrArray *store_voters (Store *store, const Id *author, const Id *message);
