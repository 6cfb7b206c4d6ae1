/* apply-state: contents that show as no bubble - receipts, and what one's own devices tell each
 * other. SPDX-License-Identifier: GPL-3.0-or-later */
#include "apply.h"

#include "broadcast.h"
#include "contact-tell.h"
#include "expiry.h"
#include "groups.h"
#include "history.h"
#include "phone.h"
#include "played.h"
#include "requests.h"
#include "store-chat.h"
#include "store-contact.h"
#include "store-early.h"
#include "store-message.h"

static gboolean
is_self (Core *core, const Id *acc)
{
  Id self = core_self (core);

  return id_equal (acc, &self);
}

static MessageState
state_with (const GArray *receipts, const Id *acc)
{
  for (guint i = 0; i < receipts->len; i++) {
    const StoreReceipt *receipt = &g_array_index (receipts, StoreReceipt, i);

    if (id_equal (&receipt->acc, acc))
      return receipt->state;
  }
  return STATE_SENT;
}

/* As far as it has got with all who are in the group now. */
static MessageState
state_with_all (Core *core, const Group *group, const Id *id)
{
  Id self = core_self (core);
  g_autoptr (GArray) receipts = store_receipt_list (core->store, &self, id);
  MessageState state = STATE_READ;

  for (guint i = 0; i < group->state->members->len; i++) {
    const Id *acc = &g_array_index (group->state->members, GroupMember, i).account;

    if (!id_equal (acc, &self))
      state = MIN (state, state_with (receipts, acc));
  }
  return state;
}

static void
raise_in_group (Core *core, const MessageRow *row, const Id *from, MessageState state, gint64 time)
{
  const Group *group = groups_get_inside (core, &row->conv.id);
  gboolean raised;

  if (group == NULL || groupstate_find (group->state, from) == NULL)
    return;
  store_receipt_put (core->store, &row->author, &row->id, from, state, time);
  raised = store_message_raise (core->store, &row->author, &row->id,
                                state_with_all (core, group, &row->id));
  if (raised || (state == STATE_READ && group->state->members->len <= READERS_GROUP_MAX))
    core_note_message (core, &row->author, &row->id);
  if (raised)
    core_note_chat (core, &row->conv);
}

/* Somebody has what one wrote to them. */
static void
raise_state (Core *core, const Id *from, const Id *id, MessageState state, gint64 time)
{
  Id self = core_self (core);
  g_autoptr (MessageRow) row = store_message_get (core->store, &self, id);

  broadcast_on_receipt (core, from, id, state, time);
  if (row != NULL && row->conv.kind == CONV_GROUP)
    raise_in_group (core, row, from, state, time);
  if (row == NULL || row->conv.kind != CONV_USER || !id_equal (&row->conv.id, from))
    return;
  store_receipt_put (core->store, &self, id, from, state, time);
  if (!store_message_raise (core->store, &self, id, state))
    return;
  core_note_message (core, &self, id);
  core_note_chat (core, &row->conv);
}

/* Another device of one's own has shown a message. */
static void
read_up_to (Core *core, const Id *author, const Id *id, gint64 time)
{
  g_autoptr (MessageRow) row = store_message_get (core->store, author, id);
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));

  if (row == NULL || !store_chat_mark_read (core->store, &row->conv, row->ord, read))
    return;
  expiry_on_read (core, &row->conv, time);
  core_note_chat (core, &row->conv);
}

static void
take (Core *core, const StoreEarly *receipt)
{
  if (is_self (core, &receipt->acc))
    read_up_to (core, &receipt->author, &receipt->id, receipt->time);
  else
    raise_state (core, &receipt->acc, &receipt->id, receipt->state, receipt->time);
}

/* What one's own devices have got is no news, nor what is said of others' messages. */
static gboolean
says_something (Core *core, const StoreEarly *receipt)
{
  return is_self (core, &receipt->acc) ? receipt->state == STATE_READ
                                       : is_self (core, &receipt->author);
}

/* It may be of a message that history has yet to bring. */
static void
hear (Core *core, const StoreEarly *receipt)
{
  if (!says_something (core, receipt))
    return;
  if (!store_message_is_known (core->store, &receipt->author, &receipt->id) &&
      history_is_awaited (core))
    store_early_put (core->store, receipt);
  else
    take (core, receipt);
}

void
apply_early (Core *core)
{
  g_autoptr (GArray) all = store_early_take (core->store);

  for (guint i = 0; i < all->len; i++)
    take (core, &g_array_index (all, StoreEarly, i));
}

void
apply_receipt (Core *core, const ProtoMsg *msg, const ContentReceipt *receipt)
{
  gboolean read = g_strcmp0 (receipt->what, "read") == 0;

  if (g_strcmp0 (receipt->what, "played") == 0)
    for (guint i = 0; i < receipt->ids->len; i++)
      played_hear (core, &msg->from, &receipt->author, &g_array_index (receipt->ids, Id, i));
  if (!read && g_strcmp0 (receipt->what, "delivered") != 0)
    return;
  for (guint i = 0; i < receipt->ids->len; i++) {
    StoreEarly one = { receipt->author, g_array_index (receipt->ids, Id, i), msg->from,
                       read ? STATE_READ : STATE_DELIVERED, msg->ts };

    hear (core, &one);
  }
}

void
apply_contact (Core *core, const ProtoMsg *msg, const ContentContact *contact)
{
  const char *phone =
      contact->phone != NULL && phone_is_e164 (contact->phone) ? contact->phone : NULL;

  if (!is_self (core, &msg->from))
    return;
  store_contact_set_phone (core->store, &contact->acc, phone);
  store_contact_set_name (core->store, &contact->acc,
                          contact->name != NULL && !contact->gone ? contact->name : "",
                          !contact->gone);
  request_settle (core, &(Conv) { CONV_USER, contact->acc });
  contact_tell_again (core, &contact->acc);
  core_note_contact (core, &contact->acc);
}

void
apply_chat (Core *core, const ProtoMsg *msg, const ContentChat *chat)
{
  if (is_self (core, &msg->from) && !id_is_none (&chat->read) && !id_is_none (&chat->author))
    hear (core, &(StoreEarly) { chat->author, chat->read, msg->from, STATE_READ, msg->ts });
}
