/* rest-account: getting an account: what the server is, one-time codes, registration, PIN.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest-private.h"

#include "phone.h"
#include "pin.h"

#include <sodium.h>
#include <string.h>

static gboolean
is_open (const Server *server)
{
  return server->gateway != NULL && strcmp (server->config->registration, "open") == 0;
}

void
rest_handle_server (Rest *rest)
{
  const Config *config = rest->server->config;
  RestServer reply = { .name = config->name,
                       .software = (char *) "whinchatd " WHINCHAT_VERSION,
                       .proto_min = PROTO_VERSION,
                       .proto_max = PROTO_VERSION,
                       .codes = rest->server->gateway != NULL,
                       .open = is_open (rest->server),
                       .media_max = config->media_max };

  rest_reply (rest, &reply);
}

static void
code_sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  g_autoptr (GError) error = NULL;
  RestCodeReply reply = { .retry_ms = rest->code.retry_ms, .ttl_ms = rest->code.ttl_ms };

  if (gateway_send_finish (rest->server->gateway, result, &error)) {
    rest_reply (rest, &reply);
    return;
  }
  log_event (LOG_WARNING, "code-not-sent", "gateway=%s why=\"%s\"",
             gateway_name (rest->server->gateway), error->message);
  rest_fail (rest, error);
}

static void
code_stored (gpointer data, const GError *error)
{
  Rest *rest = data;
  const RestCodeRequest *request = rest->body;
  const StoreProblem *problem = &rest->code.problem;
  g_autofree char *text = NULL;

  if (error != NULL) {
    rest_fail (rest, error);
  } else if (problem->code != 0) {
    rest_refuse (rest, problem->code, NULL, problem->retry_ms, 0);
  } else {
    text = g_strdup_printf ("%s is your code for %s. Tell it to nobody.", rest->text,
                            rest->server->config->name);
    gateway_send (rest->server->gateway, request->phone, rest->text, text, NULL, code_sent_cb,
                  rest);
    sodium_memzero (text, strlen (text));
    sodium_memzero (rest->text, strlen (rest->text));
  }
}

/* Does not look at accounts at all, so it cannot tell whether there is one. */
void
rest_handle_code (Rest *rest)
{
  const RestCodeRequest *request = rest->body;
  const char *pepper = rest->server->config->pepper;
  Code code;

  if (rest->server->gateway == NULL) {
    rest_refuse (rest, WHIN_ERROR_REGISTRATION_CLOSED, NULL, 0, 0);
  } else if (!phone_is_e164 (request->phone)) {
    rest_refuse (rest, WHIN_ERROR_PHONE_INVALID, NULL, 0, 0);
  } else if (rest_address_may (rest, BUCKET_CODE) && rest_server_may (rest, BUCKET_CODE_ALL)) {
    code_new (code);
    rest->text = g_strdup (code);
    phone_hash (pepper, request->phone, &rest->code.who);
    code_hash (pepper, request->phone, code, &rest->code.code);
    rest->code.now = server_now ();
    rest->code.ttl_ms = rest->server->config->code_seconds * 1000;
    sodium_memzero (code, sizeof code);
    store_code_new (rest->server->store, &rest->code, code_stored, rest);
  }
}

static void
end_register (Rest *rest)
{
  StoreRegister *reg = &rest->reg;
  const RestRegister *request = rest->body;
  RestAccount reply = {
    .acc = reg->acc,
    .dev = reg->dev,
    .phone = request->phone,
    .created = reg->created,
    .list = reg->list,
  };
  IdText acc;

  hub_close_revoked (rest->server->hub, reg->revoked);
  hub_wake (rest->server->hub, reg->deliveries);
  log_event (LOG_INFO, "registered", "acc=%s dev=%d created=%d", log_account (&reg->acc, acc),
             (int) reg->dev, reg->created);
  store_register_clear (reg);
  rest_reply (rest, &reply);
}

static void post_register (Rest *rest, const char *pin_verified);

static void
pin_verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  gint64 left = rest->reg.pin_left;
  g_autofree char *pin = g_steal_pointer (&rest->reg.pin);

  store_register_clear (&rest->reg);
  if (!pin_verify_finish (result)) {
    rest_refuse (rest, WHIN_ERROR_PIN_WRONG, NULL, 0, left);
    return;
  }
  rest->more = g_steal_pointer (&pin);
  post_register (rest, rest->more);
}

static void
register_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  const RestRegister *request = rest->body;
  StoreProblem problem = rest->reg.problem;

  if (error == NULL && problem.code == 0 && rest->reg.pin == NULL) {
    end_register (rest);
  } else if (error == NULL && problem.code == 0 && rest->more == NULL) {
    pin_verify (request->pin, rest->reg.pin, pin_verified_cb, rest);
  } else {
    store_register_clear (&rest->reg);
    if (error != NULL)
      rest_fail (rest, error);
    else if (problem.code != 0)
      rest_refuse (rest, problem.code, NULL, problem.retry_ms, problem.left);
    else /* the PIN was changed between the two looks */
      rest_refuse (rest, WHIN_ERROR_BUSY, NULL, 1000, 0);
  }
}

static void
post_register (Rest *rest, const char *pin_verified)
{
  const RestRegister *request = rest->body;
  const char *pepper = rest->server->config->pepper;
  StoreRegister *reg = &rest->reg;

  memset (reg, 0, sizeof *reg);
  reg->phone = request->phone;
  reg->device = request->device != NULL ? request->device : "";
  reg->need_code = rest->server->gateway != NULL;
  reg->need_invite = !is_open (rest->server);
  reg->has_pin = request->pin != NULL;
  reg->pin_verified = pin_verified;
  reg->now = server_now ();
  phone_hash (pepper, request->phone, &reg->who);
  secret_hash (request->tok, &reg->tok);
  if (request->code != NULL) {
    code_hash (pepper, request->phone, request->code, &rest->hashes[0]);
    reg->code = &rest->hashes[0];
  }
  if (request->invite != NULL) {
    secret_hash (request->invite, &rest->hashes[1]);
    reg->invite = &rest->hashes[1];
  }
  store_register (rest->server->store, reg, register_done, rest);
}

void
rest_handle_register (Rest *rest)
{
  const RestRegister *request = rest->body;

  if (!phone_is_e164 (request->phone))
    rest_refuse (rest, WHIN_ERROR_PHONE_INVALID, NULL, 0, 0);
  else if (rest_address_may (rest, BUCKET_REGISTER))
    post_register (rest, NULL);
}

static void
pin_stored (gpointer data, const GError *error)
{
  Rest *rest = data;

  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_nothing (rest);
}

static void
pin_hashed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  g_autoptr (GError) error = NULL;

  rest->text = pin_hash_finish (result, &error);
  if (rest->text == NULL) {
    rest_fail (rest, error);
    return;
  }
  rest->pin.acc = rest->who->acc;
  rest->pin.pin = rest->text;
  store_pin_set (rest->server->store, &rest->pin, pin_stored, rest);
}

void
rest_handle_pin_set (Rest *rest)
{
  const RestPin *request = rest->body;

  if (rest_may (rest, BUCKET_PIN, 1))
    pin_hash (request->pin, pin_hashed_cb, rest);
}

void
rest_handle_pin_remove (Rest *rest)
{
  rest->pin.acc = rest->who->acc;
  store_pin_set (rest->server->store, &rest->pin, pin_stored, rest);
}
