/* senderkey-receive: the receiver's side. A message is proven before anything is done for it; the
 * keys of those that were passed over are kept, in order, for when they come.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "senderkey-private.h"

#define SKIPPED_BYTES (4 + PRIM_KEY_BYTES)

typedef struct {
  SenderChain chain;
  gint64 retired;        /* 0: in use */
  const guint8 *skipped; /* borrowed: place and key, by place */
  guint n_skipped;
} ReceiverState;

static GBytes *
refuse (GError **error, WhinError code, const char *message)
{
  g_set_error_literal (error, WHIN_ERROR, code, message);
  return NULL;
}

static gboolean
unpack_state (GBytes *bytes, ReceiverState *state)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);
  Unpack in = unpack_begin (data, len);

  if (unpack_u8 (&in) != SENDERKEY_FORMAT)
    unpack_refuse (&in);
  senderchain_unpack (&in, &state->chain);
  state->retired = (gint64) unpack_u64 (&in);
  state->n_skipped = unpack_u16 (&in);
  state->skipped = in.at;
  return !in.failed && state->n_skipped <= SENDERKEY_SKIP_MAX &&
         in.left == (gsize) state->n_skipped * SKIPPED_BYTES;
}

static GByteArray *
pack_front (const ReceiverState *state, guint n_skipped)
{
  GByteArray *out = g_byte_array_sized_new (192 + n_skipped * SKIPPED_BYTES);

  pack_u8 (out, SENDERKEY_FORMAT);
  senderchain_pack (out, &state->chain);
  pack_u64 (out, (guint64) state->retired);
  pack_u16 (out, (guint16) n_skipped);
  return out;
}

static GBytes *
pack_state (const ReceiverState *state)
{
  GByteArray *out = pack_front (state, state->n_skipped);

  pack_bytes (out, state->skipped, (gsize) state->n_skipped * SKIPPED_BYTES);
  return senderchain_take_state (out);
}

GBytes *
senderkey_accept (const SenderKeyOwner *owner, gconstpointer offer, gsize len, GError **error)
{
  Unpack in = unpack_begin (offer, len);
  ReceiverState state = { .chain.owner = *owner };
  GBytes *bytes;

  if (unpack_u8 (&in) != SENDERKEY_FORMAT)
    unpack_refuse (&in);
  unpack_bytes (&in, state.chain.chain, sizeof state.chain.chain);
  state.chain.place = unpack_u32 (&in);
  unpack_bytes (&in, state.chain.key, sizeof state.chain.key);
  unpack_bytes (&in, state.chain.verify, sizeof state.chain.verify);
  if (!unpack_end (&in) || !crypto_core_ed25519_is_valid_point (state.chain.verify))
    return refuse (error, WHIN_ERROR_BAD_FRAME, _ ("The keys of a group are damaged."));
  bytes = pack_state (&state);
  prim_wipe (&state, sizeof state);
  return bytes;
}

gboolean
senderkey_chain (GBytes *bytes, guint8 chain[SENDERKEY_CHAIN_BYTES])
{
  ReceiverState state;
  gboolean sound = unpack_state (bytes, &state);

  if (sound)
    memcpy (chain, state.chain.chain, SENDERKEY_CHAIN_BYTES);
  prim_wipe (&state, sizeof state);
  return sound;
}

GBytes *
senderkey_retire (GBytes *bytes, gint64 now_ms)
{
  ReceiverState state;
  GBytes *retired;

  if (!unpack_state (bytes, &state) || state.retired != 0)
    return g_bytes_ref (bytes);
  state.retired = now_ms;
  retired = pack_state (&state);
  prim_wipe (&state, sizeof state);
  return retired;
}

/* -- Reading a message. -- */

typedef struct {
  guint8 chain[SENDERKEY_CHAIN_BYTES];
  guint32 place;
  SenderKeyAt at;
  const guint8 *front; /* borrowed, like body */
  const guint8 *body;
  gsize body_len; /* the tag with it, the signature not */
} Message;

static gboolean
read_message (gconstpointer wire, gsize len, Message *message)
{
  Unpack in = unpack_begin (wire, len);
  guint8 format = unpack_u8 (&in);

  unpack_bytes (&in, message->chain, sizeof message->chain);
  message->place = unpack_u32 (&in);
  message->at.n = unpack_u32 (&in);
  unpack_bytes (&in, message->at.hash, sizeof message->at.hash);
  if (in.failed || format != SENDERKEY_FORMAT ||
      in.left < SENDERKEY_TAG_BYTES + PRIM_SIGNATURE_BYTES)
    return FALSE;
  message->front = wire;
  message->body = in.at;
  message->body_len = in.left - PRIM_SIGNATURE_BYTES;
  return TRUE;
}

gboolean
senderkey_peek (gconstpointer wire, gsize len, guint8 chain[SENDERKEY_CHAIN_BYTES], SenderKeyAt *at)
{
  Message message;

  if (!read_message (wire, len, &message))
    return FALSE;
  memcpy (chain, message.chain, SENDERKEY_CHAIN_BYTES);
  *at = message.at;
  return TRUE;
}

static gboolean
is_from_owner (const ReceiverState *state, const Message *message, const GByteArray *binding)
{
  g_autoptr (GByteArray) signed_bytes = g_byte_array_new ();

  if (memcmp (message->chain, state->chain.chain, sizeof message->chain) != 0)
    return FALSE;
  pack_bytes (signed_bytes, binding->data, binding->len);
  pack_bytes (signed_bytes, message->body, message->body_len);
  return prim_verify (state->chain.verify, SENDERKEY_LABEL, signed_bytes->data, signed_bytes->len,
                      message->body + message->body_len);
}

