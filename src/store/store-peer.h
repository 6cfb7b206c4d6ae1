/* store-peer: the signed device list of each account, devices it no longer has, and how far each
 * device's messages go in each chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* The list as it was signed, or NULL when there is none. *trust is a Trust. */
GBytes *store_peer_get (Store *store, const Id *acc, Trust *trust);
void store_peer_put (Store *store, const Id *acc, GBytes *list, Trust trust);
/* The version of a newer list that the account spoke of; 0 for none. A new list clears it. */
gint64 store_peer_heard (Store *store, const Id *acc);
void store_peer_set_heard (Store *store, const Id *acc, gint64 version);
void store_peer_forget_all (Store *store);

/* What was said on another device of one's own about a key that this one does not have yet. The
 * key, or NULL when there is nothing. */
GBytes *store_vouch_get (Store *store, const Id *acc, Trust *trust);
void store_vouch_put (Store *store, const Id *acc, GBytes *account_key, Trust trust);
void store_vouch_drop (Store *store, const Id *acc);

typedef struct {
  guint8 account_key[32];
  guint8 identity[32];
  guint8 signing_key[32];
} StoreFormerDevice;

/* left_ms: how long it is to be kept, not counted by a clock but by store_former_spend. */
void store_former_put (Store *store,
                       const Id *acc,
                       gint64 dev,
                       const StoreFormerDevice *device,
                       gint64 left_ms);
/* FALSE when there is none, or no more is left than was spent_ms since it was last counted. */
gboolean store_former_get (Store *store,
                           const Id *acc,
                           gint64 dev,
                           gint64 spent_ms,
                           StoreFormerDevice *device);
/* Of all; those that have nothing left are forgotten. */
void store_former_spend (Store *store, gint64 spent_ms);

/* How far the messages of one device in one chat go. */
typedef struct {
  guint32 sequence; /* the highest; 0 when none is known */
  guint8 link[32];  /* of that one */
  guint32 missing;  /* how many before it have not come */
  Id notice;        /* the message that says so; none when nothing is missing */
  gboolean excused; /* what is missing right after it has its notice already */
} StoreChain;

/* All zero when none is known. */
void store_chain_get (Store *store, const Conv *conv, const Id *acc, gint64 dev, StoreChain *chain);
/* Of the whole chat, but for this device. */
void store_chain_forget (Store *store, const Conv *conv, const Id *acc, gint64 dev);
void store_chain_put (Store *store,
                      const Conv *conv,
                      const Id *acc,
                      gint64 dev,
                      const StoreChain *chain);
/* In every chat in which a notice stands after all messages. */
void store_chain_excuse_all (Store *store);
