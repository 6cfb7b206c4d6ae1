/* web: a real SoupServer on a thread of its own.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

typedef struct _Web Web;

/* handler runs on the server's thread. */
Web *web_new (SoupServerCallback handler, gpointer data);
void web_free (Web *web);
/* http://127.0.0.1:PORT */
const char *web_url (Web *web);
