/* store-peer: lists, former devices, chains.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-peer.h"

#include "store-query.h"

#include <string.h>

GBytes *
store_peer_get (Store *store, const Id *acc, Trust *trust)
{
  Query *q = query (store, "SELECT list, trust FROM peer WHERE acc = ?", "d", acc);
  GBytes *list = NULL;

  if (query_next (store, q)) {
    list = column_bytes (q, 0);
    *trust = CLAMP (column_int (q, 1), 0, TRUST_STOPPED);
  }
  query_end (q);
  return list;
}

void
store_peer_put (Store *store, const Id *acc, GBytes *list, Trust trust)
{
  run (store,
       "INSERT INTO peer (acc, list, trust) VALUES (?, ?, ?)"
       " ON CONFLICT (acc) DO UPDATE SET heard = iif (list = excluded.list, heard, 0),"
       " list = excluded.list, trust = excluded.trust",
       "dbi", acc, list, (gint64) trust);
}

gint64
store_peer_heard (Store *store, const Id *acc)
{
  return query_number (store, 0, "SELECT heard FROM peer WHERE acc = ?", "d", acc);
}

void
store_peer_set_heard (Store *store, const Id *acc, gint64 version)
{
  run (store, "UPDATE peer SET heard = ? WHERE acc = ?", "id", version, acc);
}

void
store_peer_forget_all (Store *store)
{
  run (store, "DELETE FROM peer", "");
  run (store, "DELETE FROM former_device", "");
  run (store, "DELETE FROM vouch", "");
}

GBytes *
store_vouch_get (Store *store, const Id *acc, Trust *trust)
{
  Query *q = query (store, "SELECT account_key, trust FROM vouch WHERE acc = ?", "d", acc);
  GBytes *key = NULL;

  if (query_next (store, q)) {
    key = column_bytes (q, 0);
    *trust = CLAMP (column_int (q, 1), 0, TRUST_STOPPED);
  }
  query_end (q);
  return key;
}

void
store_vouch_put (Store *store, const Id *acc, GBytes *account_key, Trust trust)
{
  run (store, "INSERT OR REPLACE INTO vouch (acc, account_key, trust) VALUES (?, ?, ?)", "dbi", acc,
       account_key, (gint64) trust);
}

void
store_vouch_drop (Store *store, const Id *acc)
{
  run (store, "DELETE FROM vouch WHERE acc = ?", "d", acc);
}

void
store_former_put (Store *store,
                  const Id *acc,
                  gint64 dev,
                  const StoreFormerDevice *device,
                  gint64 left_ms)
{
  g_autoptr (GBytes) account = g_bytes_new (device->account_key, sizeof device->account_key);
  g_autoptr (GBytes) identity = g_bytes_new (device->identity, sizeof device->identity);
  g_autoptr (GBytes) signing = g_bytes_new (device->signing_key, sizeof device->signing_key);

  run (
      store,
      "INSERT OR REPLACE INTO former_device (acc, dev, account_key, identity, signing_key, left_ms)"
      " VALUES (?, ?, ?, ?, ?, ?)",
      "dibbbi", acc, dev, account, identity, signing, left_ms);
}

static gboolean
take (Query *q, int column, guint8 out[32])
{
  g_autoptr (GBytes) bytes = column_bytes (q, column);

  if (bytes == NULL || g_bytes_get_size (bytes) != 32)
    return FALSE;
  memcpy (out, g_bytes_get_data (bytes, NULL), 32);
  return TRUE;
}

gboolean
store_former_get (Store *store,
                  const Id *acc,
                  gint64 dev,
                  gint64 spent_ms,
                  StoreFormerDevice *device)
{
  Query *q = query (store,
                    "SELECT account_key, identity, signing_key FROM former_device"
                    " WHERE acc = ? AND dev = ? AND left_ms > ?",
                    "dii", acc, dev, spent_ms);
  gboolean found = query_next (store, q) && take (q, 0, device->account_key) &&
                   take (q, 1, device->identity) && take (q, 2, device->signing_key);

  query_end (q);
  return found;
}

void
store_former_spend (Store *store, gint64 spent_ms)
{
  run (store, "UPDATE former_device SET left_ms = left_ms - ?", "i", spent_ms);
  run (store, "DELETE FROM former_device WHERE left_ms <= 0", "");
}

void
store_chain_get (Store *store, const Conv *conv, const Id *acc, gint64 dev, StoreChain *chain)
{
  Query *q = query (store,
                    "SELECT sequence, link, missing, notice, excused FROM chain"
                    " WHERE conv = ? AND acc = ? AND dev = ?",
                    "cdi", conv, acc, dev);

  memset (chain, 0, sizeof *chain);
  if (query_next (store, q) && take (q, 1, chain->link)) {
    chain->sequence = (guint32) column_int (q, 0);
    chain->missing = (guint32) column_int (q, 2);
    chain->notice = column_id (q, 3);
    chain->excused = column_int (q, 4) != 0;
  }
  query_end (q);
}

void
store_chain_put (Store *store, const Conv *conv, const Id *acc, gint64 dev, const StoreChain *chain)
{
  g_autoptr (GBytes) link = g_bytes_new (chain->link, sizeof chain->link);

  run (store,
       "INSERT OR REPLACE INTO chain (conv, acc, dev, sequence, link, missing, notice, excused)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
       "cdiibidi", conv, acc, dev, (gint64) chain->sequence, link, (gint64) chain->missing,
       &chain->notice, (gint64) chain->excused);
}

void
store_chain_excuse_all (Store *store)
{
  run (store,
       "UPDATE chain SET excused = 1 WHERE conv IN"
       " (SELECT conv FROM chat c WHERE ? ="
       " (SELECT kind FROM message m WHERE m.chat = c.chat ORDER BY ord DESC LIMIT 1))",
       "i", (gint64) MESSAGE_GAP);
}

void
store_chain_forget (Store *store, const Conv *conv, const Id *acc, gint64 dev)
{
  run (store, "DELETE FROM chain WHERE conv = ? AND NOT (acc = ? AND dev = ?)", "cdi", conv, acc,
       dev);
}
