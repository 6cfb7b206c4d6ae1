/* hub-private: what hub.c and presence.c share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hub.h"

struct Hub {
  Server *server;
  GHashTable *sessions;  /* key -> Session, borrowed */
  GHashTable *accounts;  /* Id -> Session, the first of its siblings, borrowed */
  GHashTable *presences; /* Id -> Presence */
};

void presence_free (gpointer presence);
/* The session neither is active nor watches any more. */
void hub_forget_presence (Hub *hub, Session *session);
