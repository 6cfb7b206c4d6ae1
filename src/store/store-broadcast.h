/* store-broadcast: of one's own messages to broadcast lists, how far each has got with each person,
 * and what is still to be done for them. In a transaction, but for what only reads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

typedef struct {
  Id acc;
  Id copy; /* the message that goes to them */
  MessageState state;
  int error; /* WhinError, or -1 */
  gint64 delivered;
  gint64 read;
} StoreBroadcast;

/* Whom what is written to a list goes to from now on, by account: a GArray of Id. */
GArray *store_broadcast_people (Store *store, const Id *list, guint limit);
/* How long something that is written to the list lasts: as long as in that of their chats where it
 * lasts longest. Seconds, 0 for ever. */
gint64 store_broadcast_timer (Store *store, const Id *list);

/* What is known of the person already stays. */
void store_broadcast_add (Store *store, const Id *message, const StoreBroadcast *one);
/* Of one message, those after this account (NULL: from the first): a GArray of StoreBroadcast. */
GArray *store_broadcast_list (Store *store, const Id *message, const Id *after, guint limit);
/* FALSE when the message went to nobody by this name. */
gboolean store_broadcast_find (Store *store, const Id *copy, Id *message, StoreBroadcast *one);
/* FALSE when it does not go to them. */
gboolean store_broadcast_get (Store *store, const Id *message, const Id *acc, StoreBroadcast *one);
/* told FALSE: one's other devices are still to hear of it. */
void store_broadcast_set_state (Store *store,
                                const Id *copy,
                                MessageState state,
                                int error,
                                gboolean told);
/* They have it, or have read it. */
void store_broadcast_raise (Store *store, const Id *copy, MessageState state, gint64 time);
/* It never goes to them. */
void store_broadcast_remove (Store *store, const Id *copy);
/* How far the message has got with all who get it; STATE_FAILED when nobody does. */
MessageState store_broadcast_least (Store *store, const Id *message);
/* Why nobody gets it, as far as that is one reason; or -1. */
int store_broadcast_error (Store *store, const Id *message);

/* A message with people of whom one's other devices do not know whether they get it; FALSE for
 * none.
 */
gboolean store_broadcast_untold (Store *store, Id *message);
/* Those, a GArray of StoreBroadcast; they count as told. */
GArray *store_broadcast_take_untold (Store *store, const Id *message);

/* -- What is still to be done. -- */

typedef struct {
  gint64 work;
  Id message;
  int what; /* 0: it is to be sent; else a ChangeKind */
  Id after; /* done up to this account, or none */
  char *text;
} StoreBroadcastWork;
void store_broadcast_work_clear (StoreBroadcastWork *work);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StoreBroadcastWork, store_broadcast_work_clear)

void store_broadcast_add_work (Store *store, const Id *message, int what, const char *text);
/* FALSE when there is none. work is zeroed before. */
gboolean store_broadcast_next_work (Store *store, StoreBroadcastWork *work);
/* after NULL: it is done for all. */
void store_broadcast_set_after (Store *store, gint64 work, const Id *after);
/* For how many people something is to be done, at most. */
gint64 store_broadcast_count_work (Store *store);
