/* vouch: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vouch.h"

#include "devices.h"
#include "notice.h"
#include "store-peer.h"

#include <string.h>

static gboolean
is (const ContentTrust *said, const char *what)
{
  return strcmp (said->what, what) == 0;
}

void
vouch_tell (Core *core, const Id *acc, const char *what)
{
  Conv self = { CONV_USER, core_self (core) };
  const Peer *peer = peers_get (core, acc);
  Content content = { .kind = CONTENT_TRUST };
  Id id = id_random ();
  g_autofree char *key = NULL;

  if (peer == NULL)
    return;
  key = base64url_encode (peer->list.account_key, sizeof peer->list.account_key);
  content.trust = (ContentTrust) { *acc, key, (char *) what };
  outbox_add (core, &id, &self, &content, NULL, 0, 0, NULL);
}

/* -- Of the key that is known here. -- */

static void
agree (Core *core, const Peer *peer, const ContentTrust *said)
{
  if (is (said, VOUCH_VERIFIED))
    peers_set_trust (core, &said->acc, TRUST_VERIFIED);
  else if (is (said, VOUCH_UNVERIFIED) && peer->trust == TRUST_VERIFIED)
    peers_set_trust (core, &said->acc, TRUST_SEEN);
  else if (is (said, VOUCH_ACCEPTED) &&
           (peer->trust == TRUST_CHANGED || peer->trust == TRUST_STOPPED))
    peers_set_trust (core, &said->acc, TRUST_SEEN);
}

/* -- Of another. -- */

static void
remember (Core *core, const ContentTrust *said, GBytes *key)
{
  if (is (said, VOUCH_VERIFIED))
    store_vouch_put (core->store, &said->acc, key, TRUST_VERIFIED);
  else if (is (said, VOUCH_ACCEPTED))
    store_vouch_put (core->store, &said->acc, key, TRUST_SEEN);
  else
    store_vouch_drop (core->store, &said->acc);
}

/* The number of one key was compared, and this device writes for another. */
static void
doubt (Core *core, const Id *acc)
{
  peers_set_trust (core, acc, TRUST_STOPPED);
  notice_add (core, acc, MESSAGE_KEY_CHANGED);
}

static void
hear (Core *core, const ContentTrust *said, GBytes *key)
{
  const Peer *peer = peers_get (core, &said->acc);

  if (peer != NULL && memcmp (g_bytes_get_data (key, NULL), peer->list.account_key,
                              sizeof peer->list.account_key) == 0) {
    store_vouch_drop (core->store, &said->acc);
    agree (core, peer, said);
    return;
  }
  remember (core, said, key);
  if (peer != NULL && peer->trust == TRUST_SEEN && is (said, VOUCH_VERIFIED))
    doubt (core, &said->acc);
  devices_refresh (core, &said->acc);
}

void
vouch_hear (Core *core, const ProtoMsg *msg, const ContentTrust *said)
{
  Id self = core_self (core);
  g_autoptr (GBytes) key = base64url_decode (said->key);

  if (id_equal (&msg->from, &self) && !id_equal (&said->acc, &self) && key != NULL &&
      g_bytes_get_size (key) == PRIM_SIGN_PUBLIC_BYTES)
    hear (core, said, key);
}

/* -- A key that is new here. -- */

Trust
vouch_trust (Core *core, const Devlist *list, const Peer *old, Trust otherwise)
{
  Trust trust;
  g_autoptr (GBytes) key = store_vouch_get (core->store, &list->account, &trust);

  if (key == NULL)
    return otherwise;
  if (g_bytes_get_size (key) == sizeof list->account_key &&
      memcmp (g_bytes_get_data (key, NULL), list->account_key, sizeof list->account_key) == 0) {
    store_vouch_drop (core->store, &list->account);
    return trust;
  }
  /* The first one here, and not the one that a person has looked at. */
  if (old == NULL)
    return trust == TRUST_VERIFIED ? TRUST_STOPPED : TRUST_CHANGED;
  return otherwise;
}
