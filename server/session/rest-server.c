/* rest-server: routes made of the table of calls, tokens checked, bodies decoded, replies encoded.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest-server.h"
#include "rest-private.h"

#include <string.h>

typedef struct {
  Server *server;
  HttpRequest *http;
  StoreAuth auth;
} Knock;

static const struct {
  RestHandler handle;
  gboolean while_pending;
} handlers[REST_N_CALLS] = {
#define REST_HANDLER_(NAME, name, pending) [REST_##NAME] = { rest_handle_##name, pending },
  REST_HANDLERS (REST_HANDLER_)
#undef REST_HANDLER_
};

static gboolean
takes_secrets (RestCall call)
{
  return call == REST_REGISTER || call == REST_DEVICE_ADD || call == REST_PIN_SET ||
         call == REST_PHONE_SET || call == REST_LEAVE;
}

static void
rest_free (Rest *rest)
{
  const CodecSchema *schema = &rest_info (rest->call)->request;

  if (rest->body != NULL)
    (takes_secrets (rest->call) ? codec_free_secret : codec_free) (schema, rest->body);
  g_free (rest->param);
  g_free (rest->text);
  g_free (rest->more);
  http_request_unref (rest->http);
  g_free (rest);
}

void
rest_reply (Rest *rest, gconstpointer reply)
{
  g_autoptr (GString) json = g_string_new (NULL);

  codec_write (&rest_info (rest->call)->reply, reply, json);
  http_reply_json (rest->http, 200, json->str, (gssize) json->len);
  rest_free (rest);
}

void
rest_nothing (Rest *rest)
{
  http_reply_json (rest->http, 200, "{}", 2);
  rest_free (rest);
}

void
rest_refuse (Rest *rest, WhinError code, const char *why, gint64 retry_ms, gint64 left)
{
  RestProblem problem = { .code = (char *) error_to_wire (code),
                          .why = (char *) (why != NULL ? why : error_meaning (code)),
                          .retry_ms = retry_ms,
                          .left = left };

  http_reply_problem (rest->http, error_http_status (code), &problem);
  rest_free (rest);
}

void
rest_fail (Rest *rest, const GError *error)
{
  WhinError code = error->domain == WHIN_ERROR ? (WhinError) error->code : WHIN_ERROR_INTERNAL;
  gint64 retry_ms = code == WHIN_ERROR_BUSY ? 1000 : code == WHIN_ERROR_STORAGE ? 10000 : 0;

  if (code == WHIN_ERROR_INTERNAL)
    log_event (LOG_WARNING, "call-failed", "call=%s why=\"%s\"", rest_info (rest->call)->path,
               error->message);
  rest_refuse (rest, code, code == WHIN_ERROR_INTERNAL ? NULL : error->message, retry_ms, 0);
}

static gboolean
granted (Rest *rest, gint64 wait)
{
  if (wait == 0)
    return TRUE;
  rest_refuse (rest, WHIN_ERROR_RATE, NULL, wait, 0);
  return FALSE;
}

gboolean
rest_may (Rest *rest, BucketKind kind, double cost)
{
  IdText acc;

  return granted (
      rest, limits_take (rest->server->limits, kind, id_to_text (&rest->who->acc, acc), cost));
}

gboolean
rest_may_of (Rest *rest, BucketKind kind, const Id *other, double cost)
{
  IdText acc, of;
  g_autofree char *pair =
      g_strdup_printf ("%s %s", id_to_text (&rest->who->acc, acc), id_to_text (other, of));

  return granted (rest, limits_take (rest->server->limits, kind, pair, cost));
}

gboolean
rest_address_may (Rest *rest, BucketKind kind)
{
  return granted (
      rest, limits_take_address (rest->server->limits, kind, http_request_remote (rest->http), 1));
}

gboolean
rest_server_may (Rest *rest, BucketKind kind)
{
  return granted (rest, limits_take (rest->server->limits, kind, "", 1));
}

static void
knock_done (gpointer data, const GError *error)
{
  Knock *knock = data;
  const char *path = http_request_path (knock->http);
  gboolean is_socket = strcmp (path, "/v1/ws") == 0;

  if (error != NULL) {
    log_event (LOG_WARNING, "token-not-checked", "why=\"%s\"", error->message);
    http_reply_error (knock->http, WHIN_ERROR_BUSY, NULL);
  } else if (!knock->auth.found) {
    gint64 wait = limits_take_address (knock->server->limits, BUCKET_TOKEN,
                                       http_request_remote (knock->http), 1);
    RestProblem problem = { .code = (char *) "rate", .why = (char *) "too many", .retry_ms = wait };

    if (wait > 0) {
      http_reply_problem (knock->http, error_http_status (WHIN_ERROR_RATE), &problem);
    } else {
      /* Tells a client that it is us who do not know it, and not something in between. */
      http_reply_header (knock->http, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
      http_reply_error (knock->http, WHIN_ERROR_UNAUTHORIZED, NULL);
    }
  } else if (knock->auth.suspended && !is_socket) {
    http_reply_error (knock->http, WHIN_ERROR_FORBIDDEN, "this account is suspended");
  } else {
    /* A suspended device is told so on the socket, by its close code. */
    http_request_allow (knock->http, g_memdup2 (&knock->auth, sizeof knock->auth), g_free);
  }
  http_request_unref (knock->http);
  g_free (knock);
}

