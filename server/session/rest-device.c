/* rest-device: links, further devices, their names and their end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest-private.h"

static void
link_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  RestLinkReply reply = { .ttl_ms = LIMIT_LINK_SECONDS * 1000 };

  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_reply (rest, &reply);
}

void
rest_handle_link (Rest *rest)
{
  const RestLink *request = rest->body;
  IdText text;

  if (!rest_may (rest, BUCKET_LINK, 1))
    return;
  rest->link.key = rest->who->key;
  rest->link.now = server_now ();
  rest->link.expires = rest->link.now + LIMIT_LINK_SECONDS * 1000;
  secret_hash (id_to_text (&request->id, text), &rest->link.link);
  store_link_new (rest->server->store, &rest->link, link_done, rest);
}

static void
device_add_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  StoreDeviceAdd *add = &rest->add;
  RestAccount reply = {
    .acc = add->acc, .dev = add->dev, .phone = add->phone, .by = add->by, .pending = add->pending
  };
  IdText acc;

  if (error != NULL) {
    store_device_add_clear (add);
    rest_fail (rest, error);
    return;
  }
  log_event (LOG_INFO, "device-added", "acc=%s dev=%d", log_account (&add->acc, acc),
             (int) add->dev);
  rest->more = g_steal_pointer (&add->phone);
  store_device_add_clear (add);
  rest_reply (rest, &reply);
}

void
rest_handle_device_add (Rest *rest)
{
  const RestDeviceAdd *request = rest->body;

  if (!rest_address_may (rest, BUCKET_REGISTER))
    return;
  secret_hash (request->link, &rest->add.link);
  secret_hash (request->tok, &rest->add.tok);
  rest->add.device = request->device != NULL ? request->device : "";
  rest->add.now = server_now ();
  store_device_add (rest->server->store, &rest->add, device_add_done, rest);
}

static void
devices_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  g_autoptr (GPtrArray) source = g_steal_pointer (&rest->list.devices);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = g_steal_pointer (&rest->list.list);
  RestDevices reply = { .devices = devices };

  if (error != NULL) {
    rest_fail (rest, error);
    return;
  }
  for (guint i = 0; i < source->len; i++) {
    const StoreDevice *device = source->pdata[i];
    RestDevice *row = g_new0 (RestDevice, 1);

    row->dev = device->dev;
    row->name = device->name[0] != '\0' ? device->name : NULL;
    row->created = device->created;
    row->seen = device->seen;
    row->current = device->dev == rest->who->dev;
    row->pending = device->pending;
    g_ptr_array_add (devices, row);
  }
  rest_reply (rest, &reply);
}

void
rest_handle_devices (Rest *rest)
{
  rest->list.acc = rest->who->acc;
  store_device_list (rest->server->store, &rest->list, devices_done, rest);
}

static void
account_devices_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  g_autoptr (GPtrArray) source = g_steal_pointer (&rest->list.devices);
  g_autoptr (GPtrArray) devs = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = g_steal_pointer (&rest->list.list);
  RestAccountDevices reply = { .devs = devs, .list = list };

  if (error != NULL) {
    rest_fail (rest, error);
    return;
  }
  if (!rest->list.found) {
    rest_refuse (rest, WHIN_ERROR_NOT_FOUND, NULL, 0, 0);
    return;
  }
  for (guint i = 0; i < source->len; i++) {
    const StoreDevice *device = source->pdata[i];
    RestDeviceNo *no;

    if (device->pending)
      continue;
    no = g_new0 (RestDeviceNo, 1);
    no->dev = device->dev;
    g_ptr_array_add (devs, no);
  }
  rest_reply (rest, &reply);
}

void
rest_handle_account_devices (Rest *rest)
{
  rest->list.acc = rest->id;
  store_device_list (rest->server->store, &rest->list, account_devices_done, rest);
}

static void
rename_done (gpointer data, const GError *error)
{
  Rest *rest = data;

  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_nothing (rest);
}

void
rest_handle_device_rename (Rest *rest)
{
  rest->rename.acc = rest->who->acc;
  rest->rename.dev = rest->dev;
  rest->rename.name = ((const RestName *) rest->body)->name;
  store_device_rename (rest->server->store, &rest->rename, rename_done, rest);
}

static void
revoke_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  IdText acc;

  if (error == NULL) {
    hub_close_device (rest->server->hub, rest->revoke.key, CLOSE_REVOKED);
    hub_wake (rest->server->hub, rest->revoke.deliveries);
    log_event (LOG_INFO, "device-revoked", "acc=%s dev=%d", log_account (&rest->revoke.acc, acc),
               (int) rest->revoke.dev);
  }
  store_device_revoke_clear (&rest->revoke);
  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_nothing (rest);
}

void
rest_handle_device_revoke (Rest *rest)
{
  rest->revoke.acc = rest->who->acc;
  rest->revoke.dev = rest->dev;
  rest->revoke.now = server_now ();
  store_device_revoke (rest->server->store, &rest->revoke, revoke_done, rest);
}
