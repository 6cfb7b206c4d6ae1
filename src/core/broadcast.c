/* broadcast: see the header. Here: whom a message goes to, and how far it has got with them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "broadcast-private.h"

#include "own-state.h"
#include "primitives.h"
#include "store-broadcast.h"
#include "store-contact.h"
#include "store-message.h"
#include "store-outbox.h"

#include <string.h>

Id
broadcast_copy_id (const Id *message, const Id *acc)
{
  Id ids[2] = { *message, *acc }, id;
  guint8 hash[PRIM_HASH_BYTES];

  prim_hash ("whinchat/e2ee/v1/broadcast", ids, sizeof ids, hash);
  memcpy (id.bytes, hash, ID_BYTES);
  return id;
}

/* -- Whom it goes to. -- */

static gboolean
is_blocked (Core *core, const Id *acc)
{
  g_autoptr (ContactRow) row = store_contact_get (core->store, acc);

  return row != NULL && row->blocked;
}

void
broadcast_begin (Core *core, const MessageRow *row)
{
  Id self = core_self (core);
  g_autoptr (GArray) people =
      store_broadcast_people (core->store, &row->conv.id, LIMIT_BROADCAST_MAX);

  for (guint i = 0; i < people->len; i++) {
    const Id *acc = &g_array_index (people, Id, i);
    gboolean blocked = is_blocked (core, acc);
    StoreBroadcast one = { *acc, broadcast_copy_id (&row->id, acc),
                           blocked ? STATE_FAILED : STATE_PENDING,
                           blocked ? WHIN_ERROR_BLOCKED : -1 };

    if (!id_equal (acc, &self))
      store_broadcast_add (core->store, &row->id, &one);
  }
}

/* To one's other devices. */
static void
tell (Core *core, const Conv *conv, const Id *message, const GArray *people)
{
  g_autoptr (GArray) to = g_array_new (FALSE, FALSE, sizeof (Id));
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (Id));
  Content content = { .kind = CONTENT_BROADCAST };
  Id id = id_random ();

  for (guint i = 0; i < people->len; i++) {
    const StoreBroadcast *one = &g_array_index (people, StoreBroadcast, i);

    g_array_append_val (one->state == STATE_FAILED ? out : to, one->acc);
  }
  content.broadcast_to =
      (ContentBroadcast) { *message, to->len > 0 ? to : NULL, out->len > 0 ? out : NULL };
  outbox_add (core, &id, conv, &content, NULL, 0, 0, NULL);
}

/* -- How far it has got. -- */

/* The ticks are those of whom it has got least far with. */
static void
refresh (Core *core, const Id *message)
{
  Id self = core_self (core);
  g_autoptr (MessageRow) row = store_message_get (core->store, &self, message);
  MessageState state = store_broadcast_least (core->store, message);

  if (row == NULL || row->kind == MESSAGE_DELETED)
    return;
  if (state != STATE_FAILED && !store_message_is_placed (core->store, &self, message))
    state = STATE_PENDING;
  if (state != row->state)
    store_message_set_state (core->store, &self, message, state,
                             state == STATE_FAILED ? store_broadcast_error (core->store, message)
                                                   : -1);
  core_note_message (core, &self, message);
  core_note_chat (core, &row->conv);
}

void
broadcast_send (Core *core, const MessageRow *row)
{
  g_autoptr (GArray) people =
      store_broadcast_list (core->store, &row->id, NULL, LIMIT_BROADCAST_MAX);

  tell (core, &row->conv, &row->id, people);
  store_broadcast_add_work (core->store, &row->id, 0, "");
  refresh (core, &row->id);
  broadcast_pump (core);
}

void
broadcast_on_change (Core *core, const StoreChange *change)
{
  if (change->conv.kind != CONV_BROADCAST)
    return;
  store_broadcast_add_work (core->store, &change->message, (int) change->kind, change->text);
  broadcast_pump (core);
}

void
broadcast_on_state (Core *core, const Id *copy, MessageState state, int error)
{
  StoreBroadcast one;
  Id message;
  gboolean told;

  if (!store_broadcast_find (core->store, copy, &message, &one) ||
      (state == STATE_SENT && (one.state == STATE_DELIVERED || one.state == STATE_READ)))
    return;
  told = (one.state == STATE_FAILED) == (state == STATE_FAILED);
  store_broadcast_set_state (core->store, copy, state, error, told);
  refresh (core, &message);
  if (!told)
    broadcast_pump (core);
}

void
broadcast_on_receipt (Core *core, const Id *from, const Id *copy, MessageState state, gint64 time)
{
  StoreBroadcast one;
  Id message;

  if (!store_broadcast_find (core->store, copy, &message, &one) || !id_equal (&one.acc, from))
    return;
  store_broadcast_raise (core->store, copy, state, time);
  refresh (core, &message);
}

