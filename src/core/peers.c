/* peers: lists are checked once, when they come, and kept in memory as long as they are used.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "peers.h"

#include "former.h"
#include "identity.h"
#include "limits.h"
#include "media.h"
#include "notice.h"
#include "store-contact.h"
#include "store-identity.h"
#include "store-peer.h"
#include "vouch.h"

#include <string.h>

/* More than the largest group has: who goes through its members must not read them all again. */
#define CACHED_MAX (LIMIT_MEMBERS_MAX + 256)

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  g_bytes_unref (peer->bytes);
  g_free (peer);
}

GHashTable *
peers_new (void)
{
  return g_hash_table_new_full (id_hash, id_hash_equal, g_free, peer_free);
}

void
peers_reload (Core *core)
{
  g_hash_table_remove_all (core->peers);
}

void
peers_forget (Core *core)
{
  store_peer_forget_all (core->store);
  peers_reload (core);
}

/* NULL when it is not a list of the account. Takes nothing. */
static Peer *
read_list (const Id *acc, GBytes *bytes)
{
  Peer *peer = g_new0 (Peer, 1);
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  if (!devlist_read (data, len, acc, &peer->list, &peer->mark, NULL)) {
    g_free (peer);
    return NULL;
  }
  peer->bytes = g_bytes_ref (bytes);
  return peer;
}

static const Peer *
keep (Core *core, const Id *acc, Peer *peer)
{
  if (g_hash_table_size (core->peers) >= CACHED_MAX)
    g_hash_table_remove_all (core->peers);
  g_hash_table_insert (core->peers, id_copy (acc), peer);
  return peer;
}

const Peer *
peers_get (Core *core, const Id *acc)
{
  Peer *peer = g_hash_table_lookup (core->peers, acc);
  g_autoptr (GBytes) bytes = NULL;
  Trust trust = TRUST_SEEN;

  if (peer != NULL)
    return peer;
  bytes = store_peer_get (core->store, acc, &trust);
  peer = bytes != NULL ? read_list (acc, bytes) : NULL;
  if (peer == NULL)
    return NULL;
  peer->trust = trust;
  peer->heard = store_peer_heard (core->store, acc);
  return keep (core, acc, peer);
}

static void
party_of (const Devlist *list, const DevlistDevice *device, Party *party)
{
  party->address = (DeviceAddress) { list->account, device->number };
  memcpy (party->account_key, list->account_key, sizeof party->account_key);
  memcpy (party->identity, device->identity, sizeof party->identity);
  memcpy (party->signing_key, device->signing, sizeof party->signing_key);
}

gboolean
peers_party (Core *core, const Id *acc, gint64 dev, Party *party)
{
  const Peer *peer = peers_get (core, acc);
  const DevlistDevice *device = peer != NULL ? devlist_find (&peer->list, (guint32) dev) : NULL;

  if (device == NULL)
    return former_party (core, acc, dev, party);
  party_of (&peer->list, device, party);
  return TRUE;
}

gboolean
peers_lists (Core *core, const Id *acc, gint64 dev)
{
  const Peer *peer = peers_get (core, acc);

  return peer != NULL && devlist_find (&peer->list, (guint32) dev) != NULL;
}

gboolean
peers_is_current (Core *core, const Id *acc)
{
  const Peer *peer = peers_get (core, acc);

  return peer == NULL || peer->heard <= (gint64) peer->mark.version;
}

void
peers_hear (Core *core, const Id *acc, gint64 version)
{
  Peer *peer = (Peer *) peers_get (core, acc);

  if (peer == NULL || version <= MAX (peer->heard, (gint64) peer->mark.version))
    return;
  peer->heard = version;
  store_peer_set_heard (core->store, acc, version);
}

/* -- A new list. -- */

static void
put (Core *core, Peer *peer, Trust trust)
{
  const Id *acc = &peer->list.account;

  peer->trust = trust;
  store_peer_put (core->store, acc, peer->bytes, trust);
  core_note_contact (core, acc);
  core_note_chat (core, &(Conv) { CONV_USER, *acc });
  keep (core, acc, peer);
}

static void
take_new_key (Core *core, const Peer *old, Peer *peer)
{
  Trust trust =
      old->trust == TRUST_VERIFIED || old->trust == TRUST_STOPPED ? TRUST_STOPPED : TRUST_CHANGED;
  Id acc = peer->list.account;

  trust = vouch_trust (core, &peer->list, old, trust);
  /* What the old account signed is history; late messages of its devices are opened still. */
  former_retire (core, &old->list, &peer->list);
  put (core, peer, trust);
  media_on_trust (core);
  notice_add (core, &acc, MESSAGE_KEY_CHANGED);
}

