/* client-address: who is really asking, when proxies we trust stand in between.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct ProxyList ProxyList;

/* MASKS are addresses or networks ("10.0.0.0/8", "::1"), NULL-terminated; a peer on a unix socket
 * is always trusted. */
ProxyList *proxy_list_new (const char *const *masks, GError **error);
void proxy_list_free (ProxyList *list);

/* (transfer full): PEER in words, or what X-Forwarded-For says if PEER may say it: the right-most
 * address that is no trusted proxy. PEER is NULL for a unix socket. */
char *client_address (const ProxyList *list, GInetAddress *peer, const char *forwarded_for);
