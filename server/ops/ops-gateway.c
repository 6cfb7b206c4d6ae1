/* ops-gateway: from settings to a gateway.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops-gateway.h"

#include <string.h>

static gboolean
make_console (const Config *config, Gateway **gateway, GError **error)
{
  if (!gateway_console_allowed (config->listen, FALSE)) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "the console gateway shows codes to whoever reads the terminal: it works "
                         "only when the server listens on this computer alone");
    return FALSE;
  }
  *gateway = gateway_console_new (stdout);
  return TRUE;
}

static gboolean
make_webhook (const Config *config, Gateway **gateway, GError **error)
{
  const char *headers[] = { "Authorization", config->gateway_auth, NULL };
  GatewayWebhookConfig webhook = { .url = config->gateway_url,
                                   .content_type = config->gateway_type,
                                   .body = config->gateway_body,
                                   .headers = config->gateway_auth != NULL ? headers : NULL,
                                   .hmac_secret = config->gateway_hmac };

  if (config->gateway_url == NULL) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "the webhook gateway needs gateway-url");
    return FALSE;
  }
  *gateway = gateway_webhook_new (&webhook, error);
  return *gateway != NULL;
}

static gboolean
make_twilio (const Config *config, Gateway **gateway, GError **error)
{
  GatewayTwilioConfig twilio = { .base_url = config->gateway_url,
                                 .account = config->gateway_account,
                                 .user = config->gateway_user,
                                 .secret = config->gateway_secret,
                                 .from = config->gateway_from,
                                 .messaging_service = config->gateway_service };

  if (config->gateway_account == NULL || config->gateway_secret == NULL) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "the twilio gateway needs gateway-account and gateway-secret");
    return FALSE;
  }
  *gateway = gateway_twilio_new (&twilio, error);
  return *gateway != NULL;
}

static gboolean
make_command (const Config *config, Gateway **gateway, GError **error)
{
  g_auto (GStrv) argv = NULL;

  if (config->gateway_command == NULL) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "the command gateway needs gateway-command");
    return FALSE;
  }
  if (!g_shell_parse_argv (config->gateway_command, NULL, &argv, error))
    return FALSE;
  *gateway = gateway_command_new ((const char *const *) argv, 0, error);
  return *gateway != NULL;
}

static const struct {
  const char *name;
  gboolean (*make) (const Config *config, Gateway **gateway, GError **error);
} kinds[] = {
  { "console", make_console },
  { "webhook", make_webhook },
  { "twilio", make_twilio },
  { "command", make_command },
};

gboolean
ops_make_gateway (const Config *config, Gateway **gateway, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, config->gateway) == 0)
      return kinds[i].make (config, gateway, error);
  return TRUE;
}