static gboolean
decide (Core *core, const Peer *old, Peer *peer)
{
  DevlistPin pin;
  Id self = core_self (core);

  if (old != NULL) {
    memcpy (pin.account_key, old->list.account_key, sizeof pin.account_key);
    pin.mark = old->mark;
  }
  switch (devlist_decide (&peer->list, &peer->mark, old != NULL ? &pin : NULL)) {
  case DEVLIST_ACCEPT:
    if (old != NULL)
      former_retire (core, &old->list, &peer->list);
    put (core, peer, old != NULL ? old->trust : vouch_trust (core, &peer->list, NULL, TRUST_SEEN));
    return TRUE;
  case DEVLIST_SAME:
    peer_free (peer);
    return TRUE;
  case DEVLIST_NEW_KEY:
    if (!id_equal (&peer->list.account, &self)) {
      take_new_key (core, old, peer);
      return TRUE;
    }
    break;
  case DEVLIST_FORK:
    peer_free (peer);
    peers_set_trust (core, &old->list.account, TRUST_STOPPED);
    notice_add (core, &old->list.account, MESSAGE_TWO_LISTS);
    return FALSE;
  case DEVLIST_OLDER:
    break;
  }
  peer_free (peer);
  return FALSE;
}

gboolean
peers_take (Core *core, const Id *acc, const char *list)
{
  g_autoptr (GBytes) bytes = list != NULL ? base64url_decode (list) : NULL;
  const Party *self = identity_party (core);
  Peer *peer = bytes != NULL ? read_list (acc, bytes) : NULL;

  if (peer == NULL)
    return FALSE;
  /* One's own account has the key it was linked with, whatever a server says. */
  if (id_equal (acc, &self->address.account) &&
      !prim_equal (peer->list.account_key, self->account_key, sizeof self->account_key)) {
    peer_free (peer);
    return FALSE;
  }
  return decide (core, peers_get (core, acc), peer);
}

void
peers_put_own (Core *core, GBytes *list)
{
  Id self = core_self (core);
  Peer *peer = read_list (&self, list);
  const Peer *old = peers_get (core, &self);

  if (peer == NULL)
    return;
  if (old != NULL)
    former_retire (core, &old->list, &peer->list);
  put (core, peer, TRUST_SEEN);
}

/* Another device of one's own, or this one in former times, has seen another key. */
static void
disagree (Core *core, const Peer *here, const Peer *archived)
{
  Id acc = here->list.account;

  if (here->trust != TRUST_SEEN)
    return;
  peers_set_trust (core, &acc,
                   archived->trust == TRUST_VERIFIED || archived->trust == TRUST_STOPPED
                       ? TRUST_STOPPED
                       : TRUST_CHANGED);
  notice_add (core, &acc, MESSAGE_KEY_CHANGED);
}

/* TRUE when it took peer. */
static gboolean
merge (Core *core, const Peer *here, Peer *peer)
{
  if (!prim_equal (here->list.account_key, peer->list.account_key, PRIM_SIGN_PUBLIC_BYTES)) {
    disagree (core, here, peer);
    return FALSE;
  }
  if (here->trust != TRUST_SEEN)
    peer->trust = here->trust;
  if (peer->mark.version > here->mark.version) {
    put (core, peer, peer->trust);
    return TRUE;
  }
  if (peer->trust != here->trust)
    peers_set_trust (core, &peer->list.account, peer->trust);
  return FALSE;
}

void
peers_put_archived (Core *core, const Id *acc, const char *list, Trust trust)
{
  g_autoptr (GBytes) bytes = base64url_decode (list);
  Peer *peer = bytes != NULL ? read_list (acc, bytes) : NULL;
  const Peer *here = peer != NULL ? peers_get (core, acc) : NULL;

  if (peer == NULL)
    return;
  peer->trust = trust;
  if (here == NULL)
    put (core, peer, trust);
  else if (!merge (core, here, peer))
    peer_free (peer);
}

void
peers_set_trust (Core *core, const Id *acc, Trust trust)
{
  Peer *peer = (Peer *) peers_get (core, acc);

  if (peer == NULL)
    return;
  peer->trust = trust;
  store_peer_put (core->store, acc, peer->bytes, trust);
  media_on_trust (core);
  core_note_contact (core, acc);
  core_note_chat (core, &(Conv) { CONV_USER, *acc });
}
