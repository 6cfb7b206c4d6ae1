/* gateway: the front of every kind of gateway, and the templates they share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "gateway-private.h"
#include "phone.h"

#include <sodium.h>
#include <string.h>

void
gateway_free (Gateway *gateway)
{
  if (gateway)
    gateway->ops->free (gateway);
}

const char *
gateway_name (Gateway *gateway)
{
  return gateway->ops->name;
}

static void
wipe (char *text)
{
  sodium_memzero (text, strlen (text));
  g_free (text);
}

static void
message_free (gpointer data)
{
  GatewayMessage *message = data;
  wipe (message->to);
  wipe (message->code);
  wipe (message->text);
  g_free (message);
}

void
gateway_send (Gateway *gateway,
              const char *e164,
              const char *code,
              const char *text,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GatewayMessage *message = g_new0 (GatewayMessage, 1);
  message->to = g_strdup (e164);
  message->code = g_strdup (code);
  message->text = g_strdup (text);

  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, gateway_send);
  g_task_set_task_data (task, message, message_free);
  if (phone_is_e164 (e164)) {
    gateway->ops->send (gateway, message, task);
  } else {
    g_task_return_new_error (task, WHIN_ERROR, WHIN_ERROR_PHONE_INVALID,
                             "not a phone number in E.164 form");
    g_object_unref (task);
  }
}

gboolean
gateway_send_finish (Gateway *gateway, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, gateway_send), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

GError *
gateway_error (Gateway *gateway, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *why = g_strdup_vprintf (format, args);
  va_end (args);
  return g_error_new (WHIN_ERROR, WHIN_ERROR_DELIVERY, "%s: %s", gateway_name (gateway), why);
}

char *
gateway_escape_form (const char *value)
{
  return g_uri_escape_string (value, NULL, FALSE);
}

char *
gateway_escape_json (const char *value)
{
  GString *out = g_string_new (NULL);
  for (const char *p = value; *p; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if ((guchar) *p < 0x20)
      g_string_append_printf (out, "\\u%04x", *p);
    else
      g_string_append_c (out, *p);
  }
  return g_string_free_and_steal (out);
}

char *
gateway_expand (const char *template, const GatewayMessage *message, GatewayEscape escape)
{
  const struct {
    const char *name;
    const char *value;
  } fields[] = { { "{to}", message->to },
                 { "{code}", message->code },
                 { "{text}", message->text } };
  GString *out = g_string_new (NULL);
  for (const char *p = template; *p;) {
    guint i = 0;
    while (i < G_N_ELEMENTS (fields) && !g_str_has_prefix (p, fields[i].name))
      i++;
    if (i == G_N_ELEMENTS (fields)) {
      g_string_append_c (out, *p++);
      continue;
    }
    g_autofree char *value = escape ? escape (fields[i].value) : g_strdup (fields[i].value);
    g_string_append (out, value);
    p += strlen (fields[i].name);
  }
  return g_string_free_and_steal (out);
}

gboolean
gateway_url_is_valid (const char *url, GError **error)
{
  g_autoptr (GUri) uri = url ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  const char *scheme = uri ? g_uri_get_scheme (uri) : "";
  if ((g_str_equal (scheme, "http") || g_str_equal (scheme, "https")) && g_uri_get_host (uri) &&
      *g_uri_get_host (uri))
    return TRUE;
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_DELIVERY,
               "the gateway's address must start with http:// or https://");
  return FALSE;
}
