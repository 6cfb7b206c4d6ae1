/* senderkey-private: what sending and receiving share: the chain, its steps, and what a message is
 * bound to.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "error.h"
#include "keytype.h"
#include "pack.h"
#include "senderkey.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define SENDERKEY_FORMAT 1
#define SENDERKEY_LABEL "whinchat/e2ee/v1/senderkey"
#define SENDERKEY_FRONT_BYTES (1 + SENDERKEY_CHAIN_BYTES + 4 + 4 + PRIM_HASH_BYTES)
#define SENDERKEY_TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

G_STATIC_ASSERT (SENDERKEY_WIRE_OVERHEAD ==
                 SENDERKEY_FRONT_BYTES + SENDERKEY_TAG_BYTES + PRIM_SIGNATURE_BYTES);

typedef struct {
  SenderKeyOwner owner;
  guint8 chain[SENDERKEY_CHAIN_BYTES];
  guint32 place; /* of the next message */
  guint8 key[PRIM_KEY_BYTES];
  guint8 verify[PRIM_SIGN_PUBLIC_BYTES];
} SenderChain;

/* The key of this place's message, and the chain moved one place on. */
void senderchain_step (SenderChain *chain, guint8 message_key[PRIM_KEY_BYTES]);
void senderchain_pack (GByteArray *out, const SenderChain *chain);
void senderchain_unpack (Unpack *in, SenderChain *chain);
/* What is authenticated beside the ciphertext: the front of the message and its owner. */
GByteArray *senderchain_binding (const SenderChain *chain,
                                 const guint8 front[SENDERKEY_FRONT_BYTES]);
/* Bytes that are wiped with their last reference. */
GBytes *senderchain_take_state (GByteArray *state);
