/* channel: what the envelope keeps of each session beside the engine's own state: what the session
 * was agreed with, and the secret of the post-quantum layer.
 *
 * The transcript is over both accounts, both devices and all of the exchange. It is made anew from
 * who the caller says the two are and must be the one that was kept, so that a session does not
 * outlive a change of keys. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"
#include "kem.h"
#include "primitives.h"

/* Who one end is, as its account's signed device list says. */
typedef struct {
  DeviceAddress address;
  guint8 account_key[PRIM_SIGN_PUBLIC_BYTES]; /* Ed25519, signs the list */
  guint8 identity[ENGINE_KEY_BYTES];          /* of the device, for the engine */
  guint8 signing_key[PRIM_SIGN_PUBLIC_BYTES]; /* Ed25519, of the device */
} Party;

typedef struct {
  gboolean initiator; /* this device began the session */
  EngineExchange exchange;
  guint32 kem_id;
  guint8 kem_key_hash[PRIM_HASH_BYTES];
  guint8 kem_ciphertext_hash[PRIM_HASH_BYTES];
  guint8 transcript[PRIM_HASH_BYTES];
  guint8 root[KEM_SHARED_BYTES];
  guint32 epoch;      /* of root; a later version turns it */
  gint64 made, heard; /* seconds; heard to the hour, 0 before the first answer */
  /* Goes with each message until the first answer, then NULL. */
  guint8 *kem_ciphertext;
} Channel;

void channel_free (Channel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Channel, channel_free)

void channel_ciphertext_hash (const guint8 ciphertext[KEM_CIPHERTEXT_BYTES],
                              guint8 hash[PRIM_HASH_BYTES]);
/* Whether both came from the same exchange. */
gboolean channel_same_exchange (const Channel *a, const Channel *b);

/* Makes the transcript, when the rest is known. */
void channel_bind (Channel *channel, const Party *self, const Party *peer);
/* Whether these are the two it was made by, with the keys they had then. */
gboolean channel_is_between (const Channel *channel,
                             const Party *self,
                             const Party *peer) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  CHANNEL_MESSAGES,
  CHANNEL_EPHEMERAL,
} ChannelUse;

/* from_initiator is the direction: each has its own key. */
void channel_key (const Channel *channel,
                  ChannelUse use,
                  gboolean from_initiator,
                  guint8 key[PRIM_KEY_BYTES]);

/* The channels with one peer, in the order in which the engine holds its sessions: the first is the
 * one in use. As many as the engine keeps; the last fall off. */
GPtrArray *channels_load (const KeyStore *store, const DeviceAddress *peer, GError **error);
gboolean channels_save (GPtrArray *channels,
                        const KeyStore *store,
                        const DeviceAddress *peer,
                        GError **error);
/* NULL when there is none. */
Channel *channels_find (GPtrArray *channels, const guint8 base_key[ENGINE_KEY_BYTES]);
/* Takes a new channel to the front, or moves one there; TRUE when that changed the order. */
gboolean channels_to_front (GPtrArray *channels, Channel *channel);
