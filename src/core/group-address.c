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
#define KEYS_AT_ONCE 128

typedef struct {
  const Group *group;
  GArray *to;      /* of StoreOutboxTo: all devices */
  GArray *readers; /* of Party: those that may read */
  GArray *lacking; /* of Party: readers without the key, with a session */
  gboolean waits;
} Plan;

static void
plan_clear (Plan *plan)
{
  g_array_unref (plan->to);
  g_array_unref (plan->readers);
  g_array_unref (plan->lacking);
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

/* Nobody else can be reached than when it was looked at last: nothing to be looked at again. */
static gboolean
all_have_keys (Core *core, const Group *group)
{
  const GroupWork *work = group_work (core, &group->row->grp);

  return work->reach != 0 && work->reach_n == group->state->n &&
         work->reach == store_group_reach (core->store) && group_keys_is_fresh (core, group);
}

static void
remember_reach (Core *core, const Group *group, const Plan *plan)
{
  GroupWork *work = group_work (core, &group->row->grp);

  work->reach_n = group->state->n;
  work->reach = store_group_reach (core->store);
}

static void
pump_cb (Core *core, gpointer data)
{
  outbox_pump (core);
}

/* The thread does something else before the next ones. */
static void
give_some (Core *core, Plan *plan)
{
  g_array_set_size (plan->lacking, KEYS_AT_ONCE);
  group_keys_give (core, plan->group, plan->lacking);
  core_post (core, pump_cb, NULL, NULL);
}

Addressed
group_address (Core *core, StoreOutbox *entry)
{
  const Group *group = groups_get (core, &entry->conv.id);
  Id self = core_self (core);
  g_auto (Plan) plan = { group, g_array_new (FALSE, TRUE, sizeof (StoreOutboxTo)),
                         g_array_new (FALSE, FALSE, sizeof (Party)),
                         g_array_new (FALSE, FALSE, sizeof (Party)), FALSE };

  if (group != NULL && group->state == NULL && group->row->pending != NULL)
    return ADDRESS_WAITS;
  if (group == NULL || group->state == NULL || !group->row->inside)
    return ADDRESS_FORBIDDEN;
  if (group->row->doubt != 0)
    return ADDRESS_REFUSED;
  if (entry->wake != 0 && !groupstate_allows (group->state, &self, GROUP_RULE_WRITE))
    return ADDRESS_FORBIDDEN;
  if (identity_party (core) == NULL || is_behind (core, group))
    return ADDRESS_WAITS;
  if (group_has_set (group) && group->row->devset == 0) {
    group_ask_devices (core, &group->row->grp);
    return ADDRESS_WAITS;
  }
  if (group_has_set (group) && all_have_keys (core, group))
    return seal_entry (core, group, NULL, entry);
  for (guint i = 0; i < group->state->members->len; i++)
    add_member (core, &plan, &g_array_index (group->state->members, GroupMember, i).account);
  if (plan.waits)
    return ADDRESS_WAITS;
  group_keys_turn (core, group, plan.readers);
  find_lacking (core, &plan);
  if (plan.waits)
    return ADDRESS_WAITS;
  if (plan.lacking->len > KEYS_AT_ONCE) {
    give_some (core, &plan);
    return ADDRESS_WAITS;
  }
  if (group_has_set (group))
    remember_reach (core, group, &plan);
  return seal_entry (core, group, &plan, entry);
}
