/* test-api: calls against a real server, and answers no server should give.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "api.h"

#include "error.h"
#include "peer.h"
#include "web.h"

#include <string.h>

typedef struct {
  gpointer reply;
  GError *error;
  gboolean done;
} Result;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Result *out = data;

  out->reply = api_call_finish (NULL, result, &out->error);
  out->done = TRUE;
}

static Result
call (Api *api, RestCall rest, const char *param, gconstpointer request)
{
  Result result = { 0 };

  api_call_async (api, rest, param, request, NULL, done_cb, &result);
  wait_until (result.done);
  return result;
}

static void
real_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *auth = soup_message_headers_get_one (headers, "Authorization");
  gboolean known;
  g_autofree char *param = NULL;
  RestCall rest = rest_match (soup_server_message_get_method (message), path, &param, &known);
  g_autofree char *text = NULL;
  guint status = 200;

  g_assert_cmpuint (rest, !=, REST_N_CALLS);
  g_assert_cmpstr (auth, ==, rest_info (rest)->auth ? "Bearer token" : NULL);
  if (rest == REST_CODE) {
    g_assert_cmpstr (body->data, ==, "{\"phone\":\"+441632960123\"}");
    text = g_strdup ("{\"retry_ms\":60000,\"ttl_ms\":600000,\"later\":[1]}");
  } else if (rest == REST_REGISTER) {
    status = 403;
    text = g_strdup ("{\"code\":\"code_wrong\",\"why\":\"x\",\"left\":3}");
  } else if (rest == REST_FIND) {
    status = 429;
    text = g_strdup ("{\"code\":\"rate\",\"retry_ms\":1500}");
  } else if (rest == REST_BLOCK) {
    g_assert_cmpstr (param, ==, "ICEiIyQlJicoKSorLC0uLw");
    status = 204;
  } else if (rest == REST_DEVICES) {
    text = g_strdup ("{\"devices\":[{\"dev\":1,\"name\":\"a\",\"created\":5,\"current\":true}]}");
  } else {
    status = 500;
    text = g_strdup ("{\"code\":\"internal\"}");
  }
  soup_server_message_set_status (message, status, NULL);
  if (text != NULL)
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text,
                                      strlen (text));
}

static void
test_real (void)
{
  Web *web = web_new (real_cb, NULL);
  Api *api = api_new (web_url (web), "token");
  RestCodeRequest code = { (char *) "+441632960123" };
  RestRegister reg = { .phone = (char *) "+441632960123",
                       .tok = (char *) "AAECAwQFBgcICQoLDA0ODwAAECAwQFBgcICQoLDA0OD",
                       .device = (char *) "d" };
  g_autoptr (GPtrArray) phones = g_ptr_array_new ();
  RestFind find = { phones };
  Result result = call (api, REST_CODE, NULL, &code);

  g_assert_no_error (result.error);
  g_assert_cmpint (((RestCodeReply *) result.reply)->retry_ms, ==, 60000);
  codec_free (&rest_info (REST_CODE)->reply, result.reply);

  result = call (api, REST_DEVICES, NULL, NULL);
  g_assert_no_error (result.error);
  g_assert_cmpuint (((RestDevices *) result.reply)->devices->len, ==, 1);
  codec_free (&rest_info (REST_DEVICES)->reply, result.reply);

  result = call (api, REST_BLOCK, "ICEiIyQlJicoKSorLC0uLw", NULL);
  g_assert_no_error (result.error);
  g_assert_nonnull (result.reply);
  codec_free (&rest_info (REST_BLOCK)->reply, result.reply);

  result = call (api, REST_REGISTER, NULL, &reg);
  g_assert_error (result.error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_assert_cmpint (error_left (result.error), ==, 3);
  g_assert_cmpint (api_error_retry_ms (result.error), ==, -1);
  g_assert_null (strstr (result.error->message, "+44"));
  g_clear_error (&result.error);

  result = call (api, REST_FIND, NULL, &find);
  g_assert_error (result.error, WHIN_ERROR, WHIN_ERROR_RATE);
  g_assert_cmpint (api_error_retry_ms (result.error), ==, 1500);
  g_clear_error (&result.error);

  result = call (api, REST_PRIVACY, NULL, NULL);
  g_assert_error (result.error, WHIN_ERROR, WHIN_ERROR_INTERNAL);
  g_clear_error (&result.error);
  api_free (api);
  web_free (web);
}

static void
say_script (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);

  if (head != NULL)
    talk_write (talk, talk->data);
}

#define OK(n, body) "HTTP/1.1 200 OK\r\nContent-Length: " #n "\r\n\r\n" body

static void
test_odd (void)
{
  static const struct {
    const char *answer;
    int error;
  } rows[] = {
    { OK (5, "hello"), WHIN_ERROR_NOT_WHINCHAT },
    { OK (0, ""), WHIN_ERROR_NOT_WHINCHAT },
    { OK (2, "{}"), WHIN_ERROR_NOT_WHINCHAT },
    { OK (2, "[]"), WHIN_ERROR_NOT_WHINCHAT },
    { OK (100, "{\"name\":"), WHIN_ERROR_UNREACHABLE },
    { OK (9999999999999999999999, ""), WHIN_ERROR_UNREACHABLE },
    { "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
      WHIN_ERROR_NOT_WHINCHAT },
    { "HTTP/1.1 511 Portal\r\nContent-Length: 4\r\n\r\n<h1>", WHIN_ERROR_NOT_WHINCHAT },
    { "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", WHIN_ERROR_NOT_WHINCHAT },
    { "HTTP/1.1 401 No\r\nContent-Length: 23\r\n\r\n{\"code\":\"unauthorized\"}",
      WHIN_ERROR_UNAUTHORIZED },
    { "HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n", WHIN_ERROR_BUSY },
    { "HTTP/1.1 403 No\r\nContent-Length: 15\r\n\r\n{\"code\":\"newer\"}",
      WHIN_ERROR_NOT_WHINCHAT },
    { "HTTP/1.1 403 No\r\nContent-Length: 16\r\n\r\n{\"code\":\"newer\"}", WHIN_ERROR_INTERNAL },
    { "garbage\r\n\r\n", WHIN_ERROR_NOT_WHINCHAT },
    { "HTTP/1.1 20", WHIN_ERROR_NOT_WHINCHAT },
    { "", WHIN_ERROR_UNREACHABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Peer *peer = peer_new (say_script, (gpointer) rows[i].answer);
    Api *api = api_new (peer_url (peer), NULL);
    Result result = call (api, REST_SERVER, NULL, NULL);

    g_test_message ("%u: %s", i, result.error != NULL ? result.error->message : "no error");
    g_assert_error (result.error, WHIN_ERROR, rows[i].error);
    g_clear_error (&result.error);
    api_free (api);
    peer_free (peer);
  }
}

static void
endless_script (Talk *talk)
{
  g_autofree char *head = talk_read_head (talk);
  g_autofree char *filler = g_strnfill (64 * 1024, ' ');

  if (head == NULL || !talk_write (talk, talk->data))
    return;
  while (talk_write (talk, filler))
    ;
}

static void
test_endless (void)
{
  static const char *const heads[] = {
    "HTTP/1.0 200 OK\r\n\r\n",
    "HTTP/1.0 401 No\r\nWWW-Authenticate: Basic realm=\"a\"\r\n\r\n",
    "HTTP/1.0 421 No\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    Peer *peer = peer_new (endless_script, (gpointer) heads[i]);
    Api *api = api_new (peer_url (peer), NULL);
    Result result = call (api, REST_SERVER, NULL, NULL);

    g_assert_error (result.error, WHIN_ERROR, WHIN_ERROR_NOT_WHINCHAT);
    g_clear_error (&result.error);
    api_free (api);
    peer_free (peer);
  }
}

/* Freed with a call under way: the call still ends, once. */
static void
test_free_in_flight (void)
{
  Peer *peer = peer_new (talk_wait_gone, NULL);
  Api *api = api_new (peer_url (peer), NULL);
  Result result = { 0 };

  api_call_async (api, REST_SERVER, NULL, NULL, NULL, done_cb, &result);
  wait_until (peer_connections (peer) == 1);
  api_free (api);
  wait_until (result.done);
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&result.error);
  peer_free (peer);
}

static void
test_cancel (void)
{
  Peer *peer = peer_new (talk_wait_gone, NULL);
  Api *api = api_new (peer_url (peer), NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Result result = { 0 };

  api_call_async (api, REST_SERVER, NULL, NULL, cancellable, done_cb, &result);
  wait_until (peer_connections (peer) == 1);
  g_cancellable_cancel (cancellable);
  wait_until (result.done);
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&result.error);
  api_free (api);
  peer_free (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/api/real", test_real);
  g_test_add_func ("/api/odd", test_odd);
  g_test_add_func ("/api/endless", test_endless);
  g_test_add_func ("/api/free-in-flight", test_free_in_flight);
  g_test_add_func ("/api/cancel", test_cancel);
  return g_test_run ();
}
