/* store-group-key: sender keys - this device's own in each group, who has it, and those of others.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* NULL when there is none. */
GBytes *store_group_own_key (Store *store, const Id *grp);
void store_group_set_own_key (Store *store, const Id *grp, GBytes *key);

/* The devices that have it. */
gboolean store_group_has_sent (Store *store, const Id *grp, const Id *acc, gint64 dev);
void store_group_put_sent (Store *store, const Id *grp, const Id *acc, gint64 dev);
void store_group_drop_sent (Store *store, const Id *grp, const Id *acc, gint64 dev);
/* With a new key nobody has it. */
void store_group_forget_sent (Store *store, const Id *grp);

typedef struct {
  Id acc;
  gint64 dev;
} StoreGroupDevice;
/* A GArray of StoreGroupDevice. */
GArray *store_group_sent (Store *store, const Id *grp);

/* Keys of others, by their chain; NULL when there is none. */
GBytes *store_group_key_get (Store *store, const Id *grp, const Id *acc, gint64 dev, GBytes *chain);
void store_group_key_put (Store *store,
                          const Id *grp,
                          const Id *acc,
                          gint64 dev,
                          GBytes *chain,
                          GBytes *key,
                          gint64 now);
/* The chains of one device, the newest first: a GPtrArray of GBytes. */
GPtrArray *store_group_key_chains (Store *store, const Id *grp, const Id *acc, gint64 dev);
void store_group_key_drop (Store *store, const Id *grp, const Id *acc, gint64 dev, GBytes *chain);
void store_group_key_drop_account (Store *store, const Id *grp, const Id *acc);
/* The devices of an account that have one: a GArray of gint64. */
GArray *store_group_key_devices (Store *store, const Id *grp, const Id *acc);
/* The accounts that have one: a GArray of Id. */
GArray *store_group_key_accounts (Store *store, const Id *grp);
/* All of them, one's own and others', in every group. */
void store_group_keys_forget (Store *store);
/* How many there are of groups that are not known. */
gint64 store_group_key_strangers (Store *store);
