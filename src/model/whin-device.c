/* device: wraps what the server says about one device. A snapshot: the list is fetched again to see
 * changes. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-device.h"

#include "core.h"

struct _WhinDevice {
  GObject parent_instance;

  CoreDevice *device;
};

G_DEFINE_FINAL_TYPE (WhinDevice, whin_device, G_TYPE_OBJECT)

static void
whin_device_finalize (GObject *object)
{
  WhinDevice *self = WHIN_DEVICE (object);

  g_free (self->device->name);
  g_free (self->device);
  G_OBJECT_CLASS (whin_device_parent_class)->finalize (object);
}

static void
whin_device_class_init (WhinDeviceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_device_finalize;
}

static void
whin_device_init (WhinDevice *self)
{
}

static WhinDevice *
device_new (const CoreDevice *device)
{
  WhinDevice *self = g_object_new (WHIN_TYPE_DEVICE, NULL);

  self->device = g_memdup2 (device, sizeof *device);
  self->device->name = g_strdup (device->name);
  return self;
}

gint64
whin_device_get_number (WhinDevice *self)
{
  return self->device->dev;
}

const char *
whin_device_get_name (WhinDevice *self)
{
  return self->device->name;
}

gint64
whin_device_get_seen (WhinDevice *self)
{
  return self->device->seen;
}

gboolean
whin_device_is_current (WhinDevice *self)
{
  return self->device->current;
}

void
whin_client_devices_async (WhinClient *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  core_devices_async (whin_client_get_core (self), cancellable, callback, user_data);
}

GListModel *
whin_client_devices_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) devices = core_devices_finish (NULL, result, error);
  GListStore *store;

  if (!devices)
    return NULL;
  store = g_list_store_new (WHIN_TYPE_DEVICE);
  for (guint i = 0; i < devices->len; i++) {
    g_autoptr (WhinDevice) device = device_new (devices->pdata[i]);

    g_list_store_append (store, device);
  }
  return G_LIST_MODEL (store);
}

void
whin_client_rename_device_async (WhinClient *self,
                                 gint64 number,
                                 const char *name,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  core_rename_device_async (whin_client_get_core (self), number, name, cancellable, callback,
                            user_data);
}

gboolean
whin_client_rename_device_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_rename_device_finish (NULL, result, error);
}

void
whin_client_make_primary_async (WhinClient *self,
                                gint64 number,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  core_make_primary_async (whin_client_get_core (self), number, cancellable, callback, user_data);
}

gboolean
whin_client_make_primary_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_make_primary_finish (NULL, result, error);
}

void
whin_client_send_history (WhinClient *self, gint64 number)
{
  core_send_history (whin_client_get_core (self), number);
}

void
whin_client_revoke_device_async (WhinClient *self,
                                 gint64 number,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  core_revoke_device_async (whin_client_get_core (self), number, cancellable, callback, user_data);
}

gboolean
whin_client_revoke_device_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_revoke_device_finish (NULL, result, error);
}
