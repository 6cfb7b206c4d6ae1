/* store-poll: what the votes of a poll come to. They are changes (store-change.h) of a message: of
 * each person the last counts that stands before the first that ends the poll.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* Counts into row->poll, which must be its reader's own. */
void store_poll_count (Store *store, gint64 message, const MessageRow *row);
/* As a backup keeps them. */
typedef struct {
  Id acc;
  Id id; /* of what said so */
  gint64 place;
  gint64 time;
  guint choices;
  gboolean end; /* it ends the poll */
} StoreVote;
/* A GArray of StoreVote, those that the server has placed. */
GArray *store_poll_votes (Store *store, const Id *author, const Id *message, guint limit);
/* What is not here yet. */
void store_poll_add_vote (Store *store, const Id *author, const Id *message, const StoreVote *vote);

/* A GPtrArray of Voter, the last first; those who took their vote back are not in it. */
GPtrArray *store_voters (Store *store, const Id *author, const Id *message);
