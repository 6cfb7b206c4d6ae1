/* keys: the records of the session engine, in the transaction that is running.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys.h"

#include "store-identity.h"

static GBytes *
load (gpointer data, const KeyName *name, GError **error)
{
  Core *core = data;
  const Id *acc = id_is_none (&name->peer.account) ? NULL : &name->peer.account;

  return store_record_get (core->store, name->kind, name->id, acc, name->peer.device);
}

static gboolean
save (gpointer data, const KeyName *name, GBytes *record, GError **error)
{
  Core *core = data;
  const Id *acc = id_is_none (&name->peer.account) ? NULL : &name->peer.account;

  /* What the disk refuses is remembered by the store, which then does not commit. */
  store_record_put (core->store, name->kind, name->id, acc, name->peer.device, record);
  return TRUE;
}

KeyStore
keys_of (Core *core)
{
  return (KeyStore) { load, save, core };
}
