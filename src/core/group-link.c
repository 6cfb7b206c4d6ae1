/* group-link: the link of a group, made by an admin and told to the server, and what comes by it:
 * people who ask to be let in. SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-link.h"

#include "core-group.h"
#include "group-commands.h"
#include "grouplink.h"
#include "own-state.h"
#include "store-group-key.h"

#include <sodium.h>
#include <string.h>

#define REQUESTS_MAX 128 /* of one group */

/* -- Making it. -- */

static void
link_cb (Core *core, GTask *task)
{
  GroupOrder *order = g_task_get_task_data (task);
  GroupIntent *intent = order->intent;
  const Group *group = groups_get_inside (core, &order->grp);

  if (!group_may_change (core, task, &order->grp))
    return;
  if (intent->link_mode == GROUP_LINK_NONE)
    memset (intent->link, 0, sizeof intent->link);
  else if (intent->renew || group->state->link_mode == GROUP_LINK_NONE)
    prim_random (intent->link, sizeof intent->link);
  else
    memcpy (intent->link, group->state->link, sizeof intent->link);
  group_begin (core, task, &order->grp, g_steal_pointer (&order->intent));
}

void
core_group_set_link_async (Core *core,
                           const Id *grp,
                           GroupDoor door,
                           gboolean renew,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GroupIntent *intent = group_intent_new (GROUP_LINK, NULL, 0);

  intent->link_mode = (GroupLinkMode) door;
  intent->renew = renew;
  group_call (core, link_cb, grp, intent, cancellable, callback, user_data);
}

/* -- Telling the server. -- */

static void
told_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autofree Id *grp = data;
  GroupWork *work = g_hash_table_lookup (core->groups->works, grp);

  /* Else the next connection tries again. */
  if (error == NULL && work != NULL)
    work->link_told = TRUE;
}

static gboolean
is_full (Core *core, const Id *grp)
{
  g_autoptr (GPtrArray) requests = store_group_requests (core->store, grp);

  return requests->len >= REQUESTS_MAX;
}

/* Whom to ask. */
static GArray *
admins_of (const Group *group)
{
  GArray *admins = g_array_new (FALSE, FALSE, sizeof (Id));

  for (guint i = 0; i < group->state->members->len && admins->len < LIMIT_ASKS_MAX; i++) {
    const GroupMember *member = &g_array_index (group->state->members, GroupMember, i);

    if (member->role == GROUP_ADMIN)
      g_array_append_val (admins, member->account);
  }
  return admins;
}

void
group_link_tell (Core *core, const Group *group)
{
  const GroupState *state = group->state;
  g_autoptr (GArray) admins = NULL;
  GroupWork *work = group_work (core, &group->row->grp);
  g_autofree char *hash = NULL, *name = NULL;
  RestGroupLink body = { 0 };
  Id self = core_self (core);
  IdText text;

  if (!group->row->inside || !groupstate_is_admin (state, &self) || !core->ready)
    return;
  if (state->link_mode != GROUP_LINK_NONE) {
    body.tok_hash = hash = grouplink_token_hash (state->link);
    body.preview = name = grouplink_seal_name (state->link, &state->group, state->name);
    work->link_full = is_full (core, &group->row->grp);
    body.asks = admins =
        work->link_full ? g_array_new (FALSE, FALSE, sizeof (Id)) : admins_of (group);
  }
  core_rest (core, REST_GROUP_LINK, id_to_text (&state->group, text), &body, told_cb,
             id_copy (&state->group));
}

/* Who asks learns from the server at once that nobody takes it. */
static void
tell_if_full (Core *core, const Group *group)
{
  if (group->state->link_mode != GROUP_LINK_NONE &&
      is_full (core, &group->row->grp) != group_work (core, &group->row->grp)->link_full)
    group_link_tell (core, group);
}

void
group_link_on_welcome (Core *core, const Group *group)
{
  if (group->state->link_mode != GROUP_LINK_NONE && !group_work (core, &group->row->grp)->link_told)
    group_link_tell (core, group);
}

char *
group_link_text (Core *core, const Group *group)
{
  return group->state->link_mode != GROUP_LINK_NONE
             ? grouplink_to_text (group->state->link, core->account->server)
             : NULL;
}

/* -- Those who ask. -- */

static gboolean
is_proven (const Group *group, const ProtoMsg *msg, const ContentJoin *join)
{
  g_autoptr (GBytes) proof = base64url_decode (join->proof);
  guint8 good[PRIM_HASH_BYTES];

  grouplink_proof (group->state->link, &group->row->grp, &msg->from, good);
  return proof != NULL && g_bytes_get_size (proof) == sizeof good &&
         sodium_memcmp (g_bytes_get_data (proof, NULL), good, sizeof good) == 0;
}

