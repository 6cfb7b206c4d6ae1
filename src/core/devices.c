/* devices: which devices a message goes to. Lists are asked for once, kept, and corrected by what
 * the server says. SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"

#include "store-device.h"

#define RETRY_MS 5000

static gboolean
may_try_again (const GError *error)
{
  return !g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND) &&
         !g_error_matches (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN);
}

static void
pump_cb (Core *core, gpointer data)
{
  outbox_pump (core);
}

static void
store_list (Core *core, const Id *acc, GPtrArray *devs)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; devs != NULL && i < devs->len && i < LIMIT_DEVICES_MAX; i++) {
    const RestDeviceNo *one = devs->pdata[i];

    g_array_append_val (numbers, one->dev);
  }
  store_device_put_list (core->store, acc, (const gint64 *) (gpointer) numbers->data, numbers->len);
}

static void
asked_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autofree Id *acc = data;
  const RestAccountDevices *list = reply;

  g_hash_table_remove (core->asking, acc);
  if (core->stopping)
    return;
  if (error != NULL && may_try_again (error)) {
    g_source_unref (core_timeout (core, RETRY_MS, pump_cb));
    return;
  }
  /* Nobody there: the server will say so to what is sent. */
  core_begin (core);
  store_list (core, acc, list != NULL ? list->devs : NULL);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

GArray *
devices_of (Core *core, const Id *acc)
{
  GArray *devs = store_device_list (core->store, acc);
  IdText text;

  if (devs == NULL && core->api != NULL && g_hash_table_add (core->asking, id_copy (acc)))
    core_rest (core, REST_ACCOUNT_DEVICES, id_to_text (acc, text), NULL, asked_cb, id_copy (acc));
  return devs;
}

static gboolean
is_new_and_ours_to_greet (Core *core, GArray *old, const ProtoDevices *item)
{
  gboolean grown = FALSE;

  for (guint i = 0; i < item->devs->len; i++) {
    const ProtoDeviceNo *one = item->devs->pdata[i];
    gboolean known = FALSE;

    if (one->dev < core->account->dev)
      return FALSE;
    for (guint j = 0; old != NULL && j < old->len; j++)
      known |= g_array_index (old, gint64, j) == one->dev;
    grown |= !known && one->dev != core->account->dev;
  }
  return grown;
}

void
devices_on_item (Core *core, const ProtoDevices *item)
{
  Id self = core_self (core);
  g_autoptr (GArray) old = NULL;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!id_equal (&item->acc, &self))
    return;
  old = store_device_list (core->store, &self);
  for (guint i = 0; i < item->devs->len; i++)
    g_array_append_val (numbers, ((const ProtoDeviceNo *) item->devs->pdata[i])->dev);
  store_device_put_list (core->store, &self, (const gint64 *) (gpointer) numbers->data,
                         numbers->len);
  if (is_new_and_ours_to_greet (core, old, item)) {
    profile_send_to_own (core);
    contacts_send_to_own (core);
  }
}