static GBytes *
open_body (const Message *message,
           const GByteArray *binding,
           const guint8 key[PRIM_KEY_BYTES],
           GError **error)
{
  static const guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES] = { 0 };
  gsize len = message->body_len - SENDERKEY_TAG_BYTES;
  g_autofree guint8 *plain = g_malloc (len + 1);

  if (crypto_aead_xchacha20poly1305_ietf_decrypt (plain, NULL, NULL, message->body,
                                                  message->body_len, binding->data, binding->len,
                                                  nonce, key) != 0)
    return refuse (error, WHIN_ERROR_FORBIDDEN, _ ("A message to the group is damaged."));
  return g_bytes_new_take (g_steal_pointer (&plain), len);
}

/* -- A place that was passed over. -- */

static guint32
skipped_place (const ReceiverState *state, guint index)
{
  Unpack in = unpack_begin (state->skipped + (gsize) index * SKIPPED_BYTES, SKIPPED_BYTES);

  return unpack_u32 (&in);
}

/* The index of the first kept place that is not before this one. */
static guint
find_skipped (const ReceiverState *state, guint32 place)
{
  guint low = 0, high = state->n_skipped;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (skipped_place (state, middle) < place)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static GBytes *
without_skipped (const ReceiverState *state, guint index)
{
  GByteArray *out = pack_front (state, state->n_skipped - 1);
  gsize before = (gsize) index * SKIPPED_BYTES;

  pack_bytes (out, state->skipped, before);
  pack_bytes (out, state->skipped + before + SKIPPED_BYTES,
              (gsize) (state->n_skipped - index - 1) * SKIPPED_BYTES);
  return senderchain_take_state (out);
}

static GBytes *
open_skipped (const ReceiverState *state,
              const Message *message,
              const GByteArray *binding,
              GBytes **new_state,
              GError **error)
{
  guint index = find_skipped (state, message->place);
  GBytes *plain;

  if (index == state->n_skipped || skipped_place (state, index) != message->place)
    return refuse (error, WHIN_ERROR_CONFLICT, _ ("A message to the group came twice."));
  plain = open_body (message, binding, state->skipped + (gsize) index * SKIPPED_BYTES + 4, error);
  if (plain != NULL)
    *new_state = without_skipped (state, index);
  return plain;
}

/* -- The next place, or one further on. -- */

/* Keeps the newest of what was kept and what is passed over now. */
static GBytes *
with_skipped (const ReceiverState *state, const GByteArray *passed)
{
  guint n_passed = passed->len / SKIPPED_BYTES;
  guint n_kept = MIN (state->n_skipped, SENDERKEY_SKIP_MAX - n_passed);
  GByteArray *out = pack_front (state, n_kept + n_passed);

  pack_bytes (out, state->skipped + (gsize) (state->n_skipped - n_kept) * SKIPPED_BYTES,
              (gsize) n_kept * SKIPPED_BYTES);
  pack_bytes (out, passed->data, passed->len);
  return senderchain_take_state (out);
}

static GBytes *
open_ahead (ReceiverState *state,
            const Message *message,
            const GByteArray *binding,
            GBytes **new_state,
            GError **error)
{
  guint32 ahead = message->place - state->chain.place;
  g_autoptr (GByteArray) passed = NULL;
  guint8 key[PRIM_KEY_BYTES];
  GBytes *plain;

  if (ahead > SENDERKEY_SKIP_MAX || message->place == G_MAXUINT32)
    return refuse (error, WHIN_ERROR_TOO_BIG,
                   _ ("Too many messages to the group are missing before this one."));
  passed = g_byte_array_sized_new (ahead * SKIPPED_BYTES);
  for (guint32 i = 0; i < ahead; i++) {
    pack_u32 (passed, state->chain.place);
    senderchain_step (&state->chain, key);
    pack_bytes (passed, key, sizeof key);
  }
  senderchain_step (&state->chain, key);
  plain = open_body (message, binding, key, error);
  if (plain != NULL)
    *new_state = with_skipped (state, passed);
  prim_wipe (key, sizeof key);
  if (passed->len > 0)
    prim_wipe (passed->data, passed->len);
  return plain;
}

GBytes *
senderkey_open (GBytes *bytes,
                gconstpointer wire,
                gsize len,
                gint64 now_ms,
                GBytes **new_state,
                GError **error)
{
  g_autoptr (GByteArray) binding = NULL;
  ReceiverState state;
  Message message;
  GBytes *plain;

  if (!read_message (wire, len, &message))
    return refuse (error, WHIN_ERROR_BAD_FRAME, _ ("A message to the group is damaged."));
  if (!unpack_state (bytes, &state))
    return refuse (error, WHIN_ERROR_CORRUPT, _ ("The stored keys of a group are damaged."));
  binding = senderchain_binding (&state.chain, message.front);
  if (!is_from_owner (&state, &message, binding))
    plain = refuse (error, WHIN_ERROR_FORBIDDEN,
                    _ ("A message to the group does not come from the one it names."));
  else if (state.retired != 0 && now_ms - state.retired >= SENDERKEY_RETIRED_MS)
    plain = refuse (error, WHIN_ERROR_CODE_EXPIRED,
                    _ ("A message to the group was made with keys that are no longer valid."));
  else if (message.place < state.chain.place)
    plain = open_skipped (&state, &message, binding, new_state, error);
  else
    plain = open_ahead (&state, &message, binding, new_state, error);
  prim_wipe (&state, sizeof state);
  return plain;
}
