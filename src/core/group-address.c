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
seal_entry (Core *core, const Plan *plan, StoreOutbox *entry)
{
  g_autofree char *ct = NULL;

  group_keys_give (core, plan->group, plan->lacking);
  order_stamp (core, entry);
  ct = group_seal (core, plan->group, entry);
  if (ct == NULL)
    return ADDRESS_FORBIDDEN;
  store_outbox_set_common (core->store, entry->entry, ct,
                           (const StoreOutboxTo *) (gpointer) plan->to->data, plan->to->len);
  entry->addressed = TRUE;
  return ADDRESS_DONE;
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
  for (guint i = 0; i < group->state->members->len; i++)
    add_member (core, &plan, &g_array_index (group->state->members, GroupMember, i).account);
  if (plan.waits)
    return ADDRESS_WAITS;
  group_keys_turn (core, group, plan.readers);
  find_lacking (core, &plan);
  return plan.waits ? ADDRESS_WAITS : seal_entry (core, &plan, entry);
}
