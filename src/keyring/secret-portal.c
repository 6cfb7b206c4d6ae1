/* secret-portal: org.freedesktop.portal.Secret, which writes a secret of this program's own into a
 * pipe and then says that it has, or that the person said no.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop-secret-private.h"

#include "given-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <unistd.h>

#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define SECRET_MIN 16
#define SECRET_MAX 4096
#define LATE_MS 2000 /* how long the answer may come after the pipe was closed */

/* One request, in a context of its own. */
typedef struct {
  GMainContext *context;
  GDBusConnection *bus;
  int reading;
  int writing; /* -1 once it is the portal's alone */
  gboolean done;
  gboolean granted;
} Request;

static GSource *
attach (Request *request, GSource *source, GSourceFunc callback)
{
  g_source_set_callback (source, callback, request, NULL);
  g_source_attach (source, request->context);
  return source;
}

static void
drop_source (GSource *source)
{
  if (source == NULL)
    return;
  g_source_destroy (source);
  g_source_unref (source);
}

static void
response_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  Request *request = user_data;
  guint response = 1;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (parameters, "(ua{sv})", &response, NULL);
  request->granted = response == 0;
  request->done = TRUE;
}

static gboolean
end_cb (gpointer user_data)
{
  ((Request *) user_data)->done = TRUE;
  return G_SOURCE_REMOVE;
}

/* A portal that has ended does not answer any more. */
static gboolean
closed_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Request *request = user_data;

  g_source_unref (attach (request, g_timeout_source_new (LATE_MS), end_cb));
  return G_SOURCE_REMOVE;
}

static guint
listen_for (Request *request, const char *token)
{
  g_autofree char *sender =
      g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (request->bus) + 1), ".", '_');
  g_autofree char *path = g_strconcat (PORTAL_PATH "/request/", sender, "/", token, NULL);

  return g_dbus_connection_signal_subscribe (request->bus, PORTAL, "org.freedesktop.portal.Request",
                                             "Response", path, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                             response_cb, request, NULL);
}

static gboolean
call (Request *request, const char *token, GCancellable *cancellable, GError **error)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new_from_array (&request->writing, 1);
  g_autoptr (GVariant) reply = NULL;
  GVariantBuilder options;

  request->writing = -1; /* the list has it */
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  reply = g_dbus_connection_call_with_unix_fd_list_sync (
      request->bus, PORTAL, PORTAL_PATH, "org.freedesktop.portal.Secret", "RetrieveSecret",
      g_variant_new ("(ha{sv})", 0, &options), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1,
      fds, NULL, cancellable, error);
  return reply != NULL;
}

static void
wait_for (Request *request, GCancellable *cancellable)
{
  GSource *closed = g_unix_fd_source_new (request->reading, G_IO_HUP);
  GSource *cancelled = cancellable != NULL ? g_cancellable_source_new (cancellable) : NULL;

  attach (request, closed, (GSourceFunc) (gpointer) closed_cb);
  if (cancelled != NULL)
    attach (request, cancelled, (GSourceFunc) (gpointer) end_cb);
  while (!request->done)
    g_main_context_iteration (request->context, TRUE);
  drop_source (closed);
  drop_source (cancelled);
}

static gboolean
run (Request *request, GCancellable *cancellable, GError **error)
{
  IdText token;
  g_autofree char *handle = NULL;
  Id random = id_random ();
  guint subscription;
  gboolean asked;

  request->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, error);
  if (request->bus == NULL)
    return FALSE;
  /* What an object path may hold. */
  handle = g_strdelimit (g_strdup (id_to_text (&random, token)), "-", '_');
  subscription = listen_for (request, handle);
  asked = call (request, handle, cancellable, error);
  if (asked)
    wait_for (request, cancellable);
  g_dbus_connection_signal_unsubscribe (request->bus, subscription);
  return asked && !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* What the portal wrote is in the pipe by now. */
static gboolean
take (Request *request, const Id *name, guint8 secret[PRIM_KEY_BYTES])
{
  guint8 data[SECRET_MAX];
  ssize_t len = request->granted ? read (request->reading, data, sizeof data) : 0;

  if (len >= SECRET_MIN)
    given_secret_fit (data, (gsize) len, name->bytes, ID_BYTES, "whinchat/portal-secret", secret);
  prim_wipe (data, sizeof data);
  return len >= SECRET_MIN;
}

static void
clear (Request *request)
{
  close (request->reading);
  if (request->writing >= 0)
    close (request->writing);
  g_clear_object (&request->bus);
  /* What was unsubscribed ends here. */
  while (g_main_context_iteration (request->context, FALSE))
    ;
  g_main_context_pop_thread_default (request->context);
  g_main_context_unref (request->context);
}

gboolean
portal_secret_get (const Id *name,
                   guint8 secret[PRIM_KEY_BYTES],
                   GCancellable *cancellable,
                   GError **error)
{
  Request request = { 0 };
  GError *cause = NULL;
  int fds[2];
  gboolean taken;

  if (!g_unix_open_pipe (fds, O_CLOEXEC | O_NONBLOCK, &cause))
    return desktop_secret_fail (cause, error);
  request.reading = fds[0];
  request.writing = fds[1];
  request.context = g_main_context_new ();
  g_main_context_push_thread_default (request.context);
  taken = run (&request, cancellable, &cause) && take (&request, name, secret);
  clear (&request);
  if (cause != NULL)
    return desktop_secret_fail (cause, error);
  return taken || desktop_secret_is_locked (error);
}
