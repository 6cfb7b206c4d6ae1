/* client-address: reads X-Forwarded-For from the right, because only its end was written by a
 * friend.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-address.h"

#define HOPS_MAX 16

struct ProxyList {
  GPtrArray *masks;
};

ProxyList *
proxy_list_new (const char *const *masks, GError **error)
{
  ProxyList *list = g_new0 (ProxyList, 1);

  list->masks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; masks && masks[i]; i++) {
    GInetAddressMask *mask = g_inet_address_mask_new_from_string (masks[i], error);
    if (!mask) {
      proxy_list_free (list);
      return NULL;
    }
    g_ptr_array_add (list->masks, mask);
  }
  return list;
}

void
proxy_list_free (ProxyList *list)
{
  if (!list)
    return;
  g_ptr_array_unref (list->masks);
  g_free (list);
}

/* An IPv4 peer of an IPv6 socket is the IPv4 peer. */
static GInetAddress *
plain_address (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
      memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + 12, G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

static gboolean
is_trusted (const ProxyList *list, GInetAddress *address)
{
  for (guint i = 0; i < list->masks->len; i++) {
    if (g_inet_address_mask_matches (g_ptr_array_index (list->masks, i), address))
      return TRUE;
  }
  return FALSE;
}

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1" or "[2001:db8::1]:80" */
static GInetAddress *
parse_hop (const char *text)
{
  g_autofree char *hop = g_strstrip (g_strdup (text));
  char *start = hop;

  if (*hop == '[') {
    start = hop + 1;
    char *end = strchr (start, ']');
    if (!end)
      return NULL;
    *end = '\0';
  } else if (strchr (hop, '.') && strchr (hop, ':') == strrchr (hop, ':') && strchr (hop, ':')) {
    *strchr (hop, ':') = '\0';
  }
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (start);
  return address ? plain_address (address) : NULL;
}

char *
client_address (const ProxyList *list, GInetAddress *peer, const char *forwarded_for)
{
  g_autoptr (GInetAddress) client = peer ? plain_address (peer) : NULL;

  if (forwarded_for && (!client || is_trusted (list, client))) {
    g_auto (GStrv) hops = g_strsplit (forwarded_for, ",", 0);
    guint count = g_strv_length (hops);
    for (guint i = 0; i < MIN (count, HOPS_MAX); i++) {
      GInetAddress *hop = parse_hop (hops[count - 1 - i]);
      if (!hop)
        break;
      g_set_object (&client, hop);
      g_object_unref (hop);
      if (!is_trusted (list, client))
        break;
    }
  }
  return client ? g_inet_address_to_string (client) : g_strdup ("unix");
}
