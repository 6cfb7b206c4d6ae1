/* broadcast: what is written to a broadcast list goes to each of its people as a message of its own
 * in the chat with them, and only one's own devices know of the list. Core thread, in a transaction
 * unless it says otherwise. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "store-change.h"

/* A message to a list was stored: whom it goes to is settled, whatever becomes of the list. */
void broadcast_begin (Core *core, const MessageRow *row);
/* It is queued for one's own devices: now it is due for the people. */
void broadcast_send (Core *core, const MessageRow *row);
/* One of one's own messages was changed or taken back here: in a list, so it is for the people. */
void broadcast_on_change (Core *core, const StoreChange *change);
/* Goes on with what is due, a few people at a time. Anywhere. */
void broadcast_pump (Core *core);
/* For tests, before anything runs: so many people at a time. */
void broadcast_set_slice (guint people);

/* -- What became of a message: nothing happens for those that are none of these. -- */

/* It is on its way, the server has it, or (STATE_FAILED) it was refused. */
void broadcast_on_state (Core *core, const Id *copy, MessageState state, int error);
/* Somebody has it, or has read it. */
void
broadcast_on_receipt (Core *core, const Id *from, const Id *copy, MessageState state, gint64 time);
/* It is deleted on this device, or kept from leaving it. */
void broadcast_on_removed (Core *core, const Id *copy);
/* The server has what is for one's own devices. */
void broadcast_on_ok (Core *core, const MessageRow *row);
/* A person tries one again that has failed, or for those it has failed for. FALSE: it is no message
 * to a list, or is to be queued like any other. */
gboolean broadcast_again (Core *core, const MessageRow *row);

/* -- Said by another device of one's own. -- */

/* Whether the list was deleted. Anywhere. */
gboolean broadcast_is_gone (Core *core, const Id *list);
void
broadcast_hear (Core *core, const ProtoMsg *msg, const Conv *conv, const ContentBroadcast *content);
/* The message that goes to acc. The same on all devices. */
Id broadcast_copy_id (const Id *message, const Id *acc);
