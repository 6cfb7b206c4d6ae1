/* store-identity: this device's own keys, and the records of the session engine.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

#define STORE_PUBLIC_BYTES 32
#define STORE_SECRET_BYTES 64

typedef struct {
  guint8 account_key[STORE_PUBLIC_BYTES];
  gboolean primary; /* account_secret is here */
  guint8 account_secret[STORE_SECRET_BYTES];
  guint8 signing_key[STORE_PUBLIC_BYTES];
  guint8 signing_secret[STORE_SECRET_BYTES];
  guint8 identity[STORE_PUBLIC_BYTES];
} StoreIdentity;

/* FALSE when there is none. The caller wipes it. */
gboolean store_identity_get (Store *store, StoreIdentity *identity);
void store_identity_put (Store *store, const StoreIdentity *identity);

/* Records by number (acc is NULL) or by device. NULL when there is none; NULL removes. */
GBytes *store_record_get (Store *store, int kind, gint64 id, const Id *acc, gint64 dev);
void
store_record_put (Store *store, int kind, gint64 id, const Id *acc, gint64 dev, GBytes *record);
/* All keys of this device, sessions included: it begins anew. */
void store_identity_forget (Store *store);
/* The same, but it stays known whose device this is. */
void store_identity_forget_keys (Store *store);
/* How many records of a kind there are, and the smallest number. */
gint64 store_record_count (Store *store, int kind);
/* Those of a kind with a smaller number. */
void store_record_drop_below (Store *store, int kind, gint64 id);
