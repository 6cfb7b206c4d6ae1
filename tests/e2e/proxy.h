/* proxy: a bad line between devices and the server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-server.h"

typedef struct _Proxy Proxy;

/* It ends by itself after so many seconds. */
Proxy *proxy_new (TestServer *server, guint seconds);
/* In front of http://HOST:PORT, whatever it is. */
Proxy *proxy_new_to (const char *url, guint seconds);
void proxy_free (Proxy *proxy);
/* What a device takes for the server's address. */
const char *proxy_url (Proxy *proxy);
/* A command as tests/util/faultproxy.py describes them. */
void proxy_tell (Proxy *proxy, const char *command);
/* The bytes that went through it so far, each way. */
guint64 proxy_bytes_up (Proxy *proxy);
guint64 proxy_bytes_down (Proxy *proxy);
