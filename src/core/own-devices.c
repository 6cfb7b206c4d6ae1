/* own-devices: the list of one's devices, removing one or this one, and the registration PIN.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-account.h"
#include "core-device.h"
#include "names.h"

#include "limits.h"

#include <sodium.h>
#include <string.h>

void
core_device_free (CoreDevice *device)
{
  if (device == NULL)
    return;
  g_free (device->name);
  g_free (device);
}

static void
free_device (gpointer data)
{
  core_device_free (data);
}

static void
devices_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  const RestDevices *list = reply;
  GPtrArray *devices;

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  devices = g_ptr_array_new_with_free_func (free_device);
  for (guint i = 0; list->devices != NULL && i < list->devices->len; i++) {
    const RestDevice *one = list->devices->pdata[i];
    CoreDevice *device = g_new0 (CoreDevice, 1);

    *device = (CoreDevice) { one->dev, names_get (core, one->dev), one->created, one->seen,
                             one->current };
    g_ptr_array_add (devices, device);
  }
  g_task_return_pointer (task, devices, (GDestroyNotify) g_ptr_array_unref);
}

static void
ask_devices_cb (Core *core, GTask *task)
{
  core_rest (core, REST_DEVICES, NULL, NULL, devices_cb, g_object_ref (task));
}

void
core_devices_async (Core *core,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  core_call (core, ask_devices_cb, NULL, NULL, cancellable, callback, user_data);
}

GPtrArray *
core_devices_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
answered_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

typedef struct {
  gint64 dev;
  char *name;
} Rename;

static void
rename_free (gpointer data)
{
  Rename *rename = data;

  g_free (rename->name);
  g_free (rename);
}

static void
rename_cb (Core *core, GTask *task)
{
  const Rename *rename = g_task_get_task_data (task);
  GError *error = NULL;

  if (core->account == NULL || rename->name[0] == '\0') {
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                                     error_meaning (WHIN_ERROR_NOT_FOUND));
    return;
  }
  core_begin (core);
  names_put (core, rename->dev, rename->name);
  names_tell (core, rename->dev);
  if (!core_commit (core, &error)) {
    g_task_return_error (task, error);
    return;
  }
  outbox_pump (core);
  g_task_return_boolean (task, TRUE);
}

void
core_rename_device_async (Core *core,
                          gint64 dev,
                          const char *name,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Rename *rename = g_new (Rename, 1);

  *rename = (Rename) { dev, g_strdup (name) };
  core_call (core, rename_cb, rename, rename_free, cancellable, callback, user_data);
}

gboolean
core_rename_device_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
revoke_cb (Core *core, GTask *task)
{
  core_rest (core, REST_DEVICE_REVOKE, g_task_get_task_data (task), NULL, answered_cb,
             g_object_ref (task));
}

void
core_revoke_device_async (Core *core,
                          gint64 dev,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  core_call (core, revoke_cb, g_strdup_printf ("%" G_GINT64_FORMAT, dev), g_free, cancellable,
             callback, user_data);
}

gboolean
core_revoke_device_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
wipe (gpointer data)
{
  char *text = data;

  sodium_memzero (text, strlen (text));
  g_free (text);
}

static void
pin_cb (Core *core, GTask *task)
{
  RestPin pin = { g_task_get_task_data (task) };

  if (pin.pin[0] == '\0')
    core_rest (core, REST_PIN_REMOVE, NULL, NULL, answered_cb, g_object_ref (task));
  else
    core_rest (core, REST_PIN_SET, NULL, &pin, answered_cb, g_object_ref (task));
}

void
core_set_pin_async (Core *core,
                    const char *pin,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  core_call (core, pin_cb, g_strdup (pin != NULL ? pin : ""), wipe, cancellable, callback,
             user_data);
}

gboolean
core_set_pin_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- Leaving. -- */

static void
leave (Core *core, GTask *task)
{
  GError *error = NULL;

  account_disconnect (core);
  if (account_wipe (core, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
revoked_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;

  if (error == NULL || g_error_matches (error, WHIN_ERROR, WHIN_ERROR_UNAUTHORIZED) ||
      g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND))
    leave (core, task);
  else
    g_task_return_error (task, g_error_copy (error));
}

static void
log_out_cb (Core *core, GTask *task)
{
  g_autofree char *dev = NULL;

  if (core->account == NULL || core->account->revoked) {
    leave (core, task);
    return;
  }
  dev = g_strdup_printf ("%" G_GINT64_FORMAT, core->account->dev);
  core_rest (core, REST_DEVICE_REVOKE, dev, NULL, revoked_cb, g_object_ref (task));
}

void
core_log_out_async (Core *core,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  core_call (core, log_out_cb, NULL, NULL, cancellable, callback, user_data);
}

gboolean
core_log_out_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
