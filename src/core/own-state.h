/* own-state: what is the same on all of one's devices, and nobody else's business: a `set` of the
 * protocol. One word says what it is; the last that was said of it counts, in the server's order.
 * Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "store-state.h"

/* In a transaction: says it here and to one's other devices, and does what it means. place is not
 * used. */
void own_state_set (Core *core, const StoreState *state);
/* The same of the chat with each of these, LIMIT_BROADCAST_MAX at most; state->chat is not used. */
void own_state_set_people (Core *core, const StoreState *state, const GArray *accs);
/* The commonest ones. */
void own_state_set_chat (Core *core, const char *what, const Conv *chat, gint64 n);
void own_state_set_account (Core *core, const char *what, gint64 n);
gint64 own_state_number (Core *core, const char *what, const Conv *chat);
/* In a transaction: another device says it. From anybody else it is nothing. */
void own_state_hear (Core *core, const ProtoMsg *msg, const ContentSet *set);
/* In a transaction: it comes with an archive. */
void own_state_put (Core *core, const StoreState *state);
/* In a transaction: the server has answered; cseq 0: it refused for good. */
void own_state_on_answer (Core *core, const Id *id, gint64 cseq);
/* In a transaction: the server counts anew. */
void own_state_rebase (Core *core);
/* In a transaction: a new device is told what cannot wait for the history. */
void own_state_tell_new (Core *core);
/* In a transaction: one of the account, if it was ever said. */
void own_state_say_again (Core *core, const char *what);

/* In a transaction: those with each of these people that are not 0, LIMIT_BROADCAST_MAX at most. */
void own_state_say_people_again (Core *core, const char *what);

/* What a state means when it changes: chat-state.c and others. In a transaction. */
void chat_state_show (Core *core, const StoreState *state);
void list_state_show (Core *core, const StoreState *state);
void listed_state_show (Core *core, const StoreState *state);
void broadcast_state_show (Core *core, const StoreState *state);
void privacy_state_show (Core *core, const StoreState *state);
void presence_state_show (Core *core, const StoreState *state);
void block_state_show (Core *core, const StoreState *state);
void asked_state_show (Core *core, const StoreState *state);
void except_state_show (Core *core, const StoreState *state);
void declined_state_show (Core *core, const StoreState *state);
/* `gone` when there is none. */
ListRow *list_row_of (Core *core, const Id *id);
