/* store-group-key: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-group-key.h"

#include "store-query.h"

/* -- Own. -- */

GBytes *
store_group_own_key (Store *store, const Id *grp)
{
  Query *q = query (store, "SELECT own_key FROM grp WHERE grp = ?", "d", grp);
  GBytes *key = query_next (store, q) ? column_bytes (q, 0) : NULL;

  query_end (q);
  return key;
}

void
store_group_set_own_key (Store *store, const Id *grp, GBytes *key)
{
  run (store, "UPDATE grp SET own_key = ? WHERE grp = ?", "bd", key, grp);
}

gboolean
store_group_has_sent (Store *store, const Id *grp, const Id *acc, gint64 dev)
{
  return query_number (store, 0, "SELECT 1 FROM group_sent WHERE grp = ? AND acc = ? AND dev = ?",
                       "ddi", grp, acc, dev) != 0;
}

void
store_group_put_sent (Store *store, const Id *grp, const Id *acc, gint64 dev)
{
  run (store, "INSERT OR IGNORE INTO group_sent (grp, acc, dev) VALUES (?, ?, ?)", "ddi", grp, acc,
       dev);
}

void
store_group_drop_sent (Store *store, const Id *grp, const Id *acc, gint64 dev)
{
  run (store, "DELETE FROM group_sent WHERE grp = ? AND acc = ? AND dev = ?", "ddi", grp, acc, dev);
}

void
store_group_forget_sent (Store *store, const Id *grp)
{
  run (store, "DELETE FROM group_sent WHERE grp = ?", "d", grp);
}

GArray *
store_group_sent (Store *store, const Id *grp)
{
  GArray *devices = g_array_new (FALSE, FALSE, sizeof (StoreGroupDevice));
  Query *q =
      query (store, "SELECT acc, dev FROM group_sent WHERE grp = ? ORDER BY acc, dev", "d", grp);

  while (query_next (store, q)) {
    StoreGroupDevice device = { column_id (q, 0), column_int (q, 1) };

    g_array_append_val (devices, device);
  }
  return devices;
}

/* -- Of others. -- */

GBytes *
store_group_key_get (Store *store, const Id *grp, const Id *acc, gint64 dev, GBytes *chain)
{
  Query *q = query (store,
                    "SELECT state FROM group_key WHERE grp = ? AND acc = ? AND dev = ?"
                    " AND chain = ?",
                    "ddib", grp, acc, dev, chain);
  GBytes *key = query_next (store, q) ? column_bytes (q, 0) : NULL;

  query_end (q);
  return key;
}

void
store_group_key_put (Store *store,
                     const Id *grp,
                     const Id *acc,
                     gint64 dev,
                     GBytes *chain,
                     GBytes *key,
                     gint64 now)
{
  run (store,
       "INSERT INTO group_key (grp, acc, dev, chain, state, made) VALUES (?, ?, ?, ?, ?, ?)"
       " ON CONFLICT (grp, acc, dev, chain) DO UPDATE SET state = excluded.state",
       "ddibbi", grp, acc, dev, chain, key, now);
}

GPtrArray *
store_group_key_chains (Store *store, const Id *grp, const Id *acc, gint64 dev)
{
  GPtrArray *chains = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  Query *q = query (store,
                    "SELECT chain FROM group_key WHERE grp = ? AND acc = ? AND dev = ?"
                    " ORDER BY made DESC, chain",
                    "ddi", grp, acc, dev);

  while (query_next (store, q))
    g_ptr_array_add (chains, column_bytes (q, 0));
  return chains;
}

void
store_group_key_drop (Store *store, const Id *grp, const Id *acc, gint64 dev, GBytes *chain)
{
  run (store, "DELETE FROM group_key WHERE grp = ? AND acc = ? AND dev = ? AND chain = ?", "ddib",
       grp, acc, dev, chain);
}

void
store_group_key_drop_account (Store *store, const Id *grp, const Id *acc)
{
  run (store, "DELETE FROM group_key WHERE grp = ? AND acc = ?", "dd", grp, acc);
}

GArray *
store_group_key_devices (Store *store, const Id *grp, const Id *acc)
{
  GArray *devices = g_array_new (FALSE, FALSE, sizeof (gint64));
  Query *q =
      query (store, "SELECT DISTINCT dev FROM group_key WHERE grp = ? AND acc = ?", "dd", grp, acc);

  while (query_next (store, q)) {
    gint64 dev = column_int (q, 0);

    g_array_append_val (devices, dev);
  }
  return devices;
}

GArray *
store_group_key_accounts (Store *store, const Id *grp)
{
  GArray *accounts = g_array_new (FALSE, FALSE, sizeof (Id));
  Query *q = query (store, "SELECT DISTINCT acc FROM group_key WHERE grp = ?", "d", grp);

  while (query_next (store, q)) {
    Id acc = column_id (q, 0);

    g_array_append_val (accounts, acc);
  }
  return accounts;
}

gint64
store_group_key_strangers (Store *store)
{
  return query_number (store, 0,
                       "SELECT count (*) FROM group_key WHERE grp NOT IN"
                       " (SELECT grp FROM grp WHERE state IS NOT NULL)",
                       "");
}

void
store_group_keys_forget (Store *store)
{
  run (store, "UPDATE grp SET own_key = NULL", "");
  run (store, "DELETE FROM group_sent", "");
  run (store, "DELETE FROM group_key", "");
}
