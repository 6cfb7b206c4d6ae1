/* register: becoming (a device of) an account.
 *
 * The token is made here and stored before it is sent, so that a lost answer costs nothing: the
 * same request again is the same registration. SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-pairing.h"
#include "core-register.h"
#include "groups.h"
#include "identity.h"

#include "backup-keys.h"
#include "handover.h"
#include "history.h"
#include "lists.h"
#include "names.h"
#include "pairing.h"
#include "peers.h"
#include "register.h"
#include "restore.h"
#include "store-device.h"
#include "store-generation.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32

struct _RegisterRequest {
  char *url;
  char *phone;
  char *code;
  char *invite;
  char *pin;
  char *link;
  char *device;
  char *tok;
  LinkCode link_code;
  gboolean created;
};
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

void
core_server_free (CoreServer *server)
{
  if (server == NULL)
    return;
  g_free (server->url);
  g_free (server->name);
  g_free (server);
}

static void
free_server (gpointer data)
{
  core_server_free (data);
}

/* -- Which server, and the code. -- */

static void
server_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Request *request = g_task_get_task_data (task);
  const RestServer *info = reply;
  CoreServer *server;

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  if (info->proto_min > PROTO_VERSION || info->proto_max < PROTO_VERSION) {
    g_task_return_new_error_literal (
        task, WHIN_ERROR, WHIN_ERROR_TOO_OLD,
        _ ("This server and this Whinchat do not understand each other; one of them is too old."));
    return;
  }
  server = g_new0 (CoreServer, 1);
  server->url = g_strdup (request->url);
  server->name = g_strdup (info->name);
  server->codes = info->codes;
  server->open = info->open;
  g_task_return_pointer (task, server, free_server);
}

static void
check_server_cb (Core *core, GTask *task)
{
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  char *url = api_normalise_url (request->url, &error);

  if (url == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_free (request->url);
  request->url = url;
  core_rest_with (core, api_new (url, NULL), REST_SERVER, NULL, server_cb, g_object_ref (task));
}

void
core_check_server_async (Core *core,
                         const char *server,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Request *request = g_new0 (Request, 1);

  request->url = g_strdup (server);
  core_call (core, check_server_cb, request, register_request_free, cancellable, callback,
             user_data);
}

CoreServer *
core_check_server_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
code_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  const RestCodeReply *code = reply;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_int (task, code->retry_ms);
}

static void
request_code_cb (Core *core, GTask *task)
{
  const Request *request = g_task_get_task_data (task);
  RestCodeRequest body = { request->phone };

  core_rest_with (core, api_new (request->url, NULL), REST_CODE, &body, code_cb,
                  g_object_ref (task));
}

void
core_request_code_async (Core *core,
                         const char *url,
                         const char *phone,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Request *request = g_new0 (Request, 1);

  request->url = g_strdup (url);
  request->phone = g_strdup (phone);
  core_call (core, request_code_cb, request, register_request_free, cancellable, callback,
             user_data);
}

gint64
core_request_code_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

/* -- The account. -- */

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

static StoreAccount *
account_of (Core *core, const Request *request, const RestAccount *reply)
{
  StoreAccount *account = g_new0 (StoreAccount, 1);
  const StoreAccount *old = core->account;

  account->acc = reply->acc;
  account->dev = reply->dev;
  account->phone = g_strdup (reply->phone);
  account->server = g_strdup (request->url);
  account->token = g_strdup (request->tok);
  account->name = g_strdup (old != NULL ? old->name : "");
  account->about = g_strdup (old != NULL ? old->about : "");
  if (old == NULL)
    return account;
  account->photo = old->photo;
  account->photo_key = media_key_copy (old->photo_key);
  account->photo_stored = old->photo_stored;
  account->avatar = g_strdup (old->avatar);
  account->profile_version = old->profile_version;
  return account;
}

/* What others know of oneself. */
static void
bring_profile (StoreAccount *account, const ArchiveHead *head)
{
  g_set_str (&account->name, head->name);
  g_set_str (&account->about, head->about);
  account->photo = head->photo;
  media_key_free (account->photo_key);
  account->photo_key = media_key_from_text (head->photo_key, head->photo_sha256, head->photo_size);
  account->photo_stored = account->photo_key != NULL;
  g_clear_pointer (&account->avatar, g_free);
  account->profile_version = head->profile;
  /* Should the server have lost its last hours since, its numbers go on from those in the backup.
   */
  g_set_str (&account->epoch, head->epoch);
}

