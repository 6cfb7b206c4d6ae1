/* group-open: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-open.h"

#include "apply.h"
#include "gossip.h"
#include "group-give.h"
#include "group-keys.h"
#include "group-work.h"
#include "order.h"
#include "peers.h"
#include "retry.h"
#include "store-message.h"

#define WAITING_MAX 512

/* -- Waiting. -- */

gboolean
group_open_must_wait (Core *core, const ProtoMsg *msg)
{
  const Group *group = groups_get_inside (core, &msg->conv.id);
  g_auto (GroupWire) wire = { 0 };

  return group != NULL && group_wire_read (msg->ct, &wire) &&
         groupstate_compare (group->state, wire.at.n, wire.at.hash) == GROUP_NEWER &&
         group_message_must_wait (core, &msg->conv.id, &msg->id);
}

/* The group is not known: whoever brought this account in has not said so yet. */
static void
put_aside (Core *core, const ProtoMsg *msg)
{
  StoreGroupWait wait = { msg->conv.id, msg->from, msg->fd, msg->id, msg->cseq, msg->ts, msg->ct };

  store_group_wait_add (core->store, &wait, WAITING_MAX);
  group_ask_writer (core, &msg->conv.id, msg);
}

void
group_open_waiting (Core *core, const Id *grp)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (groups_get_inside (core, grp) == NULL)
    return;
  waiting = store_group_wait_take (core->store, grp);
  for (guint i = 0; i < waiting->len; i++) {
    const StoreGroupWait *wait = waiting->pdata[i];
    ProtoMsg msg = { .cseq = wait->cseq,
                     .from = wait->acc,
                     .fd = wait->dev,
                     .id = wait->id,
                     .conv = { CONV_GROUP, wait->grp },
                     .ts = wait->time,
                     .ct = wait->ct };

    if (!store_message_is_known (core->store, &msg.from, &msg.id))
      group_open_msg (core, &msg);
  }
}

/* -- Sealed for all. -- */

/* Whoever writes tells what they take the group for. */
static void
compare_states (Core *core, Group *group, const ProtoMsg *msg, const SenderKeyAt *at)
{
  switch (groupstate_compare (group->state, at->n, at->hash)) {
  case GROUP_NEWER:
  case GROUP_DIFFERENT:
    groups_doubt (core, group, &msg->from, at->n, at->hash);
    return;
  case GROUP_SAME:
  case GROUP_OLDER:
  case GROUP_FORGOTTEN:
    return;
  }
}

static void
take_secret (Core *core, Group *group, const ContentGroupSecret *content)
{
  g_autoptr (GBytes) secret = base64url_decode (content->secret);
  gboolean had = groups_has_secret (group);

  groups_take_secret (group, secret);
  groups_save (core, group);
  if (!had && groups_has_secret (group))
    group_go_on (core, &group->row->grp);
}

/* What was on its way when only admins were to write from then on still counts. */
static gboolean
may_write (const Group *group, const ProtoMsg *msg)
{
  return msg->ts <= group->row->rules_time ||
         groupstate_allows (group->state, &msg->from, GROUP_RULE_WRITE) ||
         groupstate_find (group->state, &msg->from) == NULL;
}

static void
take_content (Core *core, Group *group, const ProtoMsg *msg, GBytes *raw)
{
  g_autoptr (Content) content = content_decode (raw, NULL);
  Id self = core_self (core);

  if (content == NULL || content->kind == CONTENT_UNKNOWN) {
    apply_unknown (core, msg, &msg->conv, raw);
    return;
  }
  if (!id_is_none (&content->again))
    return;
  if (content->kind == CONTENT_GROUP_SECRET)
    take_secret (core, group, &content->group_secret);
  else if (content_is_change (content))
    apply_change (core, msg, &msg->conv, content);
  else if (!may_write (group, msg) && content->kind != CONTENT_PROFILE)
    return;
  else if (content->kind == CONTENT_TEXT)
    apply_text (core, msg, &msg->conv, content);
  else if (content->kind == CONTENT_MEDIA)
    apply_media (core, msg, &msg->conv, content);
  else if (content->kind == CONTENT_POLL || content->kind == CONTENT_LOCATION ||
           content->kind == CONTENT_CARD)
    apply_kind (core, msg, &msg->conv, content);
  else if (content->kind == CONTENT_PROFILE && !id_equal (&msg->from, &self))
    apply_profile (core, msg, &content->profile);
}

