/* gateway: how a one-time code reaches a phone. `auth` makes the code and the text; a gateway only
 * delivers them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <stdio.h>

/* Belongs to the thread that made it; callbacks come on its thread-default main context. Outlives
 * what it sends: cancel, and wait for the callbacks, before freeing it.
 * No error ever holds a number, a code, a text, a token or what the other side said. */
typedef struct _Gateway Gateway;
void gateway_free (Gateway *gateway);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Gateway, gateway_free)

/* "twilio": for logs and metrics. */
const char *gateway_name (Gateway *gateway);

/* text is the whole message with the code in it, for gateways that send text; code alone is for
 * those that have a text of their own. All three are copied and wiped afterwards.
 * Errors: WHIN_ERROR_PHONE_INVALID (this number cannot get messages), WHIN_ERROR_BUSY (the gateway
 * asks to slow down), WHIN_ERROR_DELIVERY (everything else), G_IO_ERROR_CANCELLED. */
void gateway_send (Gateway *gateway,
                   const char *e164,
                   const char *code,
                   const char *text,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data);
gboolean gateway_send_finish (Gateway *gateway, GAsyncResult *result, GError **error);

/* Prints the code, with most of the number hidden. The only place where a code is ever printed, so
 * it is for development alone: see gateway_console_allowed. out is not closed. */
Gateway *gateway_console_new (FILE *out);

/* TRUE when everything the server listens on is loopback (listen: "127.0.0.1:8080", "[::1]:8080",
 * "localhost:8080"), or when forced. */
gboolean gateway_console_allowed (const char *listen, gboolean force);

/* One HTTP request made from templates. In url and body, {to}, {code} and {text} are replaced and
 * escaped: as part of a URL, and in the body as the content type wants it (JSON string, form field;
 * any other type gets them as they are). Borrowed strings. */
typedef struct {
  const char *url;            /* http:// or https:// */
  const char *method;         /* NULL: "POST" */
  const char *content_type;   /* NULL: "application/json" */
  const char *body;           /* NULL: none */
  const char *const *headers; /* name, value, ..., NULL; or NULL */
  const char *hmac_secret;    /* NULL: none. Adds `X-Whinchat-Signature: t=SECONDS,v1=HEX`, the
                               * HMAC-SHA256 of "SECONDS.BODY" */
  guint timeout;              /* seconds for all of it; 0: 15 */
} GatewayWebhookConfig;
Gateway *gateway_webhook_new (const GatewayWebhookConfig *config, GError **error);

/* Twilio's Messages resource, or a service that has copied it. Borrowed strings. */
typedef struct {
  const char *base_url;          /* NULL: "https://api.twilio.com" */
  const char *account;           /* AC... */
  const char *user;              /* an API key's SID; NULL: the account */
  const char *secret;            /* the key's secret or the account's auth token */
  const char *from;              /* a number or sender name; or NULL and: */
  const char *messaging_service; /* MG... */
  guint timeout;                 /* seconds for all of it; 0: 15 */
} GatewayTwilioConfig;
Gateway *gateway_twilio_new (const GatewayTwilioConfig *config, GError **error);

/* A program, started without a shell. {to} in its arguments is the number; the text comes on stdin,
 * and WHINCHAT_TO, WHINCHAT_CODE and WHINCHAT_TEXT are in its environment, which otherwise has
 * PATH, HOME and LANG only. Arguments can be read by every user of the machine, so {code} and
 * {text} are refused there. Exit status 0 is success. After timeout seconds (0: 20) the program and
 * what it started are killed. */
Gateway *gateway_command_new (const char *const *argv, guint timeout, GError **error);

/* Tries one after the other until one succeeds. Takes the gateways. */
Gateway *gateway_chain_new (Gateway **gateways, gsize n_gateways);
