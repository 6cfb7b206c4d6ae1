/* relay-private: what relay.c and relay-rest.c share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "relay.h"

#include <libsoup/soup.h>

struct _Relay {
  char *to; /* the server's address */
  SoupServer *server;
  SoupSession *session;
  char *url;
  guint running; /* calls and handshakes under way */
  GPtrArray *lines;
  GHashTable *boxes;   /* GBytes of ProtoDevice -> Box */
  GHashTable *bearers; /* char * -> ProtoDevice */
  GString *seen;       /* all that came from an honest end */
  RelayFrameFunc on_frame;
  gpointer frame_data;
  RelayCallFunc on_call;
  gpointer call_data;
};

/* Answers everything but the socket. */
void relay_rest_init (Relay *relay);
