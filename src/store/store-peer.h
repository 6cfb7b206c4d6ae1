/* store-peer: the signed device list of each account, devices it no longer has, and how far each
 * device's messages go in each chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* The list as it was signed, or NULL when there is none. *trust is a Trust. */
GBytes *store_peer_get (Store *store, const Id *acc, Trust *trust);
void store_peer_put (Store *store, const Id *acc, GBytes *list, Trust trust);
void store_peer_forget_all (Store *store);

typedef struct {
  guint8 account_key[32];
  guint8 identity[32];
  guint8 signing_key[32];
} StoreFormerDevice;

/* until: milliseconds. A device leaves the table only by store_peer_purge. */
void store_former_put (Store *store,
                       const Id *acc,
                       gint64 dev,
                       const StoreFormerDevice *device,
                       gint64 until);
gboolean store_former_get (Store *store, const Id *acc, gint64 dev, StoreFormerDevice *device);
void store_former_purge (Store *store, gint64 now);

/* The last one of this device in this chat: 0 when none is known. link has 32 bytes. */
guint32
store_chain_get (Store *store, const Conv *conv, const Id *acc, gint64 dev, guint8 link[32]);
void store_chain_put (Store *store,
                      const Conv *conv,
                      const Id *acc,
                      gint64 dev,
                      guint32 sequence,
                      const guint8 link[32]);
