/* invite: takes an invitation link apart. Pure.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-invite.h"

#include <string.h>

gboolean
whin_invite_split (const char *typed, char **server, char **token)
{
  g_autoptr (GUri) uri = g_uri_parse (typed, G_URI_FLAGS_NONE, NULL);
  const char *path = uri ? g_uri_get_path (uri) : "";
  const char *scheme = uri ? g_uri_get_scheme (uri) : "";

  if (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))
    return FALSE;
  if (!g_str_has_prefix (path, "/i/") || !path[3] || strchr (path + 3, '/') ||
      !g_uri_get_host (uri))
    return FALSE;
  *server = g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, g_uri_get_host (uri), g_uri_get_port (uri),
                        "", NULL, NULL);
  *token = g_strdup (path + 3);
  return TRUE;
}
