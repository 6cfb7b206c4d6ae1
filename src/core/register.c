/* register: becoming an account.
 *
 * The token is made here and stored before it is sent, so that a lost answer costs nothing: the
 * same request again is the same registration. SPDX-License-Identifier: GPL-3.0-or-later */
#include "register-private.h"

#include "core-register.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32

typedef RegisterRequest Request;

static void
wipe (char *text)
{
  if (text != NULL)
    sodium_memzero (text, strlen (text));
  g_free (text);
}

void
register_request_free (gpointer data)
{
  Request *request = data;

  wipe (request->code);
  wipe (request->invite);
  wipe (request->pin);
  wipe (request->link);
  wipe (request->tok);
  prim_wipe (&request->link_code, sizeof request->link_code);
  g_free (request->phone);
  g_free (request->url);
  g_free (request->device);
  g_free (request);
}

static char *
or_null (const char *text)
{
  return text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
}

RegisterRequest *
register_request_new (const char *url,
                      const char *phone,
                      const char *code,
                      const char *invite,
                      const char *pin,
                      const char *device_name)
{
  Request *request = g_new0 (Request, 1);

  request->url = g_strdup (url);
  request->phone = g_strdup (phone);
  request->code = or_null (code);
  request->invite = or_null (invite);
  request->pin = or_null (pin);
  request->device = g_strdup (device_name);
  return request;
}

static char *
new_token (void)
{
  guint8 bytes[TOKEN_BYTES];
  char *text;

  randombytes_buf (bytes, sizeof bytes);
  text = base64url_encode (bytes, sizeof bytes);
  sodium_memzero (bytes, sizeof bytes);
  return text;
}

/* The same for the same server and number, until it has worked. FALSE when it cannot be kept. */
static gboolean
load_token (Core *core, Request *request, GError **error)
{
  g_autofree char *subject =
      g_strconcat (request->url, " ", request->phone != NULL ? request->phone : "link", NULL);
  g_autofree char *old = store_setting_get (core->store, "register-for");

  g_clear_pointer (&request->tok, wipe);
  if (g_strcmp0 (old, subject) == 0 &&
      (request->tok = store_setting_get (core->store, "register-token")) != NULL)
    return TRUE;
  request->tok = new_token ();
  core_begin (core);
  store_setting_put (core->store, "register-for", subject);
  store_setting_put (core->store, "register-token", request->tok);
  return core_commit (core, error);
}

gboolean
register_may (Core *core, RegisterRequest *request, GError **error)
{
  if (core->account == NULL || core->account->revoked)
    return (request->phone == NULL || account_has_room_for (core, request->phone, error)) &&
           load_token (core, request, error);
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT,
                       _ ("This device belongs to an account already."));
  return FALSE;
}

void
register_ask (Core *core, RegisterRequest *request, RestDone done, gpointer data)
{
  g_autoptr (GError) error = NULL;
  RestRegister body;

  if (!register_may (core, request, &error)) {
    done (core, NULL, error, data);
    return;
  }
  body = (RestRegister) { request->phone, request->code, request->invite,
                          request->pin,   request->tok,  NULL };
  core_rest_with (core, api_new (request->url, NULL), REST_REGISTER, &body, done, data);
}

const char *
register_token (const RegisterRequest *request)
{
  return request->tok;
}

const char *
register_url (const RegisterRequest *request)
{
  return request->url;
}

static void
registered_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  Request *request = g_task_get_task_data (task);
  GError *failed = NULL;

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  if (!register_take (core, request, reply, NULL, &failed)) {
    g_task_return_error (task, failed);
    return;
  }
  request->created = ((const RestAccount *) reply)->created;
  account_connect (core);
  g_task_return_boolean (task, TRUE);
}

static void
register_cb (Core *core, GTask *task)
{
  register_ask (core, g_task_get_task_data (task), registered_cb, g_object_ref (task));
}

void
core_register_async (Core *core,
                     const char *url,
                     const char *phone,
                     const char *code,
                     const char *invite,
                     const char *pin,
                     const char *device_name,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Request *request = register_request_new (url, phone, code, invite, pin, device_name);

  core_call (core, register_cb, request, register_request_free, cancellable, callback, user_data);
}

gboolean
core_register_finish (Core *core, GAsyncResult *result, gboolean *created, GError **error)
{
  const Request *request = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (created != NULL)
    *created = request->created;
  return TRUE;
}
