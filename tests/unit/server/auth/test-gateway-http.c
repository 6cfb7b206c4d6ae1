/* test-gateway-http: the webhook and the Twilio gateway against a real HTTP server that answers
 * what a test tells it to, and the ways it can fail.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway-fixture.h"

#include <gio/gio.h>
#include <string.h>

static struct {
  SoupServer *server;
  char *url;
  /* what it answers */
  guint status;
  const char *body;
  const char *location;
  gboolean silent; /* never answers */
  /* what it got */
  guint requests;
  char *method;
  char *target;
  char *received;
  char *authorization;
  char *content_type;
  char *signature;
  GPtrArray *held;
} remote;

static void
remote_forget (void)
{
  g_clear_pointer (&remote.method, g_free);
  g_clear_pointer (&remote.target, g_free);
  g_clear_pointer (&remote.received, g_free);
  g_clear_pointer (&remote.authorization, g_free);
  g_clear_pointer (&remote.content_type, g_free);
  g_clear_pointer (&remote.signature, g_free);
}

static void
remote_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer data)
{
  remote_forget ();
  remote.requests++;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  GUri *uri = soup_server_message_get_uri (message);
  remote.method = g_strdup (soup_server_message_get_method (message));
  remote.target = g_uri_get_query (uri) ? g_strconcat (path, "?", g_uri_get_query (uri), NULL)
                                        : g_strdup (path);
  remote.received = g_strndup (body->data, body->length);
  remote.authorization = g_strdup (soup_message_headers_get_one (headers, "Authorization"));
  remote.content_type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  remote.signature = g_strdup (soup_message_headers_get_one (headers, "X-Whinchat-Signature"));
  if (remote.silent) {
    soup_server_message_pause (message);
    g_ptr_array_add (remote.held, g_object_ref (message));
    return;
  }
  soup_server_message_set_status (message, remote.status, NULL);
  if (remote.location)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                  remote.location);
  if (remote.body)
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, remote.body,
                                      strlen (remote.body));
}

static void
remote_answers (guint status, const char *body)
{
  remote.status = status;
  remote.body = body;
  remote.location = NULL;
  remote.silent = FALSE;
  remote.requests = 0;
}

static Gateway *
webhook (GatewayWebhookConfig config)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (remote.url, config.url ? config.url : "/hook", NULL);
  config.url = url;
  if (!config.timeout)
    config.timeout = 10;
  Gateway *gateway = gateway_webhook_new (&config, &error);
  g_assert_no_error (error);
  return gateway;
}

static Gateway *
twilio (guint timeout)
{
  g_autoptr (GError) error = NULL;
  GatewayTwilioConfig config = { .base_url = remote.url,
                                 .account = "AC0123",
                                 .user = "SK4567",
                                 .secret = SECRET,
                                 .from = "+15005550006",
                                 .timeout = timeout };
  Gateway *gateway = gateway_twilio_new (&config, &error);
  g_assert_no_error (error);
  return gateway;
}

static void
test_webhook_json (void)
{
  const char *const headers[] = { "Authorization", "Bearer " SECRET, NULL };
  g_autoptr (Gateway) gateway = webhook ((GatewayWebhookConfig) {
      .body = "{\"to\":\"{to}\",\"message\":\"{text}\"}", .headers = headers });
  remote_answers (202, NULL);
  assert_sends (gateway);
  g_assert_cmpstr (remote.method, ==, "POST");
  g_assert_cmpstr (remote.target, ==, "/hook");
  g_assert_cmpstr (remote.content_type, ==, "application/json");
  g_assert_cmpstr (remote.authorization, ==, "Bearer " SECRET);
  g_assert_cmpstr (remote.received, ==,
                   "{\"to\":\"" TO "\",\"message\":\"Your \\\"Whinchat\\\" code is " CODE
                   " & no\\\\thing else\\u000a\"}");
  g_assert_null (remote.signature);
}

static void
test_webhook_form (void)
{
  g_autoptr (Gateway) gateway = webhook (
      (GatewayWebhookConfig) { .content_type = "application/x-www-form-urlencoded; charset=utf-8",
                               .method = "PUT",
                               .body = "to={to}&code={code}" });
  remote_answers (200, "anything");
  assert_sends (gateway);
  g_assert_cmpstr (remote.method, ==, "PUT");
  g_assert_cmpstr (remote.received, ==, "to=%2B447911123456&code=" CODE);
}

