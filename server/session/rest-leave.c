/* rest-leave: an account gets another number, or ends; and what people tell of others.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest-private.h"

#include "phone.h"
#include "pin.h"

#include <string.h>

/* -- Reports -- */

static void
report_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  const StoreProblem *problem = &rest->report.problem;

  if (error != NULL)
    rest_fail (rest, error);
  else if (problem->code != 0)
    rest_refuse (rest, problem->code, NULL, problem->retry_ms, 0);
  else
    rest_nothing (rest);
}

void
rest_handle_report (Rest *rest)
{
  const RestReport *request = rest->body;

  rest->report.reporter = rest->who->acc;
  rest->report.acc = request->acc;
  rest->report.reason = request->reason != NULL ? request->reason : "";
  rest->report.now = server_now ();
  store_report (rest->server->store, &rest->report, report_done, rest);
}

/* -- Another number, and the end -- */

static const char *
pin_of (Rest *rest)
{
  if (rest->call == REST_PHONE_SET)
    return ((const RestPhone *) rest->body)->pin;
  return ((const RestLeave *) rest->body)->pin;
}

static void post_change (Rest *rest, const char *pin_verified);

static void
pin_verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  gint64 left = rest->change.pin_left;
  g_autofree char *pin = g_steal_pointer (&rest->change.pin);

  store_account_change_clear (&rest->change);
  if (!pin_verify_finish (result)) {
    rest_refuse (rest, WHIN_ERROR_PIN_WRONG, NULL, 0, left);
    return;
  }
  rest->more = g_steal_pointer (&pin);
  post_change (rest, rest->more);
}

static void
end_change (Rest *rest)
{
  IdText acc;

  hub_close_revoked (rest->server->hub, rest->change.revoked);
  log_event (LOG_INFO, rest->change.phone != NULL ? "number-changed" : "account-ended", "acc=%s",
             log_account (&rest->who->acc, acc));
  store_account_change_clear (&rest->change);
  rest_nothing (rest);
}

static void
change_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  StoreProblem problem = rest->change.problem;

  if (error == NULL && problem.code == 0 && rest->change.pin == NULL) {
    end_change (rest);
  } else if (error == NULL && problem.code == 0 && rest->more == NULL) {
    pin_verify (pin_of (rest), rest->change.pin, pin_verified_cb, rest);
  } else {
    store_account_change_clear (&rest->change);
    if (error != NULL)
      rest_fail (rest, error);
    else if (problem.code != 0)
      rest_refuse (rest, problem.code, NULL, problem.retry_ms, problem.left);
    else /* the PIN was changed between the two looks */
      rest_refuse (rest, WHIN_ERROR_BUSY, NULL, 1000, 0);
  }
}

static void
post_change (Rest *rest, const char *pin_verified)
{
  const char *pepper = rest->server->config->pepper;
  StoreAccountChange *change = &rest->change;
  const RestPhone *request = rest->call == REST_PHONE_SET ? rest->body : NULL;

  memset (change, 0, sizeof *change);
  change->acc = rest->who->acc;
  change->has_pin = pin_of (rest) != NULL;
  change->pin_verified = pin_verified;
  change->now = server_now ();
  if (request != NULL) {
    change->phone = request->phone;
    change->need_code = rest->server->gateway != NULL;
    phone_hash (pepper, request->phone, &change->who);
    if (request->code != NULL) {
      code_hash (pepper, request->phone, request->code, &rest->hashes[0]);
      change->code = &rest->hashes[0];
    }
  }
  store_account_change (rest->server->store, change, change_done, rest);
}

/* Where no codes are sent, whoever runs the server sees to it that numbers are right. */
void
rest_handle_phone_set (Rest *rest)
{
  const RestPhone *request = rest->body;

  if (!phone_is_e164 (request->phone))
    rest_refuse (rest, WHIN_ERROR_PHONE_INVALID, NULL, 0, 0);
  else if (rest->server->gateway == NULL)
    rest_refuse (rest, WHIN_ERROR_FORBIDDEN, NULL, 0, 0);
  else if (rest_may (rest, BUCKET_PIN, 1))
    post_change (rest, NULL);
}

void
rest_handle_leave (Rest *rest)
{
  if (rest_may (rest, BUCKET_PIN, 1))
    post_change (rest, NULL);
}
