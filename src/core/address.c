/* address: first everything that is needed, then the sealing, so that an entry is sealed for all or
 * for none. SPDX-License-Identifier: GPL-3.0-or-later */
#include "address.h"

#include "devices.h"
#include "group-address.h"
#include "identity.h"
#include "order.h"
#include "peers.h"
#include "seal.h"
#include "sessions.h"
#include "store-device.h"

#include <string.h>

/* FALSE: something has to come first. Inserts Party values. */
static gboolean
add_targets (Core *core, const Id *acc, GArray *targets)
{
  Id self = core_self (core);
  g_autoptr (GArray) devs = devices_of (core, acc);
  gboolean ready = devs != NULL;

  for (guint i = 0; devs != NULL && i < devs->len; i++) {
    gint64 dev = g_array_index (devs, gint64, i);
    Party party;

    if ((id_equal (acc, &self) && dev == core->account->dev) ||
        !peers_party (core, acc, dev, &party))
      continue;
    if (!sessions_have (core, &party)) {
      sessions_want (core, acc, dev);
      ready = FALSE;
    }
    g_array_append_val (targets, party);
  }
  return ready;
}

static gboolean
add_one (Core *core, const StoreOutbox *entry, GArray *targets)
{
  Party party;

  if (!peers_lists (core, &entry->to_acc, entry->to_dev) ||
      !peers_party (core, &entry->to_acc, entry->to_dev, &party))
    return TRUE; /* gone since: it goes to nobody */
  if (!sessions_have (core, &party)) {
    sessions_want (core, &entry->to_acc, entry->to_dev);
    return FALSE;
  }
  g_array_append_val (targets, party);
  return TRUE;
}

static gboolean
find_targets (Core *core, const StoreOutbox *entry, GArray *targets)
{
  Id self = core_self (core);
  gboolean own, theirs;

  if (entry->to_dev != 0)
    return add_one (core, entry, targets);
  own = add_targets (core, &self, targets);
  theirs = entry->conv.kind == CONV_BROADCAST || id_equal (&entry->conv.id, &self) ||
           add_targets (core, &entry->conv.id, targets);
  return own && theirs;
}

/* NULL for one's own account too: it has no other end; and a group may have the id of an account.
 */
static const Peer *
other_end (Core *core, const Conv *conv)
{
  Id self = core_self (core);

  return conv->kind != CONV_USER || id_equal (&conv->id, &self) ? NULL
                                                                : peers_get (core, &conv->id);
}

GBytes *
address_key (Core *core, const Conv *conv)
{
  const Peer *peer = other_end (core, conv);

  return peer != NULL ? g_bytes_new (peer->list.account_key, sizeof peer->list.account_key) : NULL;
}

gboolean
address_may_leave (Core *core, const Conv *conv, GBytes *account_key)
{
  const Peer *peer = other_end (core, conv);
  g_autoptr (GBytes) now = NULL;

  if (peer == NULL)
    return TRUE;
  if (peer->trust == TRUST_STOPPED)
    return FALSE;
  now = address_key (core, conv);
  return account_key == NULL || g_bytes_equal (account_key, now);
}

void
address_bind (Core *core, StoreOutbox *entry)
{
  entry->account_key = address_key (core, &entry->conv);
}

gboolean
address_is_bound_to (const StoreOutbox *entry, const Peer *peer)
{
  return entry->account_key != NULL &&
         g_bytes_get_size (entry->account_key) == sizeof peer->list.account_key &&
         memcmp (g_bytes_get_data (entry->account_key, NULL), peer->list.account_key,
                 sizeof peer->list.account_key) == 0;
}

/* What was written for one key is not sent to another without the person who wrote it. */
static gboolean
may_send (Core *core, StoreOutbox *entry)
{
  if (!address_may_leave (core, &entry->conv, entry->account_key))
    return FALSE;
  if (entry->account_key == NULL) {
    entry->account_key = address_key (core, &entry->conv);
    if (entry->account_key != NULL)
      store_outbox_set_account_key (core->store, entry->entry, entry->account_key);
  }
  return TRUE;
}

/* FALSE: the session cannot be used any more, and another one is on its way. */
static gboolean
seal_for (Core *core, const StoreOutbox *entry, const Party *to)
{
  g_autofree char *ct = NULL;

  if (store_outbox_has_to (core->store, entry->entry, &to->address.account, to->address.device))
    return TRUE;
  ct = seal (core, entry, to, NULL);
  if (ct == NULL) {
    sessions_renew (core, to);
    return FALSE;
  }
  store_outbox_put_to (core->store, entry->entry, &to->address.account, to->address.device, ct);
  sessions_refresh (core, to);
  return TRUE;
}

Addressed
address (Core *core, StoreOutbox *entry)
{
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (Party));
  gboolean all = TRUE;

  if (entry->conv.kind == CONV_GROUP)
    return group_address (core, entry);
  if (identity_party (core) == NULL)
    return ADDRESS_WAITS;
  if (!may_send (core, entry))
    return ADDRESS_REFUSED;
  if (!find_targets (core, entry, targets))
    return ADDRESS_WAITS;
  /* The list may have just come, with another key. */
  if (!may_send (core, entry))
    return ADDRESS_REFUSED;
  order_stamp (core, entry);
  for (guint i = 0; i < targets->len; i++)
    all &= seal_for (core, entry, &g_array_index (targets, Party, i));
  if (!all)
    return ADDRESS_WAITS;
  store_outbox_set_addressed (core->store, entry->entry, TRUE);
  entry->addressed = TRUE;
  return ADDRESS_DONE;
}

Addressed
address_behind (Core *core, StoreOutbox *entry)
{
  return entry->conv.kind == CONV_GROUP || may_send (core, entry) ? ADDRESS_WAITS : ADDRESS_REFUSED;
}
