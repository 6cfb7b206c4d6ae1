/* group-address: the server names the devices, so that nobody has to wait for a list that it and a
 * member do not agree on; who can read is up to the signatures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-address.h"

#include "devices.h"
#include "group-keys.h"
#include "group-seal.h"
#include "group-work.h"
#include "identity.h"
#include "order.h"
#include "sessions.h"
#include "store-device.h"

/* Devices that get the sender key in one go. */
#define KEYS_AT_ONCE 32

typedef struct {
  const Group *group;
  GArray *to;      /* of StoreOutboxTo: all devices */
  GArray *readers; /* of Party: those that may read */
  GArray *lacking; /* of Party: readers without the key, with a session */
  GArray *awaited; /* of Id: whose sessions are asked for */
  gboolean waits;
} Plan;

static void
plan_clear (Plan *plan)
{
  g_array_unref (plan->to);
  g_array_unref (plan->readers);
  g_array_unref (plan->lacking);
  g_array_unref (plan->awaited);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static void
add_device (Core *core, Plan *plan, const Id *acc, gint64 dev)
{
  StoreOutboxTo to = { *acc, dev, NULL };
  Id self = core_self (core);
  Party party;

  if (id_equal (acc, &self) && dev == core->account->dev)
    return;
  g_array_append_val (plan->to, to);
  if (groups_may_read (core, plan->group, acc, dev, &party))
    g_array_append_val (plan->readers, party);
}

static void
add_member (Core *core, Plan *plan, const Id *acc)
{
  g_autoptr (GArray) devs = devices_of (core, acc);

  if (devs == NULL && !devices_are_hopeless (core, acc))
    plan->waits = TRUE;
  if (devs == NULL)
    devs = store_device_list (core->store, acc);
  for (guint i = 0; devs != NULL && i < devs->len; i++)
    add_device (core, plan, acc, g_array_index (devs, gint64, i));
}

/* Who has no session yet gets the key with a later message when theirs cannot be begun. */
static void
find_lacking (Core *core, Plan *plan)
{
  for (guint i = 0; i < plan->readers->len; i++) {
    const Party *reader = &g_array_index (plan->readers, Party, i);
    const DeviceAddress *address = &reader->address;

    if (group_keys_has (core, plan->group, reader))
      continue;
    if (sessions_have (core, reader)) {
      g_array_append_val (plan->lacking, *reader);
    } else if (!sessions_are_hopeless (core, &address->account)) {
      sessions_want (core, &address->account, address->device);
      g_array_append_val (plan->awaited, address->account);
      plan->waits = TRUE;
    }
  }
}

/* A change that was told of may be that somebody has gone. */
static gboolean
is_behind (Core *core, const Group *group)
{
  gboolean behind = group->row->seen > group->row->place;

  if (behind)
    group_fetch (core, &group->row->grp);
  return behind || group_is_busy (core, &group->row->grp);
}

static Addressed
seal_entry (Core *core, const Group *group, const Plan *plan, StoreOutbox *entry)
{
  g_autofree char *ct = NULL;

  if (plan != NULL)
    group_keys_give (core, group, plan->lacking);
  order_stamp (core, entry);
  ct = group_seal (core, group, entry);
  if (ct == NULL)
    return ADDRESS_FORBIDDEN;
  if (group_has_set (group))
    store_outbox_set_for_all (core->store, entry->entry, ct, group->row->devset, group->state->n);
  else
    store_outbox_set_common (core->store, entry->entry, ct,
                             (const StoreOutboxTo *) (gpointer) plan->to->data, plan->to->len);
  entry->addressed = TRUE;
  return ADDRESS_DONE;
}

/* -- Large groups. -- */

/* Each answer comes by itself. Only after the last one is it worth looking at everybody again. */
static gboolean
awaits_sessions (Core *core, const Group *group)
{
  GArray *awaited = group_work (core, &group->row->grp)->awaited;

  while (awaited != NULL && awaited->len > 0) {
    if (sessions_are_coming (core, &g_array_index (awaited, Id, awaited->len - 1)))
      return TRUE;
    g_array_set_size (awaited, awaited->len - 1);
  }
  return FALSE;
}

static void
await_sessions (GroupWork *work, const Plan *plan)
{
  g_clear_pointer (&work->awaited, g_array_unref);
  work->awaited = g_array_ref (plan->awaited);
}

/* Nobody else can be reached than when it was looked at last, and what was given then is stored. */
static gboolean
is_as_it_was (Core *core, const Group *group, const GroupWork *work)
{
  return work->lacking != NULL && work->reach_n == group->state->n &&
         work->reach == store_group_reach (core->store) && group_keys_is_fresh (core, group) &&
         (work->given == 0 ||
          group_keys_has (core, group, &g_array_index (work->lacking, Party, work->given - 1)));
}

static void
remember (Core *core, const Group *group, GroupWork *work, const Plan *plan)
{
  g_clear_pointer (&work->lacking, g_array_unref);
  work->lacking = g_array_ref (plan->lacking);
  work->given = 0;
  work->reach_n = group->state->n;
  work->reach = store_group_reach (core->store);
}

static void
pump_cb (Core *core, gpointer data)
{
  outbox_pump (core);
}

/* The thread does something else before the next ones. */
static Addressed
give_on (Core *core, const Group *group, GroupWork *work, StoreOutbox *entry)
{
  guint n = MIN (work->lacking->len - work->given, KEYS_AT_ONCE);
  g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (Party));

  if (n == 0)
    return seal_entry (core, group, NULL, entry);
  g_array_append_vals (some, &g_array_index (work->lacking, Party, work->given), n);
  group_keys_give (core, group, some);
  work->given += n;
  if (work->given == work->lacking->len)
    return seal_entry (core, group, NULL, entry);
  core_post (core, pump_cb, NULL, NULL);
  return ADDRESS_WAITS;
}

