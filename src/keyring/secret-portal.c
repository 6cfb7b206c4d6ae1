/* secret-portal: org.freedesktop.portal.Secret, which writes a secret of this program's own into a
 * pipe, and closes the pipe without one when the person said no.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop-secret-private.h"

#include "given-secret.h"

#include <gio/gunixfdlist.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <unistd.h>

#define PORTAL_SECRET_MIN 16
#define PORTAL_SECRET_MAX 4096

/* Sends the writing end away, and closes ours: the end of the pipe is then the end of the answer.
 */
static gboolean
ask (int writing, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, error);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new_from_array (&writing, 1);
  g_autoptr (GVariant) reply = NULL;

  if (bus == NULL)
    return FALSE;
  reply = g_dbus_connection_call_with_unix_fd_list_sync (
      bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
      "org.freedesktop.portal.Secret", "RetrieveSecret", g_variant_new ("(ha{sv})", 0, NULL),
      G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, fds, NULL, cancellable, error);
  return reply != NULL;
}

gboolean
portal_secret_get (const Id *name,
                   guint8 secret[PRIM_KEY_BYTES],
                   GCancellable *cancellable,
                   GError **error)
{
  guint8 data[PORTAL_SECRET_MAX];
  g_autoptr (GInputStream) stream = NULL;
  GError *cause = NULL;
  int fds[2];
  gsize len = 0;

  if (!g_unix_open_pipe (fds, O_CLOEXEC, &cause))
    return desktop_secret_fail (cause, error);
  stream = g_unix_input_stream_new (fds[0], TRUE);
  if (!ask (fds[1], cancellable, &cause) ||
      !g_input_stream_read_all (stream, data, sizeof data, &len, cancellable, &cause)) {
    prim_wipe (data, sizeof data);
    return desktop_secret_fail (cause, error);
  }
  if (len >= PORTAL_SECRET_MIN)
    given_secret_fit (data, len, name->bytes, ID_BYTES, "whinchat/portal-secret", secret);
  prim_wipe (data, sizeof data);
  return len >= PORTAL_SECRET_MIN || desktop_secret_is_locked (error);
}