/* A clock may go wrong; what a server says may be wrong, too. The next version would have to name
 * the one before, which is not known. */
static gint64
list_time (gint64 time, gint64 version)
{
  return MAX (time, MIN (version, CODEC_INT_MAX / 2) + 2);
}

static gboolean
bring_identity (Core *core, const RegisterBrought *brought, GError **error)
{
  identity_bring (core, brought->account_secret);
  backup_keys_adopt (core, brought->generation, brought->backup_key, brought->wraps);
  return identity_make (core, TRUE, error) &&
         lists_sign_anew (core, list_time (brought->time, brought->list), error);
}

/* In a transaction. */
static gboolean
begin_identity (Core *core, gint64 version, const RegisterBrought *brought, GError **error)
{
  handover_clear (core);
  lists_wait_for_none (core);
  if (brought != NULL)
    return bring_identity (core, brought, error);
  if (core->account->pending)
    return identity_make (core, FALSE, error);
  if (!identity_make (core, TRUE, error))
    return FALSE;
  /* Another device may have had this one's key in between, out of a backup. */
  if (lists_are_behind (core, version))
    return lists_sign_anew (core, list_time (0, version), error);
  return lists_sign (core, NULL, NULL, error);
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

static const char *
linked_over (Core *core)
{
  if (core->account == NULL)
    return NULL;
  return core->account->copied ? "copied" : "removed";
}

/* In one transaction, so that there is no account without its keys. */
gboolean
register_take (Core *core,
               const RegisterRequest *request,
               const RestAccount *reply,
               const RegisterBrought *brought,
               GError **error)
{
  StoreAccount *account;

  account_disconnect (core);
  if (!account_has_room (core, &reply->acc, error))
    return FALSE;
  account = account_of (core, request, reply);
  account->pending = request->link != NULL;
  if (brought != NULL && brought->head != NULL)
    bring_profile (account, brought->head);
  core_begin (core);
  store_account_put (core->store, account);
  store_device_forget_all (core->store);
  store_setting_put (core->store, "register-for", NULL);
  store_setting_put (core->store, "register-token", NULL);
  store_setting_put (core->store, SETTING_RESTORING, NULL);
  store_setting_put (core->store, SETTING_LINKED_OVER,
                     account->pending ? linked_over (core) : NULL);
  if (account->pending) {
    identity_lay_by (core);
    history_expect (core);
  }
  store_generation_reset (core->store);
  g_clear_pointer (&core->account, store_account_free);
  core->account = account;
  names_put (core, account->dev, request->device);
  core_note_account (core);
  if (!begin_identity (core, reply->list, brought, error)) {
    core_rollback (core);
    account_reload (core);
    return FALSE;
  }
  groups_note_all (core);
  if (core_commit (core, error))
    return TRUE;
  account_reload (core);
  return FALSE;
}

static void
adopt (Core *core, GTask *task, const RestAccount *reply)
{
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;

  if (!register_take (core, request, reply, NULL, &error)) {
    g_task_return_error (task, error);
    return;
  }
  request->created = reply->created;
  if (request->link != NULL) {
    begin_linking (core, task, reply->by);
    return;
  }
  account_connect (core);
  g_task_return_boolean (task, TRUE);
}

static void
registered_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    adopt (core, task, reply);
}

static gboolean
may_register (Core *core, Request *request, GError **error)
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

  if (!may_register (core, request, &error)) {
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
register_cb (Core *core, GTask *task)
{
  register_ask (core, g_task_get_task_data (task), registered_cb, g_object_ref (task));
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

/* -- A further device. -- */

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
  if (!may_register (core, request, &error)) {
    g_task_return_error (task, error);
    return;
  }
  linkcode_id (request->link_code.secret, &id);
  body = (RestDeviceAdd) { (char *) id_to_text (&id, text), request->tok, NULL };
  core_rest_with (core, api_new (request->url, NULL), REST_DEVICE_ADD, &body, registered_cb,
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
