/* senderkey: what sending and receiving share, and the sender's side. senderkey-receive.c is the
 * other.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "senderkey-private.h"

#define STEP_MESSAGE 1
#define STEP_CHAIN 2

/* A sender's own state. */
typedef struct {
  SenderChain chain;
  guint8 sign[PRIM_SIGN_SECRET_BYTES];
  gint64 made;
} SenderState;

/* -- The chain. -- */

void
senderchain_step (SenderChain *chain, guint8 message_key[PRIM_KEY_BYTES])
{
  guint8 next[PRIM_KEY_BYTES];

  prim_step (chain->key, STEP_MESSAGE, message_key);
  prim_step (chain->key, STEP_CHAIN, next);
  memcpy (chain->key, next, sizeof next);
  chain->place++;
  prim_wipe (next, sizeof next);
}

void
senderchain_pack (GByteArray *out, const SenderChain *chain)
{
  pack_id (out, &chain->owner.group);
  pack_id (out, &chain->owner.account);
  pack_u32 (out, chain->owner.device);
  pack_bytes (out, chain->chain, sizeof chain->chain);
  pack_u32 (out, chain->place);
  pack_bytes (out, chain->key, sizeof chain->key);
  pack_bytes (out, chain->verify, sizeof chain->verify);
}

void
senderchain_unpack (Unpack *in, SenderChain *chain)
{
  chain->owner.group = unpack_id (in);
  chain->owner.account = unpack_id (in);
  chain->owner.device = unpack_u32 (in);
  unpack_bytes (in, chain->chain, sizeof chain->chain);
  chain->place = unpack_u32 (in);
  unpack_bytes (in, chain->key, sizeof chain->key);
  unpack_bytes (in, chain->verify, sizeof chain->verify);
}

GByteArray *
senderchain_binding (const SenderChain *chain, const guint8 front[SENDERKEY_FRONT_BYTES])
{
  GByteArray *out = g_byte_array_new ();

  pack_bytes (out, front, SENDERKEY_FRONT_BYTES);
  pack_id (out, &chain->owner.group);
  pack_id (out, &chain->owner.account);
  pack_u32 (out, chain->owner.device);
  pack_u8 (out, KEY_TYPE_SENDER);
  pack_bytes (out, chain->verify, sizeof chain->verify);
  return out;
}

static void
free_state (gpointer data)
{
  GByteArray *state = data;

  prim_wipe (state->data, state->len);
  g_byte_array_unref (state);
}

GBytes *
senderchain_take_state (GByteArray *state)
{
  return g_bytes_new_with_free_func (state->data, state->len, free_state, state);
}

/* -- The sender. -- */

static GBytes *
pack_state (const SenderState *state)
{
  GByteArray *out = g_byte_array_sized_new (256);

  pack_u8 (out, SENDERKEY_FORMAT);
  senderchain_pack (out, &state->chain);
  pack_bytes (out, state->sign, sizeof state->sign);
  pack_u64 (out, (guint64) state->made);
  return senderchain_take_state (out);
}

static gboolean
unpack_state (GBytes *bytes, SenderState *state)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);
  Unpack in = unpack_begin (data, len);

  if (unpack_u8 (&in) != SENDERKEY_FORMAT)
    unpack_refuse (&in);
  senderchain_unpack (&in, &state->chain);
  unpack_bytes (&in, state->sign, sizeof state->sign);
  state->made = (gint64) unpack_u64 (&in);
  return unpack_end (&in);
}

GBytes *
senderkey_new (const SenderKeyOwner *owner, gint64 now_ms)
{
  SenderState state = { .chain.owner = *owner, .made = now_ms };
  GBytes *bytes;

  prim_random (state.chain.chain, sizeof state.chain.chain);
  prim_random (state.chain.key, sizeof state.chain.key);
  prim_sign_keypair (state.chain.verify, state.sign);
  bytes = pack_state (&state);
  prim_wipe (&state, sizeof state);
  return bytes;
}

