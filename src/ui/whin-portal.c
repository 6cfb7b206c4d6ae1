/* portal: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-portal.h"

char *
whin_portal_token (void)
{
  return g_strdup_printf ("whinchat%u", g_random_int ());
}

char *
whin_portal_handle (GDBusConnection *bus, const char *what, const char *token)
{
  g_autofree char *sender =
      g_strdup (g_dbus_connection_get_unique_name (bus) + 1); /* without its colon */

  return g_strdup_printf ("%s/%s/%s/%s", WHIN_PORTAL_PATH, what, g_strdelimit (sender, ".", '_'),
                          token);
}

guint
whin_portal_await (GDBusConnection *bus,
                   const char *handle,
                   GDBusSignalCallback callback,
                   gpointer user_data)
{
  return g_dbus_connection_signal_subscribe (
      bus, WHIN_PORTAL_NAME, "org.freedesktop.portal.Request", "Response", handle, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, callback, user_data, NULL);
}
