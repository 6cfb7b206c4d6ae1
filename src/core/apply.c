/* apply: opens one received message and hands its content on by kind. Whatever is in it, the
 * mailbox moves on. SPDX-License-Identifier: GPL-3.0-or-later */
#include "apply.h"

#include "broadcast.h"
#include "devices.h"
#include "expiry.h"
#include "gossip.h"
#include "group-link.h"
#include "group-open.h"
#include "handover.h"
#include "history.h"
#include "names.h"
#include "number.h"
#include "order.h"
#include "own-state.h"
#include "peers.h"
#include "retry.h"
#include "seal.h"
#include "store-contact.h"
#include "store-message.h"
#include "vouch.h"

#include <string.h>

static gboolean
is_blocked (Core *core, const Id *acc)
{
  g_autoptr (ContactRow) row = store_contact_get (core->store, acc);

  return row != NULL && row->blocked;
}

static gboolean
is_known (Core *core, const ProtoMsg *msg)
{
  return store_message_is_known (core->store, &msg->from, &msg->id) &&
         !store_message_is_unreadable (core->store, &msg->from, &msg->id);
}

/* Others come from no server of this version. */
static gboolean
is_of_here (const ProtoMsg *msg)
{
  return msg->conv.kind == 0 || msg->conv.kind == CONV_USER || msg->conv.kind == CONV_GROUP;
}

gboolean
apply_must_wait (Core *core, const ProtoMsg *msg)
{
  Party party;

  if (!is_of_here (msg) || is_known (core, msg) ||
      (msg->conv.kind == 0 && is_blocked (core, &msg->from)))
    return FALSE;
  if (!peers_party (core, &msg->from, msg->fd, &party) &&
      devices_are_coming (core, &msg->from, msg->fd))
    return TRUE;
  return msg->conv.kind == CONV_GROUP && group_open_must_wait (core, msg);
}

/* What the sender's own device said inside must be what the server says outside. */
static gboolean
conv_is_right (Core *core, const ProtoMsg *msg, const Conv *conv)
{
  Id self = core_self (core);

  if (msg->conv.kind == CONV_GROUP)
    return conv->kind == CONV_GROUP && id_equal (&conv->id, &msg->conv.id);
  if (conv->kind == CONV_BROADCAST)
    return id_equal (&msg->from, &self) && !broadcast_is_gone (core, &conv->id);
  return conv->kind == CONV_USER &&
         (id_equal (&msg->from, &self) || id_equal (&conv->id, &msg->from));
}

static void
apply_content (Core *core,
               const ProtoMsg *msg,
               const Conv *conv,
               const Content *content,
               GBytes *raw)
{
  switch (content->kind) {
  case CONTENT_TEXT:
    apply_text (core, msg, conv, content);
    return;
  case CONTENT_MEDIA:
    apply_media (core, msg, conv, content);
    return;
  case CONTENT_RECEIPT:
    apply_receipt (core, msg, &content->receipt);
    return;
  case CONTENT_PROFILE:
    apply_profile (core, msg, &content->profile);
    return;
  case CONTENT_CONTACT:
    apply_contact (core, msg, &content->contact);
    return;
  case CONTENT_CHAT:
    apply_chat (core, msg, &content->chat);
    return;
  case CONTENT_RETRY:
    retry_answer (core, msg, &content->retry);
    return;
  case CONTENT_HISTORY:
    history_take (core, msg, &content->history);
    return;
  case CONTENT_PRIMARY:
    handover_take (core, msg, &content->primary);
    return;
  case CONTENT_TRUST:
    vouch_hear (core, msg, &content->trust);
    return;
  case CONTENT_DEVICE:
    names_hear (core, msg, &content->device);
    return;
  case CONTENT_POLL:
  case CONTENT_LOCATION:
  case CONTENT_CARD:
    apply_kind (core, msg, conv, content);
    return;
  case CONTENT_TIMER:
    timers_hear (core, msg, conv, &content->timer);
    return;
  case CONTENT_NUMBER:
    number_hear (core, msg, &content->number);
    return;
  case CONTENT_BROADCAST:
    broadcast_hear (core, msg, conv, &content->broadcast_to);
    return;
  case CONTENT_SET:
    own_state_hear (core, msg, &content->set);
    return;
  case CONTENT_JOIN:
    group_link_take (core, msg, &content->join);
    return;
  case CONTENT_GROUP:
  case CONTENT_GROUP_KEY:
  case CONTENT_GROUP_ASK:
  case CONTENT_GROUP_SECRET:
    return;
  case CONTENT_EDIT:
  case CONTENT_DELETE:
  case CONTENT_REACT:
  case CONTENT_PIN:
  case CONTENT_VOTE:
  case CONTENT_END:
    apply_change (core, msg, conv, content);
    return;
  case CONTENT_UNKNOWN:
    apply_unknown (core, msg, conv, raw);
    return;
  }
}

