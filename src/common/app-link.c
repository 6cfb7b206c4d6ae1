/* app-link: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-link.h"

#include "phone.h"

#include <string.h>

#define SERVER "?server="
#define SERVER_MAX 255

/* What follows the kind; NULL for another one. */
static const char *
after_kind (const char *text, const char *kind)
{
  gsize scheme = strlen (APP_LINK_SCHEME), len = strlen (kind);

  while (g_ascii_isspace (*text))
    text++;
  if (g_ascii_strncasecmp (text, APP_LINK_SCHEME, scheme) != 0 ||
      g_ascii_strncasecmp (text + scheme, kind, len) != 0)
    return NULL;
  return text + scheme + len;
}

char *
app_link_new (const char *kind, const char *what, const char *server)
{
  g_autofree char *address = g_uri_escape_string (server, ":/", FALSE);

  return g_strconcat (APP_LINK_SCHEME, kind, "/", what, SERVER, address, NULL);
}

gboolean
app_link_is (const char *text, const char *kind)
{
  const char *after = after_kind (text, kind != NULL ? kind : "");

  return after != NULL && (kind == NULL || *after == '/');
}

gboolean
app_link_split (const char *text, const char *kind, char **what, char **server)
{
  g_autofree char *stripped = g_strstrip (g_strndup (text, APP_LINK_MAX + 1));
  const char *after = after_kind (stripped, kind);
  const char *end = after != NULL && *after == '/' ? strstr (after, SERVER) : NULL;
  g_autofree char *name = NULL, *address = NULL;

  if (end == NULL || strlen (stripped) > APP_LINK_MAX)
    return FALSE;
  name = g_uri_unescape_segment (after + 1, end, NULL);
  address = g_uri_unescape_string (end + strlen (SERVER), NULL);
  if (name == NULL || address == NULL || address[0] == '\0' || strlen (address) > SERVER_MAX ||
      !g_utf8_validate (address, -1, NULL))
    return FALSE;
  *what = g_steal_pointer (&name);
  *server = g_steal_pointer (&address);
  return TRUE;
}

char *
app_link_for_person (const char *phone, const char *server)
{
  return app_link_new (APP_LINK_PERSON, phone, server);
}

gboolean
app_link_to_person (const char *text, char **phone, char **server)
{
  g_autofree char *number = NULL, *address = NULL;

  if (!app_link_split (text, APP_LINK_PERSON, &number, &address) || !phone_is_e164 (number))
    return FALSE;
  *phone = g_steal_pointer (&number);
  *server = g_steal_pointer (&address);
  return TRUE;
}
