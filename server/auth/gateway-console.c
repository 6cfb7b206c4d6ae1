/* gateway-console: prints codes, so that a server on the developer's own machine needs no SMS.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway-private.h"
#include "phone.h"

typedef struct {
  Gateway parent;
  FILE *out;
} Console;

static void
console_send (Gateway *gateway, const GatewayMessage *message, GTask *task)
{
  Console *self = (Console *) gateway;
  g_autofree char *masked = phone_masked (message->to);
  fprintf (self->out, "code for %s: %s\n", masked, message->code);
  if (fflush (self->out) == 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, gateway_error (gateway, "the output cannot be written"));
  g_object_unref (task);
}

static void
console_free (Gateway *gateway)
{
  g_free (gateway);
}

static const GatewayOps console_ops = { "console", console_free, console_send };

Gateway *
gateway_console_new (FILE *out)
{
  Console *self = g_new0 (Console, 1);
  self->parent.ops = &console_ops;
  self->out = out;
  return &self->parent;
}

gboolean
gateway_console_allowed (const char *listen, gboolean force)
{
  if (force)
    return TRUE;
  g_autoptr (GSocketConnectable) address = g_network_address_parse (listen, 0, NULL);
  if (!address)
    return FALSE;
  const char *host = g_network_address_get_hostname (G_NETWORK_ADDRESS (address));
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (host);
  return inet && g_inet_address_get_is_loopback (inet);
}
