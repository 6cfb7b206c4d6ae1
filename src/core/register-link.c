/* register, linking: becoming a further device of an account, by a code that its main device shows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "register-private.h"

#include "core-pairing.h"
#include "pairing.h"

#include <string.h>

typedef RegisterRequest Request;

const char *
register_device_name (GTask *task)
{
  return ((const Request *) g_task_get_task_data (task))->device;
}

/* A QR code says which server; with words it was typed. */
static gboolean
read_code (Request *request, const char *typed, GError **error)
{
  LinkCode code = { 0 };
  gboolean ok;

  if (g_str_has_prefix (typed, "WL1:")) {
    ok = linkcode_from_qr (typed, &code, error);
    if (ok)
      g_set_str (&request->url, code.server);
  } else {
    ok = words_to_secret (typed, code.secret, error);
    g_strlcpy (code.server, request->url != NULL ? request->url : "", sizeof code.server);
  }
  request->link_code = code;
  prim_wipe (&code, sizeof code);
  return ok;
}

/* The other device decides. */
static void
begin_linking (Core *core, GTask *task, gint64 by)
{
  const Request *request = g_task_get_task_data (task);
  Pairing *pairing = pairing_begin (core, LINK_NEW, &request->link_code);

  pairing->dev = by;
  pairing->task = g_object_ref (task);
  pairing_show (core, PAIRING_SHOWN);
  account_connect (core);
}

static void
linked_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *failed = NULL;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else if (!register_take (core, g_task_get_task_data (task), reply, NULL, &failed))
    g_task_return_error (task, failed);
  else
    begin_linking (core, task, ((const RestAccount *) reply)->by);
}

static void
use_link_cb (Core *core, GTask *task)
{
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  RestDeviceAdd body;
  g_autofree char *url = NULL;
  IdText text;
  Id id;

  if (!read_code (request, request->link, &error) ||
      (url = api_normalise_url (request->url != NULL ? request->url : "", &error)) == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_set_str (&request->url, url);
  if (!register_may (core, request, &error)) {
    g_task_return_error (task, error);
    return;
  }
  linkcode_id (request->link_code.secret, &id);
  body = (RestDeviceAdd) { (char *) id_to_text (&id, text), request->tok, NULL };
  core_rest_with (core, api_new (request->url, NULL), REST_DEVICE_ADD, &body, linked_cb,
                  g_object_ref (task));
}

void
core_use_link_async (Core *core,
                     const char *url,
                     const char *code,
                     const char *device_name,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Request *request = g_new0 (Request, 1);

  request->url = g_strdup (url);
  request->link = g_strstrip (g_strdup (code));
  request->device = g_strdup (device_name);
  core_call (core, use_link_cb, request, register_request_free, cancellable, callback, user_data);
}

gboolean
core_use_link_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