static void
add_cb (Core *core, gpointer data)
{
  StoreGroupRequest *request = data;
  GroupWork *work = group_work (core, &request->grp);
  GroupIntent *intent;

  if (core->account == NULL || groups_get_inside (core, &request->grp) == NULL ||
      g_queue_get_length (&work->intents) >= REQUESTS_MAX)
    return;
  intent = group_intent_new (GROUP_ADD, &request->acc, 1);
  g_queue_push_tail (&work->intents, intent);
  group_make_pump (core, work);
}

static void
let_in (Core *core, const Id *grp, const Id *acc)
{
  StoreGroupRequest *request = g_new0 (StoreGroupRequest, 1);

  request->grp = *grp;
  request->acc = *acc;
  core_post (core, add_cb, request, store_group_request_free);
}

static StoreState
declined_name (const Id *grp, const Id *acc)
{
  return (StoreState) {
    .what = (char *) "declined", .chat = { CONV_GROUP, *grp }, .author = *acc, .text = (char *) ""
  };
}

/* On another device, which has heard of it first. */
static gboolean
is_declined (Core *core, const StoreGroupRequest *request)
{
  StoreState name = declined_name (&request->grp, &request->acc);
  g_autoptr (StoreState) state = store_state_get (core->store, &name);

  return state != NULL && state->n >= request->time;
}

/* By who made it. */
static void
withdraw (Core *core, const Group *group, const Id *acc)
{
  store_group_request_remove (core->store, &group->row->grp, acc);
  core_note_group (core, &group->row->grp);
  tell_if_full (core, group);
}

void
group_link_take (Core *core, const ProtoMsg *msg, const ContentJoin *join)
{
  Group *group = groups_get_inside (core, &join->grp);
  StoreGroupRequest request = { join->grp, msg->from, join->name, msg->ts };
  Id self = core_self (core);

  if (group != NULL && join->off) {
    withdraw (core, group, &msg->from);
    return;
  }
  if (group == NULL || group->state->link_mode == GROUP_LINK_NONE ||
      !groupstate_is_admin (group->state, &self) ||
      groupstate_find (group->state, &msg->from) != NULL || !is_proven (group, msg, join))
    return;
  if (group->state->link_mode == GROUP_LINK_OPEN) {
    let_in (core, &join->grp, &msg->from);
    return;
  }
  if (is_declined (core, &request))
    return;
  store_group_request_put (core->store, &request, REQUESTS_MAX);
  core_note_group (core, &join->grp);
  tell_if_full (core, group);
}

void
group_link_settle (Core *core, const Group *group)
{
  g_autoptr (GPtrArray) requests = store_group_requests (core->store, &group->row->grp);

  for (guint i = 0; i < requests->len; i++) {
    const StoreGroupRequest *request = requests->pdata[i];

    if (groupstate_find (group->state, &request->acc) != NULL ||
        group->state->link_mode == GROUP_LINK_NONE)
      store_group_request_remove (core->store, &request->grp, &request->acc);
  }
  tell_if_full (core, group);
}

static const StoreGroupRequest *
find_request (const GPtrArray *requests, const Id *acc)
{
  for (guint i = 0; i < requests->len; i++)
    if (id_equal (&((const StoreGroupRequest *) requests->pdata[i])->acc, acc))
      return requests->pdata[i];
  return NULL;
}

void
declined_state_show (Core *core, const StoreState *state)
{
  const Group *group = groups_get_inside (core, &state->chat.id);
  g_autoptr (GPtrArray) requests = store_group_requests (core->store, &state->chat.id);
  const StoreGroupRequest *request = find_request (requests, &state->author);

  if (request == NULL || request->time > state->n)
    return;
  store_group_request_remove (core->store, &request->grp, &request->acc);
  core_note_group (core, &request->grp);
  if (group != NULL)
    tell_if_full (core, group);
}

typedef struct {
  Id grp, acc;
} Declining;

static void
decline_cb (Core *core, gpointer data)
{
  const Declining *declining = data;
  StoreState state = declined_name (&declining->grp, &declining->acc);
  g_autoptr (GPtrArray) requests = store_group_requests (core->store, &declining->grp);
  const StoreGroupRequest *request = find_request (requests, &declining->acc);

  if (core->account == NULL || request == NULL)
    return;
  state.n = request->time;
  core_begin (core);
  own_state_set (core, &state);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

void
core_group_decline (Core *core, const Id *grp, const Id *acc)
{
  core_post (core, decline_cb, g_memdup2 (&(Declining) { *grp, *acc }, sizeof (Declining)), g_free);
}
