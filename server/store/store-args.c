/* store-args: freeing what operations returned.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-args.h"

void
store_item_free (gpointer data)
{
  StoreItem *item = data;

  g_free (item->body);
  g_free (item);
}

void
store_page_clear (StorePage *page)
{
  g_clear_pointer (&page->items, g_ptr_array_unref);
}

void
store_send_clear (StoreSend *send)
{
  g_clear_pointer (&send->missing, g_ptr_array_unref);
  g_clear_pointer (&send->gone, g_ptr_array_unref);
  g_clear_pointer (&send->deliveries, g_array_unref);
}

void
store_register_clear (StoreRegister *args)
{
  g_clear_pointer (&args->pin, g_free);
  g_clear_pointer (&args->revoked, g_array_unref);
  g_clear_pointer (&args->deliveries, g_array_unref);
}

void
store_device_add_clear (StoreDeviceAdd *args)
{
  g_clear_pointer (&args->phone, g_free);
}

void
store_device_list_clear (StoreDeviceList *args)
{
  g_clear_pointer (&args->devices, g_ptr_array_unref);
  g_clear_pointer (&args->list, g_free);
}

void
store_list_set_clear (StoreListSet *args)
{
  g_clear_pointer (&args->confirmed, g_array_unref);
  g_clear_pointer (&args->revoked, g_array_unref);
  g_clear_pointer (&args->deliveries, g_array_unref);
}

void
store_group_append_clear (StoreGroupAppend *args)
{
  g_clear_pointer (&args->deliveries, g_array_unref);
}

void
store_group_changes_clear (StoreGroupChanges *args)
{
  g_clear_pointer (&args->changes, g_ptr_array_unref);
}

void
store_group_list_clear (StoreGroupList *args)
{
  g_clear_pointer (&args->groups, g_array_unref);
}

void
store_group_devices_clear (StoreGroupDevices *args)
{
  g_clear_pointer (&args->devices, g_array_unref);
}

void
store_fanout_clear (StoreFanout *args)
{
  g_clear_pointer (&args->deliveries, g_array_unref);
}

void
store_join_clear (StoreJoin *args)
{
  g_clear_pointer (&args->preview, g_free);
  g_clear_pointer (&args->asks, g_array_unref);
}

void
store_pending_expire_clear (StorePendingExpire *args)
{
  g_clear_pointer (&args->revoked, g_array_unref);
}

void
store_key_free (gpointer data)
{
  StoreKey *key = data;

  g_free (key->key);
  g_free (key);
}

void
store_keys_take_clear (StoreKeysTake *args)
{
  g_clear_pointer (&args->bundles, g_ptr_array_unref);
}

void
store_device_revoke_clear (StoreDeviceRevoke *args)
{
  g_clear_pointer (&args->deliveries, g_array_unref);
}

void
store_find_clear (StoreFind *args)
{
  g_clear_pointer (&args->found, g_ptr_array_unref);
}

void
store_wrap_clear (StoreWrap *args)
{
  g_clear_pointer (&args->wrap, g_free);
}

void
store_media_clear (StoreMedia *args)
{
  g_clear_pointer (&args->upload, g_free);
}

void
store_invite_list_clear (StoreInviteList *args)
{
  g_clear_pointer (&args->invites, g_ptr_array_unref);
}

void
store_user_list_clear (StoreUserList *args)
{
  g_clear_pointer (&args->users, g_ptr_array_unref);
}
