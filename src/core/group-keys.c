/* group-keys: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-keys.h"

#include "identity.h"
#include "outbox-aside.h"
#include "peers.h"
#include "store-group-key.h"

#include <string.h>

/* Of one device of a member. */
#define CHAINS_MAX 6
/* Of groups that are not known. */
#define STRANGERS_MAX 1024

static SenderKeyOwner
owner_of (const Id *grp, const Id *acc, gint64 dev)
{
  return (SenderKeyOwner) { *grp, *acc, (guint32) dev };
}

static GBytes *
chain_of (GBytes *key)
{
  guint8 chain[SENDERKEY_CHAIN_BYTES];

  return senderkey_chain (key, chain) ? g_bytes_new (chain, sizeof chain) : NULL;
}

/* -- Own. -- */

static gboolean
is_reader (const GArray *readers, const StoreGroupDevice *device)
{
  for (guint i = 0; i < readers->len; i++) {
    const DeviceAddress *address = &g_array_index (readers, Party, i).address;

    if (id_equal (&address->account, &device->acc) && address->device == device->dev)
      return TRUE;
  }
  return FALSE;
}

static gboolean
somebody_left (Core *core, const Group *group, const GArray *readers)
{
  g_autoptr (GArray) sent = store_group_sent (core->store, &group->row->grp);

  for (guint i = 0; i < sent->len; i++)
    if (!is_reader (readers, &g_array_index (sent, StoreGroupDevice, i)))
      return TRUE;
  return FALSE;
}

void
group_keys_turn (Core *core, const Group *group, const GArray *readers)
{
  const Id *grp = &group->row->grp;
  Id self = core_self (core);
  SenderKeyOwner owner = owner_of (grp, &self, core->account->dev);
  g_autoptr (GBytes) key = store_group_own_key (core->store, grp);
  g_autoptr (GBytes) fresh = NULL;
  gint64 now = core_now (core);

  if (key != NULL &&
      senderkey_rotation (key, now, somebody_left (core, group, readers)) == SENDERKEY_KEEP)
    return;
  fresh = senderkey_new (&owner, now);
  store_group_set_own_key (core->store, grp, fresh);
  store_group_forget_sent (core->store, grp);
}

gboolean
group_keys_is_fresh (Core *core, const Group *group)
{
  g_autoptr (GBytes) key = store_group_own_key (core->store, &group->row->grp);

  return key != NULL && senderkey_rotation (key, core_now (core), FALSE) == SENDERKEY_KEEP;
}

gboolean
group_keys_has (Core *core, const Group *group, const Party *reader)
{
  return store_group_has_sent (core->store, &group->row->grp, &reader->address.account,
                               reader->address.device);
}

void
group_keys_give (Core *core, const Group *group, const GArray *readers)
{
  const Id *grp = &group->row->grp;
  Conv conv = { CONV_GROUP, *grp };
  g_autoptr (GBytes) key = store_group_own_key (core->store, grp);
  guint8 offer[SENDERKEY_OFFER_BYTES];
  g_autofree char *text = NULL;
  Content content = { .kind = CONTENT_GROUP_KEY };

  if (readers->len == 0 || key == NULL || !senderkey_offer (key, offer))
    return;
  content.group_key.key = text = base64url_encode (offer, sizeof offer);
  outbox_add_aside (core, &conv, &content, readers);
  for (guint i = 0; i < readers->len; i++) {
    const DeviceAddress *address = &g_array_index (readers, Party, i).address;

    store_group_put_sent (core->store, grp, &address->account, address->device);
  }
  prim_wipe (offer, sizeof offer);
  prim_wipe (text, strlen (text));
}

GBytes *
group_keys_seal (Core *core, const Group *group, gconstpointer plain, gsize len)
{
  g_autoptr (GBytes) key = store_group_own_key (core->store, &group->row->grp);
  g_autoptr (GBytes) next = NULL;
  SenderKeyAt at = { .n = group->state->n };
  GBytes *wire;

  if (key == NULL)
    return NULL;
  memcpy (at.hash, group->state->hash, sizeof at.hash);
  wire = senderkey_seal (key, &at, plain, len, &next, NULL);
  if (wire != NULL)
    store_group_set_own_key (core->store, &group->row->grp, next);
  return wire;
}

