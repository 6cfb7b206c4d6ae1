/* place portal: see the header. A session with the portal of the desktop, which ends with the first
 * place it tells. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-place-portal.h"

#include "error.h"
#include "whin-portal.h"

#include <glib/gi18n.h>
#include <math.h>

#define LOCATION "org.freedesktop.portal.Location"
#define SESSION "org.freedesktop.portal.Session"
#define EXACT 5u
#define PATIENCE_SECONDS 120 /* the person is asked first */
#define DENIED 1

typedef struct {
  Spot spot;
  guint accuracy;
} Found;

typedef struct {
  GDBusConnection *bus;
  char *session; /* NULL before there is one */
  guint answers, places;
  gulong cancelled;
  GSource *timer;
  gboolean over; /* the task has returned */
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_clear_object (&asking->bus);
  g_free (asking->session);
  g_free (asking);
}

/* Nothing is listened to any more, and the desktop stops looking. */
static void
stop (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);

  asking->over = TRUE;
  g_clear_signal_handler (&asking->cancelled, g_task_get_cancellable (task));
  if (asking->answers)
    g_dbus_connection_signal_unsubscribe (asking->bus, asking->answers);
  if (asking->places)
    g_dbus_connection_signal_unsubscribe (asking->bus, asking->places);
  if (asking->timer)
    g_source_destroy (asking->timer);
  g_clear_pointer (&asking->timer, g_source_unref);
  if (asking->session)
    g_dbus_connection_call (asking->bus, WHIN_PORTAL_NAME, asking->session, SESSION, "Close", NULL,
                            NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

/* The task's own reference goes with its end; callbacks under way have theirs. */
static void
refuse (GTask *task, const char *words)
{
  Asking *asking = g_task_get_task_data (task);

  if (asking->over)
    return;
  stop (task);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, WHIN_ERROR, WHIN_ERROR_DEVICE, "%s", words);
  g_object_unref (task);
}

static const char *
no_portal (void)
{
  return _ ("This desktop does not tell apps where they are. Choose the place on a map, or type "
            "it.");
}

static const char *
not_found (void)
{
  return _ ("Where you are could not be found. Choose the place on a map, or type it.");
}

static const char *
switched_off (void)
{
  return _ ("Location services are switched off in the settings of the desktop.");
}

static const char *
not_allowed (void)
{
  return _ ("Whinchat may not know where you are. The settings of the desktop can allow it.");
}

static const char *
words_of (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  if (g_strcmp0 (name, "org.freedesktop.portal.Error.NotAllowed") == 0)
    return switched_off ();
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ? switched_off ()
                                                                           : no_portal ();
}

/* -- The place -- */

static gboolean
read_place (GVariant *place, Found *found)
{
  double lat, lon, accuracy;

  if (!g_variant_lookup (place, "Latitude", "d", &lat) ||
      !g_variant_lookup (place, "Longitude", "d", &lon) || !(fabs (lat) <= 90) ||
      !(fabs (lon) <= 180))
    return FALSE;
  found->spot.lat = (int) lround (lat * 1e6);
  found->spot.lon = (int) lround (lon * 1e6);
  if (g_variant_lookup (place, "Accuracy", "d", &accuracy) && accuracy > 0 && accuracy < 1e7)
    found->accuracy = (guint) ceil (accuracy);
  return TRUE;
}

static void
place_cb (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer user_data)
{
  GTask *task = user_data;
  Asking *asking = g_task_get_task_data (task);
  const char *session;
  g_autoptr (GVariant) place = NULL;
  Found found = { 0 };

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oa{sv})")))
    return;
  g_variant_get (parameters, "(&o@a{sv})", &session, &place);
  if (asking->over || g_strcmp0 (session, asking->session) != 0 || !read_place (place, &found))
    return;
  stop (task);
  g_task_return_pointer (task, g_memdup2 (&found, sizeof found), g_free);
  g_object_unref (task);
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
  if (response)
    refuse (user_data, response == DENIED ? not_allowed () : not_found ());
}

static void
started_cb (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);

  if (!reply)
    refuse (task, words_of (error));
}

static void
start (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);
  g_autofree char *token = whin_portal_token ();
  g_autofree char *handle = whin_portal_handle (asking->bus, "request", token);
  GVariantBuilder options;

  asking->answers = whin_portal_await (asking->bus, handle, response_cb, task);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_dbus_connection_call (asking->bus, WHIN_PORTAL_NAME, WHIN_PORTAL_PATH, LOCATION, "Start",
                          g_variant_new ("(osa{sv})", asking->session, "", &options), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task), started_cb,
                          g_object_ref (task));
}

/* -- The session -- */

static void
session_cb (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);
  Asking *asking = g_task_get_task_data (task);

  if (!reply)
    refuse (task, words_of (error));
  else if (!asking->over) {
    g_variant_get (reply, "(o)", &asking->session);
    start (task);
  }
}

static void
open_session (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);
  g_autofree char *token = whin_portal_token ();
  GVariantBuilder options;

  asking->places = g_dbus_connection_signal_subscribe (
      asking->bus, WHIN_PORTAL_NAME, LOCATION, "LocationUpdated", WHIN_PORTAL_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, place_cb, task, NULL);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "session_handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "accuracy", g_variant_new_uint32 (EXACT));
  g_dbus_connection_call (asking->bus, WHIN_PORTAL_NAME, WHIN_PORTAL_PATH, LOCATION,
                          "CreateSession", g_variant_new ("(a{sv})", &options),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          g_task_get_cancellable (task), session_cb, g_object_ref (task));
}

static gboolean
no_answer_cb (gpointer task)
{
  refuse (task, not_found ());
  return G_SOURCE_REMOVE;
}

/* In an idle: a handler cannot be taken out of a cancellable while it runs. */
static void
cancelled_idle (gpointer data)
{
  g_autoptr (GTask) task = data;

  refuse (task, "");
}

static void
cancelled_cb (GCancellable *cancellable, gpointer task)
{
  g_idle_add_once (cancelled_idle, g_object_ref (task));
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Asking *asking = g_task_get_task_data (task);

  asking->bus = g_bus_get_finish (result, NULL);
  if (!asking->bus) {
    refuse (task, no_portal ());
    return;
  }
  asking->timer = g_timeout_source_new_seconds (PATIENCE_SECONDS);
  g_source_set_callback (asking->timer, no_answer_cb, task, NULL);
  g_source_attach (asking->timer, NULL);
  if (cancellable)
    asking->cancelled =
        g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task);
  open_session (task);
}

void
whin_place_portal_async (GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_new0 (Asking, 1), asking_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_cb, task);
}

gboolean
whin_place_portal_finish (GAsyncResult *result, Spot *spot, guint *accuracy, GError **error)
{
  g_autofree Found *found = g_task_propagate_pointer (G_TASK (result), error);

  if (!found)
    return FALSE;
  *spot = found->spot;
  *accuracy = found->accuracy;
  return TRUE;
}
