/* store-identity: keys and records.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-identity.h"

#include "store-query.h"

#include <string.h>

/* Secrets are among them: there is no copy that would have to be wiped. */
static gboolean
take (Query *q, int column, guint8 *out, gsize len)
{
  gconstpointer bytes = sqlite3_column_blob (q, column);

  if (bytes == NULL || (gsize) sqlite3_column_bytes (q, column) != len)
    return FALSE;
  memcpy (out, bytes, len);
  return TRUE;
}

gboolean
store_identity_get (Store *store, StoreIdentity *identity)
{
  Query *q = query (store,
                    "SELECT account_key, account_secret, signing_key, signing_secret, identity"
                    " FROM identity",
                    "");
  StoreIdentity read = { 0 };
  gboolean found = query_next (store, q);

  if (found) {
    read.primary = take (q, 1, read.account_secret, sizeof read.account_secret);
    found = take (q, 0, read.account_key, sizeof read.account_key) &&
            take (q, 2, read.signing_key, sizeof read.signing_key) &&
            take (q, 3, read.signing_secret, sizeof read.signing_secret) &&
            take (q, 4, read.identity, sizeof read.identity);
  }
  query_end (q);
  if (found)
    *identity = read;
  explicit_bzero (&read, sizeof read);
  return found;
}

void
store_identity_put (Store *store, const StoreIdentity *identity)
{
  g_autoptr (GBytes) account = g_bytes_new (identity->account_key, sizeof identity->account_key);
  g_autoptr (GBytes) secret =
      identity->primary
          ? g_bytes_new_static (identity->account_secret, sizeof identity->account_secret)
          : NULL;
  g_autoptr (GBytes) signing = g_bytes_new (identity->signing_key, sizeof identity->signing_key);
  g_autoptr (GBytes) signing_secret =
      g_bytes_new_static (identity->signing_secret, sizeof identity->signing_secret);
  g_autoptr (GBytes) device = g_bytes_new (identity->identity, sizeof identity->identity);

  run (store,
       "INSERT OR REPLACE INTO identity (one, account_key, account_secret, signing_key,"
       " signing_secret, identity) VALUES (1, ?, ?, ?, ?, ?)",
       "bbbbb", account, secret, signing, signing_secret, device);
}

GBytes *
store_record_get (Store *store, int kind, gint64 id, const Id *acc, gint64 dev)
{
  Query *q =
      acc != NULL
          ? query (store, "SELECT record FROM session WHERE acc = ? AND dev = ? AND kind = ?",
                   "dii", acc, dev, (gint64) kind)
          : query (store, "SELECT record FROM prekey WHERE kind = ? AND id = ?", "ii",
                   (gint64) kind, id);
  GBytes *record = query_next (store, q) ? column_bytes (q, 0) : NULL;

  query_end (q);
  return record;
}

void
store_record_put (Store *store, int kind, gint64 id, const Id *acc, gint64 dev, GBytes *record)
{
  if (acc != NULL && record != NULL)
    run (store, "INSERT OR REPLACE INTO session (acc, dev, kind, record) VALUES (?, ?, ?, ?)",
         "diib", acc, dev, (gint64) kind, record);
  else if (acc != NULL)
    run (store, "DELETE FROM session WHERE acc = ? AND dev = ? AND kind = ?", "dii", acc, dev,
         (gint64) kind);
  else if (record != NULL)
    run (store, "INSERT OR REPLACE INTO prekey (kind, id, record) VALUES (?, ?, ?)", "iib",
         (gint64) kind, id, record);
  else
    run (store, "DELETE FROM prekey WHERE kind = ? AND id = ?", "ii", (gint64) kind, id);
}

gint64
store_record_count (Store *store, int kind)
{
  return query_number (store, 0, "SELECT count (*) FROM prekey WHERE kind = ?", "i", (gint64) kind);
}

void
store_record_drop_below (Store *store, int kind, gint64 id)
{
  run (store, "DELETE FROM prekey WHERE kind = ? AND id < ?", "ii", (gint64) kind, id);
}

void
store_identity_forget_keys (Store *store)
{
  run (store, "DELETE FROM prekey", "");
  run (store, "DELETE FROM session", "");
  run (store, "DELETE FROM chain", "");
  run (store, "UPDATE identity SET signing_secret = zeroblob (length (signing_secret))", "");
}

void
store_identity_forget (Store *store)
{
  store_identity_forget_keys (store);
  run (store, "DELETE FROM identity", "");
}
