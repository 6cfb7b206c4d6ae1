/* url: from what a person typed to the base URL of a server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "api.h"

#include "error.h"
#include "link-error.h"

#include <glib/gi18n.h>
#include <string.h>

static char *
refuse (GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_WHINCHAT,
                       _ ("This is not the address of a server."));
  return NULL;
}

static gboolean
label_is_good (const char *label)
{
  gsize len = strlen (label);

  return len >= 1 && len <= 63 && label[0] != '-' && label[len - 1] != '-' &&
         strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

/* In lower case and ASCII; NULL when it can be no name and no address. */
static char *
normal_host (const char *host)
{
  g_autofree char *ascii = NULL;
  g_auto (GStrv) labels = NULL;
  gsize len;

  if (host == NULL || host[0] == '\0')
    return NULL;
  if (strchr (host, ':') != NULL)
    return g_hostname_is_ip_address (host) && strchr (host, '%') == NULL
               ? g_strdup_printf ("[%s]", host)
               : NULL;
  if (g_hostname_is_ip_address (host))
    return g_strdup (host);
  ascii = g_hostname_to_ascii (host);
  if (ascii == NULL)
    return NULL;
  for (char *p = ascii; *p != '\0'; p++)
    *p = g_ascii_tolower (*p);
  len = strlen (ascii);
  if (len > 0 && ascii[len - 1] == '.')
    ascii[len - 1] = '\0';
  labels = g_strsplit (ascii, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++)
    if (!label_is_good (labels[i]))
      return NULL;
  /* All digits in the last label is a mistyped address. */
  if (labels[0] == NULL || strlen (ascii) > 253 ||
      strspn (labels[g_strv_length (labels) - 1], "0123456789") ==
          strlen (labels[g_strv_length (labels) - 1]))
    return NULL;
  return g_steal_pointer (&ascii);
}

char *
api_normalise_url (const char *typed, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  g_autoptr (GUri) uri = NULL;
  g_autofree char *full = NULL;
  g_autofree char *host = NULL;
  const char *scheme;
  int port;

  if (text[0] == '\0' || strlen (text) > 1000 || !g_utf8_validate (text, -1, NULL))
    return refuse (error);
  full = strstr (text, "://") != NULL ? g_strdup (text) : g_strconcat ("https://", text, NULL);
  uri = g_uri_parse (full, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL)
    return refuse (error);
  scheme = g_uri_get_scheme (uri);
  port = g_uri_get_port (uri);
  host = normal_host (g_uri_get_host (uri));
  if (host == NULL || port == 0 || port > 65535 ||
      (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0))
    return refuse (error);
  if (strstr (text, "://") == NULL && link_url_is_loopback (full))
    scheme = "http";
  if (port == -1 || port == (strcmp (scheme, "http") == 0 ? 80 : 443))
    return g_strdup_printf ("%s://%s", scheme, host);
  return g_strdup_printf ("%s://%s:%d", scheme, host, port);
}
