/* proxy: a bad line between devices and the server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-server.h"

typedef struct _Proxy Proxy;

/* It ends by itself after so many seconds. */
Proxy *proxy_new (TestServer *server, guint seconds);
void proxy_free (Proxy *proxy);
/* What a device takes for the server's address. */
const char *proxy_url (Proxy *proxy);
/* A command as tests/util/faultproxy.py describes them. */
void proxy_tell (Proxy *proxy, const char *command);
