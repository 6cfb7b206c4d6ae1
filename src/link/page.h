/* page: gets something small from the web for a preview. Blocking, for pool threads.
 *
 * Whoever wrote the address may want something from the network of this computer: nothing is asked
 * of an address that is not public, whatever name it goes by, nor is a redirection to one followed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct {
  const char *type;  /* what its media type has to begin with */
  gsize max;         /* bytes */
  gboolean cut;      /* more is cut off; else it is an error */
  gboolean anywhere; /* for tests: on this computer too, and at any port */
} PageWish;

/* *final is where it was found in the end; caller frees. Errors are those of GIO. Takes ten seconds
 * at most. */
GBytes *page_get (const char *url,
                  const PageWish *wish,
                  char **final,
                  GCancellable *cancellable,
                  GError **error);
/* Of the whole internet, and for one computer. */
gboolean page_address_is_public (GInetAddress *address);