void
broadcast_on_removed (Core *core, const Id *copy)
{
  StoreBroadcast one;
  Id message;

  if (!store_broadcast_find (core->store, copy, &message, &one) ||
      (one.state != STATE_PENDING && one.state != STATE_FAILED) || outbox_is_in_flight (core, copy))
    return;
  store_broadcast_remove (core->store, copy);
  refresh (core, &message);
}

void
broadcast_on_ok (Core *core, const MessageRow *row)
{
  if (row->conv.kind == CONV_BROADCAST)
    refresh (core, &row->id);
}

static void
reopen (Core *core, const MessageRow *row)
{
  g_autoptr (GArray) people =
      store_broadcast_list (core->store, &row->id, NULL, LIMIT_BROADCAST_MAX);

  for (guint i = 0; i < people->len; i++) {
    const StoreBroadcast *one = &g_array_index (people, StoreBroadcast, i);

    if (one->state == STATE_FAILED && !is_blocked (core, &one->acc))
      store_broadcast_set_state (core->store, &one->copy, STATE_PENDING, -1, FALSE);
  }
  if (people->len == 0)
    broadcast_begin (core, row);
}

gboolean
broadcast_again (Core *core, const MessageRow *row)
{
  g_autoptr (StoreOutbox) entry = NULL;
  gboolean placed;

  if (row->conv.kind != CONV_BROADCAST || row->kind == MESSAGE_DELETED)
    return FALSE;
  reopen (core, row);
  placed = store_message_is_placed (core->store, &row->author, &row->id);
  entry = store_outbox_get (core->store, &row->id);
  if (entry == NULL && !placed)
    return FALSE;
  store_broadcast_add_work (core->store, &row->id, 0, "");
  refresh (core, &row->id);
  broadcast_pump (core);
  return placed;
}

/* -- Between one's own devices. -- */

gboolean
broadcast_is_gone (Core *core, const Id *list)
{
  StoreState name = { .what = (char *) "broadcast", .id = *list };
  g_autoptr (StoreState) state = store_state_get (core->store, &name);

  return state != NULL && state->n == 0;
}

/* The message to them, and what was said of it, may have come before. */
static StoreBroadcast
as_known (Core *core, const Id *message, const Id *acc)
{
  Id self = core_self (core);
  StoreBroadcast one = { *acc, broadcast_copy_id (message, acc), STATE_SENT, -1 };
  g_autoptr (GArray) receipts = store_receipt_list (core->store, &self, &one.copy);

  for (guint i = 0; i < receipts->len; i++) {
    const StoreReceipt *receipt = &g_array_index (receipts, StoreReceipt, i);

    if (!id_equal (&receipt->acc, acc))
      continue;
    one.state = receipt->state;
    one.delivered = receipt->delivered;
    one.read = receipt->read;
  }
  return one;
}

static void
hear_to (Core *core, const Id *message, const GArray *accs)
{
  for (guint i = 0; accs != NULL && i < accs->len; i++) {
    StoreBroadcast one = as_known (core, message, &g_array_index (accs, Id, i));
    StoreBroadcast before;

    if (!store_broadcast_get (core->store, message, &one.acc, &before))
      store_broadcast_add (core->store, message, &one);
    else if (before.state == STATE_FAILED)
      store_broadcast_set_state (core->store, &one.copy, one.state, -1, TRUE);
  }
}

static void
hear_out (Core *core, const Id *message, const GArray *accs)
{
  for (guint i = 0; accs != NULL && i < accs->len; i++) {
    const Id *acc = &g_array_index (accs, Id, i);
    StoreBroadcast one = { *acc, broadcast_copy_id (message, acc), STATE_FAILED, -1 };

    if (is_blocked (core, acc))
      one.error = WHIN_ERROR_BLOCKED;
    store_broadcast_add (core->store, message, &one);
    store_broadcast_set_state (core->store, &one.copy, STATE_FAILED, one.error, TRUE);
  }
}

void
broadcast_hear (Core *core, const ProtoMsg *msg, const Conv *conv, const ContentBroadcast *content)
{
  Id self = core_self (core);
  g_autoptr (MessageRow) row = store_message_get (core->store, &self, &content->id);

  if (!id_equal (&msg->from, &self) || conv->kind != CONV_BROADCAST ||
      (row == NULL && store_message_is_known (core->store, &self, &content->id)))
    return;
  hear_to (core, &content->id, content->to);
  hear_out (core, &content->id, content->out);
  refresh (core, &content->id);
}

void
broadcast_tell (Core *core, const Id *message)
{
  Id self = core_self (core);
  g_autoptr (GArray) untold = store_broadcast_take_untold (core->store, message);
  g_autoptr (MessageRow) row = store_message_get (core->store, &self, message);

  if (row != NULL && untold->len > 0)
    tell (core, &row->conv, message, untold);
}
