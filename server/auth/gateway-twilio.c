/* gateway-twilio: POST /2010-04-01/Accounts/SID/Messages.json, for Twilio and what copies it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "gateway-private.h"

#include <json-glib/json-glib.h>
#include <sodium.h>
#include <string.h>

#define DEFAULT_TIMEOUT 15

typedef struct {
  Gateway parent;
  SoupSession *session;
  char *url;
  char *authorization;
  char *sender; /* "From=..." or "MessagingServiceSid=...", escaped */
  guint timeout;
} Twilio;

/* Twilio's numbers, from its error dictionary. Its own words may repeat the phone number. */
static const struct {
  gint64 number;
  WhinError code;
  const char *meaning;
} twilio_errors[] = {
  { 20003, WHIN_ERROR_DELIVERY, "the account or its secret is wrong" },
  { 20429, WHIN_ERROR_BUSY, "asks to slow down" },
  { 21211, WHIN_ERROR_PHONE_INVALID, "this is not a phone number" },
  { 21408, WHIN_ERROR_PHONE_INVALID, "the account may not send to this country" },
  { 21606, WHIN_ERROR_DELIVERY, "the sender's number cannot send messages" },
  { 21608, WHIN_ERROR_DELIVERY, "a trial account may only send to numbers it has verified" },
  { 21610, WHIN_ERROR_PHONE_INVALID, "the person wants no messages from this sender" },
  { 21612, WHIN_ERROR_PHONE_INVALID, "the sender cannot reach this number" },
  { 21614, WHIN_ERROR_PHONE_INVALID, "this number cannot get text messages" },
};

static JsonObject *
parse_object (JsonParser *parser, GBytes *body)
{
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  if (!json_parser_load_from_data (parser, text ? text : "", (gssize) size, NULL))
    return NULL;
  JsonNode *root = json_parser_get_root (parser);
  return root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

static gint64
error_number (JsonObject *object)
{
  JsonNode *node = object ? json_object_get_member (object, "code") : NULL;
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : 0;
}

static GError *
error_from_answer (Gateway *gateway, guint status, JsonObject *object)
{
  gint64 number = error_number (object);
  for (guint i = 0; i < G_N_ELEMENTS (twilio_errors); i++)
    if (twilio_errors[i].number == number)
      return g_error_new (WHIN_ERROR, twilio_errors[i].code, "%s: %s (error %d)",
                          gateway_name (gateway), twilio_errors[i].meaning, (int) number);
  if (number > 0 && number <= 999999 && status != HTTP_TOO_MANY_REQUESTS)
    return gateway_error (gateway, "refused the message (error %d)", (int) number);
  return gateway_http_error (gateway, status);
}

/* A 2xx without a message's SID comes from something that is not the service. */
static void
answered (Gateway *gateway, guint status, GBytes *body, GTask *task)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = parse_object (parser, body);
  JsonNode *sid = object ? json_object_get_member (object, "sid") : NULL;
  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    g_task_return_error (task, error_from_answer (gateway, status, object));
  else if (!sid || json_node_get_value_type (sid) != G_TYPE_STRING)
    g_task_return_error (task, gateway_error (gateway, "gave an answer that is not understood"));
  else
    g_task_return_boolean (task, TRUE);
}

static void
twilio_send (Gateway *gateway, const GatewayMessage *message, GTask *task)
{
  Twilio *self = (Twilio *) gateway;
  g_autofree char *to = gateway_escape_form (message->to);
  g_autofree char *text = gateway_escape_form (message->text);
  g_autofree char *form = g_strdup_printf ("To=%s&%s&Body=%s", to, self->sender, text);
  g_autoptr (GBytes) bytes = g_bytes_new (form, strlen (form));
  g_autoptr (SoupMessage) request = soup_message_new ("POST", self->url);
  SoupMessageHeaders *headers = soup_message_get_request_headers (request);
  soup_message_headers_replace (headers, "Authorization", self->authorization);
  soup_message_headers_replace (headers, "Accept", "application/json");
  soup_message_set_request_body_from_bytes (request, "application/x-www-form-urlencoded", bytes);
  gateway_http_send (gateway, self->session, request, self->timeout, answered, task);
}

static void
twilio_free (Gateway *gateway)
{
  Twilio *self = (Twilio *) gateway;
  g_object_unref (self->session);
  g_free (self->url);
  sodium_memzero (self->authorization, strlen (self->authorization));
  g_free (self->authorization);
  g_free (self->sender);
  g_free (self);
}

static const GatewayOps twilio_ops = { "twilio", twilio_free, twilio_send };

static char *
basic_authorization (const char *user, const char *secret)
{
  g_autofree char *pair = g_strconcat (user, ":", secret, NULL);
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  sodium_memzero (pair, strlen (pair));
  return g_strconcat ("Basic ", encoded, NULL);
}

static gboolean
is_empty (const char *text)
{
  return !text || !*text;
}

static gboolean
config_is_valid (const GatewayTwilioConfig *config, GError **error)
{
  if (!is_empty (config->account) && !is_empty (config->secret) &&
      is_empty (config->from) != is_empty (config->messaging_service))
    return TRUE;
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_DELIVERY,
               "Twilio needs an account, a secret, and either a sender or a messaging service");
  return FALSE;
}

Gateway *
gateway_twilio_new (const GatewayTwilioConfig *config, GError **error)
{
  const char *base = config->base_url ? config->base_url : "https://api.twilio.com";
  if (!gateway_url_is_valid (base, error) || !config_is_valid (config, error))
    return NULL;
  Twilio *self = g_new0 (Twilio, 1);
  self->parent.ops = &twilio_ops;
  self->session = soup_session_new ();
  g_autofree char *account = gateway_escape_form (config->account);
  self->url = g_strdup_printf ("%s%s2010-04-01/Accounts/%s/Messages.json", base,
                               g_str_has_suffix (base, "/") ? "" : "/", account);
  self->authorization =
      basic_authorization (config->user ? config->user : config->account, config->secret);
  gboolean service = is_empty (config->from);
  g_autofree char *sender =
      gateway_escape_form (service ? config->messaging_service : config->from);
  self->sender = g_strconcat (service ? "MessagingServiceSid=" : "From=", sender, NULL);
  self->timeout = config->timeout ? config->timeout : DEFAULT_TIMEOUT;
  return &self->parent;
}
