/* outbox, correcting: who is missing is added and who has gone is left out; what was written stays.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-correct.h"

#include "devices.h"
#include "group-work.h"
#include "groups.h"
#include "store-device.h"

/* Only the two accounts of a chat can have devices in it. */
static gboolean
is_party (Core *core, const StoreOutbox *entry, const Id *acc)
{
  Id self = core_self (core);

  return id_equal (acc, &self) || id_equal (acc, &entry->conv.id);
}

/* The server has another set of devices: it may be its members that are others. */
static void
correct_group (Core *core, const StoreOutbox *entry, const ProtoErr *err)
{
  const Group *group = groups_get_inside (core, &entry->conv.id);
  gboolean strangers = FALSE;

  if (entry->devset != 0) {
    group_forget_devices (core, &entry->conv.id);
    group_fetch (core, &entry->conv.id);
  }
  for (guint i = 0; err->missing != NULL && i < err->missing->len; i++) {
    const ProtoDevice *missing = err->missing->pdata[i];

    if (group != NULL && groupstate_find (group->state, &missing->acc) != NULL) {
      store_device_add (core->store, &missing->acc, missing->dev);
      devices_refresh (core, &missing->acc);
    } else {
      strangers = TRUE;
    }
  }
  for (guint i = 0; err->gone != NULL && i < err->gone->len; i++) {
    const ProtoDevice *gone = err->gone->pdata[i];

    store_device_remove (core->store, &gone->acc, gone->dev);
    devices_refresh (core, &gone->acc);
  }
  if (strangers || err->gone != NULL)
    group_fetch (core, &entry->conv.id);
  /* It was written for others: it is sealed anew, with another key if somebody has left. */
  store_outbox_clear_common (core->store, entry->entry);
}

/* What goes aside loses those that are gone. */
static gboolean
correct_aside (Core *core, const StoreOutbox *entry, const ProtoErr *err)
{
  g_autoptr (GPtrArray) left = NULL;

  for (guint i = 0; err->gone != NULL && i < err->gone->len; i++) {
    const ProtoDevice *gone = err->gone->pdata[i];

    store_outbox_drop_to (core->store, entry->entry, &gone->acc, gone->dev);
    devices_refresh (core, &gone->acc);
  }
  left = store_outbox_to (core->store, entry->entry);
  if (left->len > 0)
    return TRUE;
  store_outbox_remove (core->store, &entry->id);
  return FALSE;
}

static void
correct_chat (Core *core, const StoreOutbox *entry, const ProtoErr *err)
{
  for (guint i = 0; err->missing != NULL && i < err->missing->len; i++) {
    const ProtoDevice *missing = err->missing->pdata[i];

    if (!is_party (core, entry, &missing->acc))
      continue;
    store_device_add (core->store, &missing->acc, missing->dev);
    store_outbox_set_addressed (core->store, entry->entry, FALSE);
  }
  for (guint i = 0; err->gone != NULL && i < err->gone->len; i++) {
    const ProtoDevice *gone = err->gone->pdata[i];

    store_device_remove (core->store, &gone->acc, gone->dev);
    store_outbox_drop_to (core->store, entry->entry, &gone->acc, gone->dev);
    devices_refresh (core, &gone->acc);
  }
}

gboolean
outbox_correct (Core *core, const StoreOutbox *entry, const ProtoErr *err)
{
  if (entry->aside)
    return correct_aside (core, entry, err);
  if (entry->conv.kind == CONV_GROUP)
    correct_group (core, entry, err);
  else
    correct_chat (core, entry, err);
  return TRUE;
}