/* -- Of others. -- */

static void
retire (Core *core, const Id *grp, const Id *acc, gint64 dev, GBytes *chain)
{
  g_autoptr (GBytes) key = store_group_key_get (core->store, grp, acc, dev, chain);
  g_autoptr (GBytes) retired = NULL;

  if (key == NULL)
    return;
  retired = senderkey_retire (key, core_now (core));
  store_group_key_put (core->store, grp, acc, dev, chain, retired, core_now (core));
}

/* There is a new one: the others are good for what is on its way. */
static void
retire_all (Core *core, const Id *grp, const Id *acc, gint64 dev)
{
  g_autoptr (GPtrArray) chains = store_group_key_chains (core->store, grp, acc, dev);

  for (guint i = 0; i < chains->len; i++) {
    if (i + 1 < CHAINS_MAX)
      retire (core, grp, acc, dev, chains->pdata[i]);
    else
      store_group_key_drop (core->store, grp, acc, dev, chains->pdata[i]);
  }
}

/* What comes before the group is known is kept; who is a member is decided when it is used. */
static gboolean
may_give (Core *core, const Id *grp, const ProtoMsg *msg)
{
  const Group *group = groups_get (core, grp);
  Party party;

  if (group == NULL || group->state == NULL)
    return store_group_key_strangers (core->store) < STRANGERS_MAX;
  return peers_party (core, &msg->from, msg->fd, &party) &&
         groups_has (group, &msg->from, party.account_key);
}

void
group_keys_take (Core *core, const Id *grp, const ProtoMsg *msg, const ContentGroupKey *content)
{
  SenderKeyOwner owner = owner_of (grp, &msg->from, msg->fd);
  g_autoptr (GBytes) offer = base64url_decode (content->key);
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) chain = NULL;
  g_autoptr (GBytes) known = NULL;
  gsize len;
  gconstpointer data;

  if (offer == NULL || !may_give (core, grp, msg))
    return;
  data = g_bytes_get_data (offer, &len);
  key = senderkey_accept (&owner, data, len, NULL);
  chain = key != NULL ? chain_of (key) : NULL;
  /* One that is here stays as it is, or what was opened with it could be opened again. */
  if (chain == NULL ||
      (known = store_group_key_get (core->store, grp, &msg->from, msg->fd, chain)) != NULL)
    return;
  retire_all (core, grp, &msg->from, msg->fd);
  store_group_key_put (core->store, grp, &msg->from, msg->fd, chain, key, core_now (core));
}

GBytes *
group_keys_find (Core *core, const Id *grp, const ProtoMsg *msg, const guint8 *chain)
{
  g_autoptr (GBytes) name = g_bytes_new (chain, SENDERKEY_CHAIN_BYTES);

  return store_group_key_get (core->store, grp, &msg->from, msg->fd, name);
}

void
group_keys_put (Core *core, const Id *grp, const ProtoMsg *msg, GBytes *key)
{
  g_autoptr (GBytes) chain = chain_of (key);

  if (chain != NULL)
    store_group_key_put (core->store, grp, &msg->from, msg->fd, chain, key, core_now (core));
}

static void
retire_account (Core *core, const Id *grp, const Id *acc)
{
  g_autoptr (GArray) devices = store_group_key_devices (core->store, grp, acc);

  for (guint i = 0; i < devices->len; i++)
    retire_all (core, grp, acc, g_array_index (devices, gint64, i));
}

void
group_keys_leave (Core *core, const Group *group)
{
  const Id *grp = &group->row->grp;
  g_autoptr (GArray) accounts = store_group_key_accounts (core->store, grp);

  for (guint i = 0; i < accounts->len; i++) {
    const Id *acc = &g_array_index (accounts, Id, i);

    if (groupstate_find (group->state, acc) != NULL)
      continue;
    if (group->row->seen >= group->row->place)
      store_group_key_drop_account (core->store, grp, acc);
    else
      retire_account (core, grp, acc);
  }
}
