/* store-account: who one is, where the mailbox was read up to, and settings of the engine.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-key.h"
#include "store.h"

typedef struct {
  Id acc;
  gint64 dev;
  char *phone;
  char *server;
  char *token;
  gboolean revoked;
  gboolean copied; /* revoked because this store was copied, and the copy has gone on */
  char *name;
  char *about;
  Id photo;              /* media id, none when there is no picture */
  MediaKey *photo_key;   /* NULL when there is none */
  gboolean photo_stored; /* the server has it */
  char *avatar;          /* path or NULL */
  gint64 profile_version;
  char *epoch;      /* NULL before the first connection */
  gint64 cursor;    /* the last seq applied; -1: whatever comes first */
  gboolean pending; /* the account's signed list does not name this device yet */
} StoreAccount;

/* NULL before registration. */
StoreAccount *store_account_get (Store *store);
void store_account_free (StoreAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreAccount, store_account_free)
/* Makes or replaces the account; the whole struct is stored. */
void store_account_put (Store *store, const StoreAccount *account);
void store_account_set_cursor (Store *store, gint64 cursor);

/* NULL when it was never set. Caller frees. */
char *store_setting_get (Store *store, const char *key);
/* NULL removes it. */
void store_setting_put (Store *store, const char *key, const char *value);
