/* store-account: the one row of the account, and settings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-account.h"

#include "store-query.h"

#include <sodium.h>
#include <string.h>

StoreAccount *
store_account_get (Store *store)
{
  Query *q =
      query (store,
             "SELECT acc, dev, phone, server, token, revoked, name, about, photo,"
             " photo_key, photo_sha256, photo_size, photo_stored, avatar, profile_version, epoch,"
             " cursor, pending, copied"
             " FROM account",
             "");
  StoreAccount *account = NULL;

  if (query_next (store, q)) {
    account = g_new0 (StoreAccount, 1);
    account->acc = column_id (q, 0);
    account->dev = column_int (q, 1);
    account->phone = column_text (q, 2);
    account->server = column_text (q, 3);
    account->token = column_text (q, 4);
    account->revoked = column_int (q, 5) != 0;
    account->name = column_text (q, 6);
    account->about = column_text (q, 7);
    account->photo = column_id (q, 8);
    account->photo_key = column_media_key (q, 9, column_int (q, 11));
    account->photo_stored = column_int (q, 12) != 0;
    account->avatar = column_text (q, 13);
    account->profile_version = column_int (q, 14);
    account->epoch = column_text (q, 15);
    account->cursor = column_int (q, 16);
    account->pending = column_int (q, 17) != 0;
    account->copied = column_int (q, 18) != 0;
  }
  query_end (q);
  return account;
}

void
store_account_free (StoreAccount *account)
{
  if (account == NULL)
    return;
  if (account->token != NULL)
    sodium_memzero (account->token, strlen (account->token));
  g_free (account->token);
  g_free (account->phone);
  g_free (account->server);
  g_free (account->name);
  g_free (account->about);
  media_key_free (account->photo_key);
  g_free (account->avatar);
  g_free (account->epoch);
  g_free (account);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

void
store_account_put (Store *store, const StoreAccount *account)
{
  run (store,
       "INSERT OR REPLACE INTO account (one, acc, dev, phone, server, token, revoked, name, about,"
       " photo, photo_key, photo_sha256, photo_size, photo_stored, avatar, profile_version, epoch,"
       " cursor, pending, copied)"
       " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
       "ditttittdksiititiii", &account->acc, account->dev, or_empty (account->phone),
       or_empty (account->server), or_empty (account->token), (gint64) account->revoked,
       or_empty (account->name), or_empty (account->about), &account->photo, account->photo_key,
       account->photo_key,
       account->photo_key != NULL ? account->photo_key->size : G_GINT64_CONSTANT (0),
       (gint64) account->photo_stored, account->avatar, account->profile_version, account->epoch,
       account->cursor, (gint64) account->pending, (gint64) account->copied);
}

void
store_account_set_cursor (Store *store, gint64 cursor)
{
  run (store, "UPDATE account SET cursor = ?", "i", cursor);
}

char *
store_setting_get (Store *store, const char *key)
{
  Query *q = query (store, "SELECT value FROM setting WHERE key = ?", "t", key);
  char *value = query_next (store, q) ? column_text (q, 0) : NULL;

  query_end (q);
  return value;
}

void
store_setting_put (Store *store, const char *key, const char *value)
{
  if (value == NULL)
    run (store, "DELETE FROM setting WHERE key = ?", "t", key);
  else
    run (store, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", "tt", key, value);
}