static void
test_webhook_url (void)
{
  g_autoptr (Gateway) gateway =
      webhook ((GatewayWebhookConfig) { .url = "/send?n={to}&c={code}", .method = "GET" });
  remote_answers (200, NULL);
  assert_sends (gateway);
  g_assert_cmpstr (remote.method, ==, "GET");
  g_assert_cmpstr (remote.target, ==, "/send?n=%2B447911123456&c=" CODE);
  g_assert_cmpstr (remote.received, ==, "");
}

static void
test_webhook_signature (void)
{
  g_autoptr (Gateway) gateway =
      webhook ((GatewayWebhookConfig) { .body = "{\"c\":\"{code}\"}", .hmac_secret = SECRET });
  remote_answers (200, NULL);
  assert_sends (gateway);
  g_auto (GStrv) parts = g_strsplit (remote.signature, ",v1=", 2);
  g_assert_true (g_str_has_prefix (parts[0], "t="));
  gint64 age = g_get_real_time () / G_USEC_PER_SEC - g_ascii_strtoll (parts[0] + 2, NULL, 10);
  g_assert_cmpint (ABS (age), <=, 10);
  g_autofree char *text = g_strconcat (parts[0] + 2, ".", remote.received, NULL);
  g_autofree char *hex = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) SECRET,
                                                    strlen (SECRET), text, -1);
  g_assert_cmpstr (parts[1], ==, hex);
}

static void
test_webhook_failures (void)
{
  static const struct {
    guint status;
    WhinError code;
    const char *part;
  } rows[] = {
    { 301, WHIN_ERROR_DELIVERY, "redirect" },
    { 307, WHIN_ERROR_DELIVERY, "redirect" },
    { 400, WHIN_ERROR_DELIVERY, "refused the request (HTTP 400)" },
    { 401, WHIN_ERROR_DELIVERY, "credentials (HTTP 401)" },
    { 403, WHIN_ERROR_DELIVERY, "credentials (HTTP 403)" },
    { 404, WHIN_ERROR_DELIVERY, "refused the request (HTTP 404)" },
    { 429, WHIN_ERROR_BUSY, "slow down" },
    { 500, WHIN_ERROR_DELIVERY, "failed (HTTP 500)" },
    { 503, WHIN_ERROR_DELIVERY, "failed (HTTP 503)" },
  };
  const char *const headers[] = { "X-Key", SECRET, NULL };
  g_autoptr (Gateway) gateway = webhook (
      (GatewayWebhookConfig) { .url = "/hook/" SECRET, .body = "{code}", .headers = headers });
  g_autofree char *elsewhere = g_strconcat (remote.url, "/elsewhere", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    remote_answers (rows[i].status, "sent " CODE " to " TO " with " SECRET);
    remote.location = SOUP_STATUS_IS_REDIRECTION (rows[i].status) ? elsewhere : NULL;
    assert_fails (gateway, rows[i].code, rows[i].part);
    g_assert_cmpuint (remote.requests, ==, 1);
  }
}