void
rest_authenticate (HttpRequest *request, const char *token, gpointer data)
{
  Knock *knock = g_new0 (Knock, 1);

  knock->server = data;
  knock->http = http_request_ref (request);
  secret_hash (token, &knock->auth.tok);
  store_auth (knock->server->store, &knock->auth, knock_done, knock);
}

static gboolean
read_param (Rest *rest)
{
  const char *path = rest_info (rest->call)->path;

  if (rest->param == NULL)
    return TRUE;
  if (strstr (path, "{dev}") == NULL)
    return id_from_text (rest->param, &rest->id);
  return g_ascii_string_to_signed (rest->param, 10, 1, G_MAXINT32, &rest->dev, NULL);
}

static gboolean
read_body (Rest *rest, GError **error)
{
  const RestInfo *info = rest_info (rest->call);
  g_autoptr (GBytes) bytes = http_request_body (rest->http);
  gsize len = g_bytes_get_size (bytes);

  if (info->request.fields[0].name == NULL)
    return TRUE;
  rest->body = codec_read_text (&info->request, g_bytes_get_data (bytes, NULL), len, error);
  return rest->body != NULL;
}

static gboolean
is_confirmed (const Rest *rest)
{
  const StoreAuth *who = rest->who;

  return who == NULL || !who->pending ||
         (handlers[rest->call].while_pending &&
          (id_is_none (&rest->id) || id_equal (&rest->id, &who->acc)) &&
          (rest->dev == 0 || rest->dev == who->dev));
}

static void
handle_call (Rest *rest)
{
  g_autoptr (GError) error = NULL;

  if (!read_param (rest))
    rest_refuse (rest, WHIN_ERROR_NOT_FOUND, NULL, 0, 0);
  else if (!read_body (rest, &error))
    rest_fail (rest, error);
  else if (!is_confirmed (rest))
    rest_refuse (rest, WHIN_ERROR_FORBIDDEN, "this device is not confirmed yet", 0, 0);
  else if (rest->who == NULL || rest_may (rest, BUCKET_REST, 1))
    handlers[rest->call].handle (rest);
}

static void
handle_cb (HttpRequest *request, gpointer data)
{
  Rest *rest;
  char *param = NULL;
  gboolean known_path;
  RestCall call =
      rest_match (http_request_method (request), http_request_path (request), &param, &known_path);

  if (call == REST_N_CALLS) {
    http_reply_json (request, known_path ? 405 : 404, "{\"code\":\"not_found\"}", -1);
    return;
  }
  rest = g_new0 (Rest, 1);
  rest->server = data;
  rest->http = http_request_ref (request);
  rest->call = call;
  rest->param = param;
  rest->who = rest_info (call)->auth ? http_request_get_identity (request) : NULL;
  handle_call (rest);
}

void
rest_add_routes (Server *server)
{
  static HttpRoute routes[REST_N_CALLS];
  static char *paths[REST_N_CALLS];

  for (RestCall call = 0; call < REST_N_CALLS; call++) {
    const RestInfo *info = rest_info (call);
    const char *brace = strstr (info->path, "/{");

    if (paths[call] == NULL)
      paths[call] =
          brace != NULL ? g_strndup (info->path, brace - info->path) : g_strdup (info->path);
    routes[call] = (HttpRoute) { .method = info->method,
                                 .path = paths[call],
                                 .handle = handle_cb,
                                 .flags = info->auth ? HTTP_AUTH : 0 };
  }
  http_server_add_routes (server->http, routes, REST_N_CALLS, server);
}
