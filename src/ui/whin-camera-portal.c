/* camera portal: see the header. Three steps over the session bus: is there a camera, may we, and
 * the remote. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-camera-portal.h"

#include "error.h"
#include "whin-portal.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define CAMERA "org.freedesktop.portal.Camera"
#define ANSWER_SECONDS 300 /* the person is asked */

typedef struct {
  GDBusConnection *bus;
  guint subscription;
  GSource *timer;
} Asking;

static void
stop_waiting (Asking *asking)
{
  if (asking->subscription)
    g_dbus_connection_signal_unsubscribe (asking->bus, asking->subscription);
  asking->subscription = 0;
  if (asking->timer)
    g_source_destroy (asking->timer);
  g_clear_pointer (&asking->timer, g_source_unref);
}

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  stop_waiting (asking);
  g_clear_object (&asking->bus);
  g_free (asking);
}

/* Takes task. */
static void
refuse (GTask *task, const char *words)
{
  stop_waiting (g_task_get_task_data (task));
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, WHIN_ERROR, WHIN_ERROR_DEVICE, "%s", words);
  g_object_unref (task);
}

static const char *
no_portal (void)
{
  return _ ("This desktop does not lend its camera to apps.");
}

/* -- The remote -- */

static void
remote_cb (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GUnixFDList) list = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (
      G_DBUS_CONNECTION (bus), &list, result, NULL);
  GTask *task = user_data;
  int fd = -1, handle;

  if (reply && list) {
    g_variant_get (reply, "(h)", &handle);
    fd = g_unix_fd_list_get (list, handle, NULL);
  }
  if (fd < 0) {
    refuse (task, no_portal ());
    return;
  }
  g_task_return_int (task, fd);
  g_object_unref (task);
}

static void
open_remote (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);

  stop_waiting (asking);
  g_dbus_connection_call_with_unix_fd_list (asking->bus, WHIN_PORTAL_NAME, WHIN_PORTAL_PATH, CAMERA,
                                            "OpenPipeWireRemote", g_variant_new ("(a{sv})", NULL),
                                            G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, -1,
                                            NULL, g_task_get_cancellable (task), remote_cb, task);
}

/* -- May we -- */

static void
response_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  guint32 response;

  g_variant_get (parameters, "(ua{sv})", &response, NULL);
  if (response == 0)
    open_remote (user_data);
  else
    refuse (user_data, _ ("Whinchat may not use the camera. The settings of the desktop can allow "
                          "it."));
}

static gboolean
no_answer_cb (gpointer task)
{
  refuse (task, no_portal ());
  return G_SOURCE_REMOVE;
}

static void
access_cb (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);
  Asking *asking = g_task_get_task_data (task);

  /* The answer itself comes as a signal. */
  if (!reply && asking->subscription)
    refuse (g_object_ref (task), no_portal ());
}

static void
ask (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);
  g_autofree char *token = whin_portal_token ();
  g_autofree char *path = whin_portal_handle (asking->bus, "request", token);
  GVariantBuilder options;

  asking->subscription = whin_portal_await (asking->bus, path, response_cb, task);
  asking->timer = g_timeout_source_new_seconds (ANSWER_SECONDS);
  g_source_set_callback (asking->timer, no_answer_cb, task, NULL);
  g_source_attach (asking->timer, NULL);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_dbus_connection_call (asking->bus, WHIN_PORTAL_NAME, WHIN_PORTAL_PATH, CAMERA, "AccessCamera",
                          g_variant_new ("(a{sv})", &options), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          g_task_get_cancellable (task), access_cb, g_object_ref (task));
}

/* -- Is there one -- */

static void
present_cb (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);
  g_autoptr (GVariant) value = NULL;

  if (!reply) {
    refuse (task, no_portal ());
    return;
  }
  g_variant_get (reply, "(v)", &value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value))
    ask (task);
  else
    refuse (task, _ ("No camera was found."));
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Asking *asking = g_task_get_task_data (task);

  asking->bus = g_bus_get_finish (result, NULL);
  if (!asking->bus) {
    refuse (task, no_portal ());
    return;
  }
  g_dbus_connection_call (
      asking->bus, WHIN_PORTAL_NAME, WHIN_PORTAL_PATH, "org.freedesktop.DBus.Properties", "Get",
      g_variant_new ("(ss)", CAMERA, "IsCameraPresent"), G_VARIANT_TYPE ("(v)"),
      G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task), present_cb, task);
}

void
whin_camera_portal_async (GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_new0 (Asking, 1), asking_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_cb, task);
}

int
whin_camera_portal_finish (GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}
