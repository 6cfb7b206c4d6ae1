/* gateway-webhook: one request made from templates; covers most SMS services and one's own script.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "gateway-private.h"

#include <sodium.h>
#include <string.h>

#define DEFAULT_TIMEOUT 15

typedef struct {
  Gateway parent;
  SoupSession *session;
  char *url;
  char *method;
  char *content_type;
  char *body;
  char **headers;
  char *hmac_secret;
  GatewayEscape escape;
  guint timeout;
} Webhook;

static void
answered (Gateway *gateway, guint status, GBytes *body, GTask *task)
{
  GError *error = gateway_http_error (gateway, status);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
add_signature (Webhook *self, SoupMessage *message, const char *body)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", now, body);
  g_autofree char *hex = g_compute_hmac_for_string (
      G_CHECKSUM_SHA256, (const guchar *) self->hmac_secret, strlen (self->hmac_secret), text, -1);
  g_autofree char *value = g_strdup_printf ("t=%" G_GINT64_FORMAT ",v1=%s", now, hex);
  soup_message_headers_replace (soup_message_get_request_headers (message), "X-Whinchat-Signature",
                                value);
}

static void
webhook_send (Gateway *gateway, const GatewayMessage *message, GTask *task)
{
  Webhook *self = (Webhook *) gateway;
  g_autofree char *url = gateway_expand (self->url, message, gateway_escape_form);
  g_autofree char *body =
      self->body ? gateway_expand (self->body, message, self->escape) : g_strdup ("");
  g_autoptr (SoupMessage) request = soup_message_new (self->method, url);
  if (!request) {
    g_task_return_error (task, gateway_error (gateway, "its address cannot be used"));
    g_object_unref (task);
    return;
  }
  SoupMessageHeaders *headers = soup_message_get_request_headers (request);
  for (guint i = 0; self->headers && self->headers[i]; i += 2)
    soup_message_headers_replace (headers, self->headers[i], self->headers[i + 1]);
  if (self->body) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
    soup_message_set_request_body_from_bytes (request, self->content_type, bytes);
  }
  if (self->hmac_secret)
    add_signature (self, request, body);
  gateway_http_send (gateway, self->session, request, self->timeout, answered, task);
}

static void
webhook_free (Gateway *gateway)
{
  Webhook *self = (Webhook *) gateway;
  g_object_unref (self->session);
  g_free (self->url);
  g_free (self->method);
  g_free (self->content_type);
  g_free (self->body);
  g_strfreev (self->headers);
  if (self->hmac_secret)
    sodium_memzero (self->hmac_secret, strlen (self->hmac_secret));
  g_free (self->hmac_secret);
  g_free (self);
}

static const GatewayOps webhook_ops = { "webhook", webhook_free, webhook_send };

static GatewayEscape
escape_for (const char *content_type)
{
  g_autofree char *type = g_ascii_strdown (content_type, strcspn (content_type, "; "));
  if (g_str_equal (type, "application/json") || g_str_has_suffix (type, "+json"))
    return gateway_escape_json;
  if (g_str_equal (type, "application/x-www-form-urlencoded"))
    return gateway_escape_form;
  return NULL;
}

static gboolean
headers_are_valid (const char *const *headers, GError **error)
{
  guint n = headers ? g_strv_length ((char **) headers) : 0;
  gboolean good = n % 2 == 0;
  for (guint i = 0; i < n && good; i++)
    good = !strpbrk (headers[i], "\r\n") && (i % 2 || (*headers[i] && !strpbrk (headers[i], ": ")));
  if (!good)
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DELIVERY, "the webhook's headers are not valid");
  return good;
}

Gateway *
gateway_webhook_new (const GatewayWebhookConfig *config, GError **error)
{
  if (!gateway_url_is_valid (config->url, error) || !headers_are_valid (config->headers, error))
    return NULL;
  Webhook *self = g_new0 (Webhook, 1);
  self->parent.ops = &webhook_ops;
  self->session = soup_session_new ();
  self->url = g_strdup (config->url);
  self->method = g_strdup (config->method ? config->method : "POST");
  self->content_type = g_strdup (config->content_type ? config->content_type : "application/json");
  self->body = g_strdup (config->body);
  self->headers = g_strdupv ((char **) config->headers);
  self->hmac_secret = g_strdup (config->hmac_secret);
  self->escape = escape_for (self->content_type);
  self->timeout = config->timeout ? config->timeout : DEFAULT_TIMEOUT;
  return &self->parent;
}
