/* group-devices: the devices of a large group. The server numbers their set; a message says the
 * number and names none of them, so that it costs the same however many they are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-work.h"

#include "devices.h"
#include "store-device.h"

#define RETRY_MS 2000

/* Members; fewer are named. */
static guint set_min = 32;

void
group_set_min (guint members)
{
  set_min = members;
}

gboolean
group_has_set (const Group *group)
{
  return group->state->members->len > set_min;
}

static gboolean
has_device (const RestMember *member, gint64 dev)
{
  for (guint i = 0; member != NULL && i < member->devs->len; i++)
    if (((const RestDeviceNo *) member->devs->pdata[i])->dev == dev)
      return TRUE;
  return FALSE;
}

/* What the server names and is not known is asked for, as is what it does not name any more; who
 * may read is up to the signed lists. */
static void
compare (Core *core, const Id *acc, const RestMember *member)
{
  g_autoptr (GArray) known = store_device_list (core->store, acc);
  gboolean other = FALSE;

  for (guint i = 0; known != NULL && i < known->len; i++) {
    gint64 dev = g_array_index (known, gint64, i);

    if (has_device (member, dev))
      continue;
    store_device_remove (core->store, acc, dev);
    other = TRUE;
  }
  for (guint i = 0; member != NULL && known != NULL && i < member->devs->len; i++) {
    gint64 dev = ((const RestDeviceNo *) member->devs->pdata[i])->dev;
    gboolean found = FALSE;

    for (guint j = 0; j < known->len && !found; j++)
      found = g_array_index (known, gint64, j) == dev;
    if (found)
      continue;
    store_device_add (core->store, acc, dev);
    other = TRUE;
  }
  if (other)
    devices_refresh (core, acc);
}

static void
take (Core *core, Group *group, const RestGroupDevices *reply)
{
  g_autoptr (GHashTable) members = g_hash_table_new (id_hash, id_hash_equal);

  for (guint i = 0; i < reply->members->len; i++) {
    RestMember *member = reply->members->pdata[i];

    g_hash_table_insert (members, &member->acc, member);
  }
  core_begin (core);
  for (guint i = 0; i < group->state->members->len; i++) {
    const Id *acc = &g_array_index (group->state->members, GroupMember, i).account;

    compare (core, acc, g_hash_table_lookup (members, acc));
  }
  group->row->devset = reply->set;
  store_group_set_devset (core->store, &group->row->grp, reply->set);
  core_commit (core, NULL);
}

static void
pump_cb (Core *core, gpointer data)
{
  outbox_pump (core);
}

static void
devices_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autofree Id *grp = data;
  GroupWork *work = g_hash_table_lookup (core->groups->works, grp);
  Group *group = core->account != NULL ? groups_get_inside (core, grp) : NULL;

  if (core->stopping || work == NULL)
    return;
  work->asking_devices = FALSE;
  if (error == NULL && group != NULL) {
    take (core, group, reply);
    outbox_pump (core);
    return;
  }
  work->devices_until = g_get_monotonic_time () + RETRY_MS * 1000;
  g_source_unref (core_timeout (core, RETRY_MS + 1, pump_cb));
}

void
group_ask_devices (Core *core, const Id *grp)
{
  GroupWork *work = group_work (core, grp);
  IdText text;

  if (work->asking_devices || !core->ready || core->stopping ||
      g_get_monotonic_time () < work->devices_until)
    return;
  work->asking_devices = TRUE;
  core_rest (core, REST_GROUP_DEVICES, id_to_text (grp, text), NULL, devices_cb, id_copy (grp));
}

void
group_forget_devices (Core *core, const Id *grp)
{
  Group *group = groups_get (core, grp);

  if (group != NULL)
    group->row->devset = 0;
  store_group_set_devset (core->store, grp, 0);
}