static void
test_timeout (void)
{
  g_autoptr (Gateway) hook = webhook ((GatewayWebhookConfig) { .body = "{code}", .timeout = 1 });
  g_autoptr (Gateway) sms = twilio (1);
  remote_answers (0, NULL);
  remote.silent = TRUE;
  assert_fails (hook, WHIN_ERROR_DELIVERY, "webhook: no answer in time");
  assert_fails (sms, WHIN_ERROR_DELIVERY, "twilio: no answer in time");
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  g_autoptr (Gateway) gateway = webhook ((GatewayWebhookConfig) { .body = "{code}" });
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  remote_answers (0, NULL);
  remote.silent = TRUE;
  g_timeout_add (20, cancel_cb, cancellable);
  g_autoptr (GError) error = send_code (gateway, cancellable);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (GError) again = send_code (gateway, cancellable);
  g_assert_error (again, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A port that was free a moment ago, one that is not HTTP, and a name that cannot be. */
static void
test_unreachable (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_socket_listener_close (listener);
  g_autofree char *closed = g_strdup_printf ("http://127.0.0.1:%u/", port);
  g_autofree char *plain = g_strconcat ("https", strchr (remote.url, ':'), NULL);
  const struct {
    const char *url;
    const char *part;
  } rows[] = {
    { closed, "the connection was refused" },
    { plain, "webhook: " },
    { "http://no-such-host.invalid/", "webhook: " },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    GatewayWebhookConfig config = { .url = rows[i].url, .body = "{code}", .timeout = 2 };
    g_autoptr (Gateway) gateway = gateway_webhook_new (&config, NULL);
    assert_fails (gateway, WHIN_ERROR_DELIVERY, rows[i].part);
  }
}

static void
test_webhook_config (void)
{
  const char *const smuggled[] = { "X-Key", "a\r\nHost: b", NULL };
  const char *const odd[] = { "X-Key", NULL };
  const char *const nameless[] = { "X Key", "a", NULL };
  const GatewayWebhookConfig rows[] = {
    { .url = NULL },
    { .url = "" },
    { .url = "ftp://example.org/" },
    { .url = "example.org" },
    { .url = "https:///path" },
    { .url = "https://example.org/", .headers = smuggled },
    { .url = "https://example.org/", .headers = odd },
    { .url = "https://example.org/", .headers = nameless },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (gateway_webhook_new (&rows[i], &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DELIVERY);
  }
}

static void
test_twilio_sends (void)
{
  g_autoptr (Gateway) gateway = twilio (10);
  remote_answers (201, "{\"sid\": \"SM00\", \"status\": \"queued\"}");
  assert_sends (gateway);
  g_assert_cmpstr (remote.method, ==, "POST");
  g_assert_cmpstr (remote.target, ==, "/2010-04-01/Accounts/AC0123/Messages.json");
  g_assert_cmpstr (remote.content_type, ==, "application/x-www-form-urlencoded");
  g_autoptr (GHashTable) form = soup_form_decode (remote.received);
  g_assert_cmpuint (g_hash_table_size (form), ==, 3);
  g_assert_cmpstr (g_hash_table_lookup (form, "To"), ==, TO);
  g_assert_cmpstr (g_hash_table_lookup (form, "From"), ==, "+15005550006");
  g_assert_cmpstr (g_hash_table_lookup (form, "Body"), ==, TEXT);
  gsize size;
  g_autofree guchar *pair = g_base64_decode (remote.authorization + strlen ("Basic "), &size);
  g_assert_cmpmem (pair, size, "SK4567:" SECRET, strlen ("SK4567:" SECRET));
}

static void
test_twilio_failures (void)
{
  static const struct {
    guint status;
    const char *body;
    WhinError code;
    const char *part;
  } rows[] = {
    { 400, "{\"code\": 21211, \"message\": \"" TO " is not valid\"}", WHIN_ERROR_PHONE_INVALID,
      "not a phone number (error 21211)" },
    { 400, "{\"code\": 21614}", WHIN_ERROR_PHONE_INVALID, "text messages (error 21614)" },
    { 400, "{\"code\": 21408}", WHIN_ERROR_PHONE_INVALID, "this country (error 21408)" },
    { 400, "{\"code\": 21610}", WHIN_ERROR_PHONE_INVALID, "no messages" },
    { 400, "{\"code\": 21606}", WHIN_ERROR_DELIVERY, "sender's number" },
    { 401, "{\"code\": 20003}", WHIN_ERROR_DELIVERY, "secret is wrong (error 20003)" },
    { 429, "{\"code\": 20429}", WHIN_ERROR_BUSY, "slow down" },
    { 429, "{\"code\": 99999}", WHIN_ERROR_BUSY, "slow down" },
    { 400, "{\"code\": 30450}", WHIN_ERROR_DELIVERY, "refused the message (error 30450)" },
    { 400, "{\"code\": \"" TO "\"}", WHIN_ERROR_DELIVERY, "HTTP 400" },
    { 400, "{\"code\": 447911123456}", WHIN_ERROR_DELIVERY, "HTTP 400" },
    { 400, "not json " TO, WHIN_ERROR_DELIVERY, "HTTP 400" },
    { 401, NULL, WHIN_ERROR_DELIVERY, "credentials (HTTP 401)" },
    { 500, "[]", WHIN_ERROR_DELIVERY, "failed (HTTP 500)" },
    { 302, NULL, WHIN_ERROR_DELIVERY, "redirect" },
    { 200, "<html>a hotel's login page</html>", WHIN_ERROR_DELIVERY, "not understood" },
    { 200, "{\"sid\": 5}", WHIN_ERROR_DELIVERY, "not understood" },
    { 200, "{\"sid\": null}", WHIN_ERROR_DELIVERY, "not understood" },
    { 200, "{\"sid\": {}}", WHIN_ERROR_DELIVERY, "not understood" },
    { 201, NULL, WHIN_ERROR_DELIVERY, "not understood" },
  };
  g_autoptr (Gateway) gateway = twilio (10);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("row %u", i);
    remote_answers (rows[i].status, rows[i].body);
    assert_fails (gateway, rows[i].code, rows[i].part);
  }
}

/* An answer without end costs a bounded amount of memory, and is no message. */
static void
test_twilio_huge_answer (void)
{
  g_autofree char *huge = g_strnfill (1024 * 1024, ' ');
  g_autoptr (Gateway) gateway = twilio (10);
  remote_answers (200, huge);
  assert_fails (gateway, WHIN_ERROR_DELIVERY, "not understood");
}

static void
test_twilio_config (void)
{
  const GatewayTwilioConfig rows[] = {
    { .account = "AC", .secret = "s" },
    { .account = "AC", .secret = "s", .from = "+1", .messaging_service = "MG" },
    { .account = "AC", .from = "+1" },
    { .secret = "s", .from = "+1" },
    { .account = "AC", .secret = "s", .from = "+1", .base_url = "gopher://x" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (gateway_twilio_new (&rows[i], &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DELIVERY);
  }
}

/* The next gateway takes over from a real one that fails. */
static void
test_fallback (void)
{
  GatewayWebhookConfig dead = { .url = "http://127.0.0.1:1/", .body = "{code}", .timeout = 5 };
  Gateway *gateways[] = { gateway_webhook_new (&dead, NULL),
                          webhook ((GatewayWebhookConfig) { .body = "{\"c\":\"{code}\"}" }) };
  g_autoptr (Gateway) chain = gateway_chain_new (gateways, 2);
  remote_answers (200, NULL);
  assert_sends (chain);
  g_assert_cmpstr (remote.received, ==, "{\"c\":\"" CODE "\"}");
}

static void
remote_start (void)
{
  g_autoptr (GError) error = NULL;
  remote.server = soup_server_new (NULL, NULL);
  remote.held = g_ptr_array_new_with_free_func (g_object_unref);
  soup_server_add_handler (remote.server, NULL, remote_cb, NULL, NULL);
  soup_server_listen_local (remote.server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  GSList *uris = soup_server_get_uris (remote.server);
  remote.url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
remote_stop (void)
{
  soup_server_disconnect (remote.server);
  g_object_unref (remote.server);
  g_ptr_array_unref (remote.held);
  remote_forget ();
  g_free (remote.url);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  remote_start ();
  g_test_add_func ("/gateway/webhook/json", test_webhook_json);
  g_test_add_func ("/gateway/webhook/form", test_webhook_form);
  g_test_add_func ("/gateway/webhook/url", test_webhook_url);
  g_test_add_func ("/gateway/webhook/signature", test_webhook_signature);
  g_test_add_func ("/gateway/webhook/failures", test_webhook_failures);
  g_test_add_func ("/gateway/webhook/config", test_webhook_config);
  g_test_add_func ("/gateway/timeout", test_timeout);
  g_test_add_func ("/gateway/cancel", test_cancel);
  g_test_add_func ("/gateway/unreachable", test_unreachable);
  g_test_add_func ("/gateway/twilio/sends", test_twilio_sends);
  g_test_add_func ("/gateway/twilio/failures", test_twilio_failures);
  g_test_add_func ("/gateway/twilio/huge-answer", test_twilio_huge_answer);
  g_test_add_func ("/gateway/twilio/config", test_twilio_config);
  g_test_add_func ("/gateway/fallback", test_fallback);
  int result = g_test_run ();
  remote_stop ();
  return result;
}