/* Whether anything can leave now: for the group, by this account, from all that is known. */
static Addressed
look_at_group (Core *core, const Group *group, const StoreOutbox *entry)
{
  Id self = core_self (core);

  if (group != NULL && group->state == NULL && group->row->pending != NULL)
    return ADDRESS_WAITS;
  if (group == NULL || group->state == NULL || !group->row->inside)
    return ADDRESS_FORBIDDEN;
  if (group->row->doubt != 0)
    return ADDRESS_REFUSED;
  if (entry->wake != 0 && !groupstate_allows (group->state, &self, GROUP_RULE_WRITE))
    return ADDRESS_FORBIDDEN;
  if (identity_party (core) == NULL || is_behind (core, group) || awaits_sessions (core, group))
    return ADDRESS_WAITS;
  if (group_has_set (group) && group->row->devset == 0) {
    group_ask_devices (core, &group->row->grp);
    return ADDRESS_WAITS;
  }
  return ADDRESS_DONE;
}

static Addressed
address_all (Core *core, const Group *group, GroupWork *work, StoreOutbox *entry)
{
  g_auto (Plan) plan = { group,
                         g_array_new (FALSE, TRUE, sizeof (StoreOutboxTo)),
                         g_array_new (FALSE, FALSE, sizeof (Party)),
                         g_array_new (FALSE, FALSE, sizeof (Party)),
                         g_array_new (FALSE, FALSE, sizeof (Id)),
                         FALSE };

  for (guint i = 0; i < group->state->members->len; i++)
    add_member (core, &plan, &g_array_index (group->state->members, GroupMember, i).account);
  if (plan.waits)
    return ADDRESS_WAITS;
  group_keys_turn (core, group, plan.readers);
  find_lacking (core, &plan);
  await_sessions (work, &plan);
  if (plan.waits)
    return ADDRESS_WAITS;
  if (!group_has_set (group))
    return seal_entry (core, group, &plan, entry);
  remember (core, group, work, &plan);
  return give_on (core, group, work, entry);
}

Addressed
group_address (Core *core, StoreOutbox *entry)
{
  const Group *group = groups_get (core, &entry->conv.id);
  Addressed looked = look_at_group (core, group, entry);
  GroupWork *work;

  if (looked != ADDRESS_DONE)
    return looked;
  work = group_work (core, &group->row->grp);
  if (group_has_set (group) && is_as_it_was (core, group, work))
    return give_on (core, group, work, entry);
  return address_all (core, group, work, entry);
}