static void
take (Core *core, Group *group, const ProtoMsg *msg, const GroupWire *wire, GBytes *key)
{
  EnvelopeHeader header;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = group_open (core, msg, wire, key, &header, &error);

  if (raw == NULL && error->code == WHIN_ERROR_DUPLICATE)
    return;
  if (raw == NULL) {
    retry_ask (core, msg);
    if (apply_unreadable (core, msg, &msg->conv))
      order_skip (core, msg, &msg->conv);
    return;
  }
  compare_states (core, group, msg, &wire->at);
  gossip_hear (core, msg, &header);
  order_hear (core, msg, &msg->conv, &header, raw);
  take_content (core, group, msg, raw);
}

/* Who is not in the group any more is heard as long as their keys are here (group_keys_leave). */
static void
open_in (Core *core, Group *group, const ProtoMsg *msg, const GroupWire *wire)
{
  g_autoptr (GBytes) key = group_keys_find (core, &group->row->grp, msg, wire->chain);
  Party party;
  gboolean member = peers_party (core, &msg->from, msg->fd, &party) &&
                    groups_has (group, &msg->from, party.account_key);

  if (key != NULL && (member || groupstate_find (group->state, &msg->from) == NULL)) {
    take (core, group, msg, wire, key);
  } else if (member) {
    retry_ask (core, msg);
    if (apply_unreadable (core, msg, &msg->conv))
      order_skip (core, msg, &msg->conv);
  }
}

gboolean
group_open_msg (Core *core, const ProtoMsg *msg)
{
  g_auto (GroupWire) wire = { 0 };
  Group *group = groups_get (core, &msg->conv.id);

  if (!group_wire_read (msg->ct, &wire))
    return FALSE;
  if (group == NULL || group->state == NULL)
    put_aside (core, msg);
  else if (group->row->inside)
    open_in (core, group, msg, &wire);
  return TRUE;
}

/* -- For this device alone. -- */

/* Only what stands there as not readable: to all others the sender has said the same. */
static void
take_again (Core *core, const ProtoMsg *msg, const Content *content, GBytes *raw)
{
  ProtoMsg first = *msg;

  first.id = content->again;
  if (!store_message_is_unreadable (core->store, &first.from, &first.id))
    return;
  if (content->kind == CONTENT_TEXT)
    apply_text (core, &first, &msg->conv, content);
  else if (content->kind == CONTENT_MEDIA)
    apply_media (core, &first, &msg->conv, content);
  else if (content->kind == CONTENT_POLL || content->kind == CONTENT_LOCATION ||
           content->kind == CONTENT_CARD)
    apply_kind (core, &first, &msg->conv, content);
  else if (content_is_change (content) && retry_came (core, &first))
    apply_change (core, &first, &msg->conv, content);
}

void
group_open_aside (Core *core, const ProtoMsg *msg, const Content *content, GBytes *raw)
{
  const Id *grp = &msg->conv.id;

  switch (content->kind) {
  case CONTENT_GROUP:
    group_give_take (core, grp, msg, &content->group);
    return;
  case CONTENT_GROUP_KEY:
    group_keys_take (core, grp, msg, &content->group_key);
    return;
  case CONTENT_GROUP_ASK:
    group_give_answer (core, grp, msg);
    return;
  default:
    if (!id_is_none (&content->again))
      take_again (core, msg, content, raw);
  }
}
