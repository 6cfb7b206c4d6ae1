/* former: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "former.h"

#include "store-peer.h"

#include <string.h>

#define FORMER_MS (24 * 3600 * (gint64) 1000)

/* Milliseconds of being connected that are in no row yet. */
static gint64
spent (Core *core)
{
  return core->connected_since != 0 ? (g_get_monotonic_time () - core->connected_since) / 1000 : 0;
}

void
former_spend (Core *core)
{
  gint64 ms = spent (core);

  if (ms <= 0)
    return;
  store_former_spend (core->store, ms);
  core->connected_since = g_get_monotonic_time ();
}

void
former_retire (Core *core, const Devlist *old, const Devlist *list)
{
  former_spend (core);
  for (guint i = 0; i < old->n_devices; i++) {
    const DevlistDevice *device = &old->devices[i];
    StoreFormerDevice former;

    if (devlist_find (list, device->number) != NULL)
      continue;
    memcpy (former.account_key, old->account_key, sizeof former.account_key);
    memcpy (former.identity, device->identity, sizeof former.identity);
    memcpy (former.signing_key, device->signing, sizeof former.signing_key);
    store_former_put (core->store, &old->account, device->number, &former, FORMER_MS);
  }
}

gboolean
former_party (Core *core, const Id *acc, gint64 dev, Party *party)
{
  StoreFormerDevice former;

  if (!store_former_get (core->store, acc, dev, spent (core), &former))
    return FALSE;
  party->address = (DeviceAddress) { *acc, (guint32) dev };
  memcpy (party->account_key, former.account_key, sizeof party->account_key);
  memcpy (party->identity, former.identity, sizeof party->identity);
  memcpy (party->signing_key, former.signing_key, sizeof party->signing_key);
  return TRUE;
}

void
former_on_welcome (Core *core)
{
  core->connected_since = g_get_monotonic_time ();
}

void
former_on_lost (Core *core)
{
  if (core->connected_since == 0)
    return;
  core_begin (core);
  former_spend (core);
  core_commit (core, NULL);
  core->connected_since = 0;
}