gboolean
senderkey_offer (GBytes *bytes, guint8 offer[SENDERKEY_OFFER_BYTES])
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new (SENDERKEY_OFFER_BYTES);
  SenderState state;

  if (!unpack_state (bytes, &state))
    return FALSE;
  pack_u8 (out, SENDERKEY_FORMAT);
  pack_bytes (out, state.chain.chain, sizeof state.chain.chain);
  pack_u32 (out, state.chain.place);
  pack_bytes (out, state.chain.key, sizeof state.chain.key);
  pack_bytes (out, state.chain.verify, sizeof state.chain.verify);
  g_assert (out->len == SENDERKEY_OFFER_BYTES);
  memcpy (offer, out->data, out->len);
  prim_wipe (out->data, out->len);
  prim_wipe (&state, sizeof state);
  return TRUE;
}

SenderKeyRotation
senderkey_rotation (GBytes *bytes, gint64 now_ms, gboolean somebody_left)
{
  SenderKeyRotation rotation = SENDERKEY_KEEP;
  SenderState state;

  /* A clock that was set back makes a chain look young; one made in the future is due. */
  if (somebody_left || !unpack_state (bytes, &state))
    return SENDERKEY_ROTATE_MEMBERS;
  if (now_ms < state.made || now_ms - state.made >= SENDERKEY_AGE_MS)
    rotation = SENDERKEY_ROTATE_AGE;
  else if (state.chain.place >= SENDERKEY_MESSAGES_MAX)
    rotation = SENDERKEY_ROTATE_LENGTH;
  prim_wipe (&state, sizeof state);
  return rotation;
}

/* Each key seals one message, so the nonce is fixed. */
static void
seal_body (GByteArray *wire,
           const GByteArray *binding,
           const guint8 key[PRIM_KEY_BYTES],
           gconstpointer plain,
           gsize len)
{
  static const guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES] = { 0 };
  guint at = wire->len;

  g_byte_array_set_size (wire, (guint) (at + len + SENDERKEY_TAG_BYTES));
  crypto_aead_xchacha20poly1305_ietf_encrypt (wire->data + at, NULL, plain, len, binding->data,
                                              binding->len, NULL, nonce, key);
}

/* Signs the binding and the ciphertext. */
static void
sign_body (GByteArray *wire, GByteArray *binding, const guint8 secret[PRIM_SIGN_SECRET_BYTES])
{
  guint8 signature[PRIM_SIGNATURE_BYTES];

  pack_bytes (binding, wire->data + SENDERKEY_FRONT_BYTES, wire->len - SENDERKEY_FRONT_BYTES);
  prim_sign (secret, SENDERKEY_LABEL, binding->data, binding->len, signature);
  pack_bytes (wire, signature, sizeof signature);
}

static GBytes *
seal_message (SenderState *state, const SenderKeyAt *at, gconstpointer plain, gsize len)
{
  GByteArray *wire = g_byte_array_sized_new ((guint) (len + SENDERKEY_WIRE_OVERHEAD));
  g_autoptr (GByteArray) binding = NULL;
  guint8 key[PRIM_KEY_BYTES];

  pack_u8 (wire, SENDERKEY_FORMAT);
  pack_bytes (wire, state->chain.chain, sizeof state->chain.chain);
  pack_u32 (wire, state->chain.place);
  pack_u32 (wire, at->n);
  pack_bytes (wire, at->hash, sizeof at->hash);
  binding = senderchain_binding (&state->chain, wire->data);
  senderchain_step (&state->chain, key);
  seal_body (wire, binding, key, plain, len);
  sign_body (wire, binding, state->sign);
  prim_wipe (key, sizeof key);
  return g_byte_array_free_to_bytes (wire);
}

GBytes *
senderkey_seal (GBytes *bytes,
                const SenderKeyAt *at,
                gconstpointer plain,
                gsize len,
                GBytes **new_state,
                GError **error)
{
  SenderState state;
  GBytes *wire;

  if (!unpack_state (bytes, &state) || state.chain.place == G_MAXUINT32) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                         _ ("The keys of this group cannot be used. New ones are needed."));
    return NULL;
  }
  wire = seal_message (&state, at, plain, len);
  *new_state = pack_state (&state);
  prim_wipe (&state, sizeof state);
  return wire;
}