/* It was not opened before, and cannot be now. */
static void
apply_failed (Core *core, const ProtoMsg *msg, const GError *error)
{
  Conv conv = { CONV_USER, msg->from };
  Id self = core_self (core);

  if (error->code == WHIN_ERROR_DUPLICATE)
    return;
  retry_ask (core, msg);
  /* It does not say which chat it is for; and what goes aside in a group shows nowhere. */
  if (id_equal (&msg->from, &self) || msg->conv.kind == CONV_GROUP)
    return;
  /* They may have other keys than the list that is known here says. */
  if (peers_lists (core, &msg->from, msg->fd))
    devices_refresh (core, &msg->from);
  /* Only what shows excuses a hole. */
  if (apply_unreadable (core, msg, &conv))
    order_skip (core, msg, &conv);
}

static gboolean
is_self (Core *core, const Id *acc)
{
  Id self = core_self (core);

  return id_equal (acc, &self);
}

static gboolean
has_order (const Content *content)
{
  return content->kind == CONTENT_TEXT || content->kind == CONTENT_MEDIA ||
         content->kind == CONTENT_POLL || content->kind == CONTENT_LOCATION ||
         content->kind == CONTENT_CARD;
}

/* A message once more, under a name of its own on its way. */
static void
apply_again (Core *core, const ProtoMsg *msg, const Conv *conv, const Content *content, GBytes *raw)
{
  ProtoMsg first = *msg;
  gboolean came;

  first.id = content->again;
  came = retry_came (core, &first);
  if (is_known (core, &first))
    return;
  /* Of somebody else's a bubble told already. */
  if (came && is_self (core, &msg->from) && has_order (content))
    order_hear_again (core, &first, conv);
  apply_content (core, &first, conv, content, raw);
}

static void
apply_opened (Core *core, const ProtoMsg *msg, const EnvelopeHeader *header, GBytes *raw)
{
  const Conv *conv = &header->conv;
  g_autoptr (Content) content = content_decode (raw, NULL);

  gossip_hear (core, msg, header);
  if (msg->conv.kind == CONV_GROUP) {
    if (content != NULL)
      group_open_aside (core, msg, content, raw);
    return;
  }
  order_hear (core, msg, conv, header, raw);
  if (content == NULL)
    apply_unknown (core, msg, conv, raw);
  else if (!id_is_none (&content->again))
    apply_again (core, msg, conv, content, raw);
  else
    apply_content (core, msg, conv, content, raw);
}

void
apply_msg (Core *core, const ProtoMsg *msg)
{
  EnvelopeHeader header;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = NULL;

  if (!is_of_here (msg) || is_known (core, msg) ||
      (msg->conv.kind == CONV_GROUP && group_open_msg (core, msg)))
    return;
  raw = seal_open (core, msg, &header, &error);
  if (msg->conv.kind == 0 && is_blocked (core, &msg->from))
    return;
  if (raw == NULL)
    apply_failed (core, msg, error);
  else if (conv_is_right (core, msg, &header.conv))
    apply_opened (core, msg, &header, raw);
}
