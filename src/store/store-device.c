/* store-device: the cache of device lists.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-device.h"

#include "store-query.h"

GArray *
store_device_list (Store *store, const Id *acc)
{
  GArray *devs;
  Query *q;

  if (query_number (store, 0, "SELECT 1 FROM device_list WHERE acc = ?", "d", acc) == 0)
    return NULL;
  devs = g_array_new (FALSE, FALSE, sizeof (gint64));
  q = query (store, "SELECT dev FROM device WHERE acc = ? ORDER BY dev", "d", acc);
  while (query_next (store, q)) {
    gint64 dev = column_int (q, 0);

    g_array_append_val (devs, dev);
  }
  return devs;
}

void
store_device_put_list (Store *store, const Id *acc, const gint64 *devs, guint n)
{
  run (store, "DELETE FROM device WHERE acc = ?", "d", acc);
  for (guint i = 0; i < n; i++)
    store_device_add (store, acc, devs[i]);
  run (store, "INSERT OR IGNORE INTO device_list (acc) VALUES (?)", "d", acc);
}

void
store_device_add (Store *store, const Id *acc, gint64 dev)
{
  run (store, "INSERT OR IGNORE INTO device (acc, dev) VALUES (?, ?)", "di", acc, dev);
}

void
store_device_remove (Store *store, const Id *acc, gint64 dev)
{
  run (store, "DELETE FROM device WHERE acc = ? AND dev = ?", "di", acc, dev);
}

void
store_device_forget_all (Store *store)
{
  run (store, "DELETE FROM device", "");
  run (store, "DELETE FROM device_list", "");
}

char *
store_device_name (Store *store, gint64 dev)
{
  Query *q = query (store, "SELECT name FROM device_name WHERE dev = ?", "i", dev);
  char *name = query_next (store, q) ? column_text (q, 0) : NULL;

  query_end (q);
  return name;
}

void
store_device_set_name (Store *store, gint64 dev, const char *name)
{
  run (store, "INSERT OR REPLACE INTO device_name (dev, name) VALUES (?, ?)", "it", dev, name);
}
