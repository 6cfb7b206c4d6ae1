/* registration: remembers between the pages of the first run, and passes each step to the engine.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-registration.h"

#include "core.h"
#include "whin-invite.h"

#define RESEND_DEFAULT_MS (60 * 1000)

struct _WhinRegistration {
  GObject parent_instance;

  WhinClient *client;
  CoreServer *server;
  char *invite;
  char *phone;
  gint64 resend_at;
};

G_DEFINE_FINAL_TYPE (WhinRegistration, whin_registration, G_TYPE_OBJECT)

static void
whin_registration_finalize (GObject *object)
{
  WhinRegistration *self = WHIN_REGISTRATION (object);

  g_clear_pointer (&self->server, core_server_free);
  g_clear_object (&self->client);
  g_free (self->invite);
  g_free (self->phone);
  G_OBJECT_CLASS (whin_registration_parent_class)->finalize (object);
}

static void
whin_registration_class_init (WhinRegistrationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_registration_finalize;
}

static void
whin_registration_init (WhinRegistration *self)
{
}

WhinRegistration *
whin_registration_new (WhinClient *client)
{
  WhinRegistration *self = g_object_new (WHIN_TYPE_REGISTRATION, NULL);

  self->client = g_object_ref (client);
  return self;
}

static Core *
core_of (WhinRegistration *self)
{
  return whin_client_get_core (self->client);
}

static char *
device_name (void)
{
  const char *host = g_get_host_name ();

  return g_utf8_validate (host, -1, NULL)
             ? g_utf8_substring (host, 0, MIN (g_utf8_strlen (host, -1), 40))
             : g_strdup ("Linux");
}

void
whin_registration_check_server_async (WhinRegistration *self,
                                      const char *typed,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autofree char *server = NULL, *token = NULL;

  g_clear_pointer (&self->invite, g_free);
  if (whin_invite_split (typed, &server, &token))
    self->invite = g_steal_pointer (&token);
  core_check_server_async (core_of (self), server ? server : typed, cancellable, callback,
                           user_data);
}

gboolean
whin_registration_check_server_finish (WhinRegistration *self, GAsyncResult *result, GError **error)
{
  CoreServer *server = core_check_server_finish (NULL, result, error);

  if (!server)
    return FALSE;
  g_clear_pointer (&self->server, core_server_free);
  self->server = server;
  return TRUE;
}

const char *
whin_registration_get_server_name (WhinRegistration *self)
{
  return self->server ? self->server->name : "";
}

gboolean
whin_registration_has_codes (WhinRegistration *self)
{
  return self->server && self->server->codes;
}

gboolean
whin_registration_is_open (WhinRegistration *self)
{
  return self->server && self->server->open;
}

gboolean
whin_registration_is_invited (WhinRegistration *self)
{
  return self->invite != NULL;
}

gboolean
whin_registration_set_invite (WhinRegistration *self, const char *typed)
{
  g_autofree char *server = NULL;
  g_autofree char *token = NULL;

  if (!whin_invite_split (typed, &server, &token)) {
    if (!typed[0] || strpbrk (typed, " /:"))
      return FALSE;
    token = g_strdup (typed);
  }
  g_set_str (&self->invite, token);
  return TRUE;
}

void
whin_registration_request_code_async (WhinRegistration *self,
                                      const char *phone,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_set_str (&self->phone, phone);
  core_request_code_async (core_of (self), self->server->url, phone, cancellable, callback,
                           user_data);
}

gboolean
whin_registration_request_code_finish (WhinRegistration *self, GAsyncResult *result, GError **error)
{
  gint64 wait = core_request_code_finish (NULL, result, error);

  if (wait < 0)
    return FALSE;
  self->resend_at = g_get_monotonic_time () + (wait > 0 ? wait : RESEND_DEFAULT_MS) * 1000;
  return TRUE;
}

const char *
whin_registration_get_phone (WhinRegistration *self)
{
  return self->phone;
}

gint64
whin_registration_get_resend_at (WhinRegistration *self)
{
  return self->resend_at;
}

void
whin_registration_register_async (WhinRegistration *self,
                                  const char *phone,
                                  const char *code,
                                  const char *pin,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autofree char *name = device_name ();

  g_set_str (&self->phone, phone);
  core_register_async (core_of (self), self->server->url, phone, code, self->invite, pin, name,
                       cancellable, callback, user_data);
}

gboolean
whin_registration_register_finish (WhinRegistration *self,
                                   GAsyncResult *result,
                                   gboolean *created,
                                   GError **error)
{
  return core_register_finish (NULL, result, created, error);
}

void
whin_registration_restore_async (WhinRegistration *self,
                                 const char *path,
                                 const char *secret,
                                 const char *phone,
                                 const char *code,
                                 const char *pin,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autofree char *name = device_name ();

  g_set_str (&self->phone, phone);
  core_restore_async (core_of (self), path, secret, self->server->url, phone, code, self->invite,
                      pin, name, cancellable, callback, user_data);
}

gboolean
whin_registration_restore_finish (WhinRegistration *self, GAsyncResult *result, GError **error)
{
  return core_restore_finish (NULL, result, error);
}

gboolean
whin_registration_was_code_wrong (const GError *error)
{
  /* Only a server says how many tries are left. */
  return g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CODE_EXPIRED) ||
         (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG) && error_left (error) >= 0);
}

void
whin_registration_use_link_async (WhinRegistration *self,
                                  const char *server,
                                  const char *code,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autofree char *name = device_name ();

  core_use_link_async (core_of (self), server, code, name, cancellable, callback, user_data);
}

gboolean
whin_registration_use_link_finish (WhinRegistration *self, GAsyncResult *result, GError **error)
{
  return core_use_link_finish (NULL, result, error);
}
