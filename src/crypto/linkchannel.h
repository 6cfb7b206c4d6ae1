/* linkchannel: what two devices say to each other while one is being linked. Every message is bound
 * to its direction and its place, so none can be left out, repeated or sent back.
 *
 * Pure; one channel is used by one thread at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "linkcode.h"

#define LINKCHANNEL_OVERHEAD PRIM_SEAL_OVERHEAD
#define LINKCHANNEL_MESSAGE_MAX (64 * 1024)

typedef struct {
  LinkRole role;
  guint8 from_old[PRIM_KEY_BYTES];
  guint8 from_new[PRIM_KEY_BYTES];
  guint64 sent;
  guint64 received;
} LinkChannel;

void linkchannel_init (LinkChannel *channel, LinkRole role, const LinkShared *shared);
void linkchannel_clear (LinkChannel *channel);
/* NULL and WHIN_ERROR_TOO_BIG past LINKCHANNEL_MESSAGE_MAX. */
GBytes *linkchannel_seal (LinkChannel *channel, gconstpointer plain, gsize len, GError **error);
/* The channel is as it was when this fails: what was made up by the server costs nothing. */
GBytes *linkchannel_open (LinkChannel *channel, gconstpointer sealed, gsize len, GError **error);
