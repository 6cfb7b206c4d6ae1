/* channel: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel.h"

#include "pack.h"
#include "refuse.h"
#include "secret.h"

#include <string.h>

#define VERSION 1
/* The engine's present session and its 40 archived ones. */
#define CHANNELS_MAX 41
#define CHANNEL_BYTES_MAX (256 + KEM_CIPHERTEXT_BYTES)

enum {
  FLAG_INITIATOR = 1 << 0,
  FLAG_UNANSWERED = 1 << 1,
  FLAGS_ALL = FLAG_INITIATOR | FLAG_UNANSWERED,
};

void
channel_free (Channel *channel)
{
  g_free (channel->kem_ciphertext);
  prim_wipe (channel, sizeof *channel);
  g_free (channel);
}

void
channel_ciphertext_hash (const guint8 ciphertext[KEM_CIPHERTEXT_BYTES],
                         guint8 hash[PRIM_HASH_BYTES])
{
  prim_hash ("whinchat/e2ee/v1/kemciphertext", ciphertext, KEM_CIPHERTEXT_BYTES, hash);
}

static void
pack_exchange (GByteArray *out, const Channel *channel)
{
  pack_bytes (out, channel->exchange.base_key, ENGINE_KEY_BYTES);
  pack_u32 (out, channel->exchange.signed_prekey);
  pack_u32 (out, channel->exchange.prekey);
  pack_u32 (out, channel->kem_id);
  pack_bytes (out, channel->kem_key_hash, PRIM_HASH_BYTES);
  pack_bytes (out, channel->kem_ciphertext_hash, PRIM_HASH_BYTES);
}

/* The hash of the KEM key is left out: who holds the channel has no key to hash any more, and the
 * ciphertext stands for it. */
gboolean
channel_same_exchange (const Channel *a, const Channel *b)
{
  return a->initiator == b->initiator && a->kem_id == b->kem_id &&
         a->exchange.signed_prekey == b->exchange.signed_prekey &&
         a->exchange.prekey == b->exchange.prekey &&
         memcmp (a->exchange.base_key, b->exchange.base_key, ENGINE_KEY_BYTES) == 0 &&
         memcmp (a->kem_ciphertext_hash, b->kem_ciphertext_hash, PRIM_HASH_BYTES) == 0;
}

/* -- What both ends must agree on. -- */

static void
pack_address (GByteArray *out, const DeviceAddress *address)
{
  pack_id (out, &address->account);
  pack_u32 (out, address->device);
}

static void
transcript_of (const Channel *channel,
               const Party *self,
               const Party *peer,
               guint8 transcript[PRIM_HASH_BYTES])
{
  const Party *a = channel->initiator ? self : peer;
  const Party *b = channel->initiator ? peer : self;
  g_autoptr (GByteArray) all = g_byte_array_sized_new (512);

  pack_address (all, &a->address);
  pack_address (all, &b->address);
  pack_bytes (all, a->account_key, sizeof a->account_key);
  pack_bytes (all, b->account_key, sizeof b->account_key);
  pack_bytes (all, a->identity, sizeof a->identity);
  pack_bytes (all, b->identity, sizeof b->identity);
  pack_exchange (all, channel);
  prim_hash ("whinchat/e2ee/v1/transcript", all->data, all->len, transcript);
}

void
channel_bind (Channel *channel, const Party *self, const Party *peer)
{
  transcript_of (channel, self, peer, channel->transcript);
}

gboolean
channel_is_between (const Channel *channel, const Party *self, const Party *peer)
{
  guint8 transcript[PRIM_HASH_BYTES];

  transcript_of (channel, self, peer, transcript);
  return prim_equal (transcript, channel->transcript, sizeof transcript);
}

void
channel_key (const Channel *channel,
             ChannelUse use,
             gboolean from_initiator,
             guint8 key[PRIM_KEY_BYTES])
{
  static const char *const infos[][2] = {
    [CHANNEL_MESSAGES] = { "whinchat/pq/v1/b2a", "whinchat/pq/v1/a2b" },
    [CHANNEL_EPHEMERAL] = { "whinchat/eph/v1/b2a", "whinchat/eph/v1/a2b" },
  };

  prim_hkdf (channel->root, sizeof channel->root, channel->transcript, PRIM_HASH_BYTES,
             infos[use][from_initiator ? 1 : 0], key, PRIM_KEY_BYTES);
}

/* -- The record. -- */

static void
pack_channel (GByteArray *out, const Channel *channel)
{
  pack_u8 (out, (channel->initiator ? FLAG_INITIATOR : 0) |
                    (channel->kem_ciphertext != NULL ? FLAG_UNANSWERED : 0));
  pack_exchange (out, channel);
  pack_bytes (out, channel->transcript, PRIM_HASH_BYTES);
  pack_bytes (out, channel->root, sizeof channel->root);
  pack_u32 (out, channel->epoch);
  pack_u64 (out, (guint64) channel->made);
  pack_u64 (out, (guint64) channel->heard);
  if (channel->kem_ciphertext != NULL)
    pack_bytes (out, channel->kem_ciphertext, KEM_CIPHERTEXT_BYTES);
}

static Channel *
unpack_channel (Unpack *in)
{
  Channel *channel = g_new0 (Channel, 1);
  guint8 flags = unpack_u8 (in);

  if (flags & ~FLAGS_ALL)
    unpack_refuse (in);
  channel->initiator = (flags & FLAG_INITIATOR) != 0;
  unpack_bytes (in, channel->exchange.base_key, ENGINE_KEY_BYTES);
  channel->exchange.signed_prekey = unpack_u32 (in);
  channel->exchange.prekey = unpack_u32 (in);
  channel->kem_id = unpack_u32 (in);
  unpack_bytes (in, channel->kem_key_hash, PRIM_HASH_BYTES);
  unpack_bytes (in, channel->kem_ciphertext_hash, PRIM_HASH_BYTES);
  unpack_bytes (in, channel->transcript, PRIM_HASH_BYTES);
  unpack_bytes (in, channel->root, sizeof channel->root);
  channel->epoch = unpack_u32 (in);
  channel->made = (gint64) unpack_u64 (in);
  channel->heard = (gint64) unpack_u64 (in);
  if (flags & FLAG_UNANSWERED) {
    channel->kem_ciphertext = g_malloc (KEM_CIPHERTEXT_BYTES);
    unpack_bytes (in, channel->kem_ciphertext, KEM_CIPHERTEXT_BYTES);
  }
  return channel;
}

static gboolean
unpack_channels (GBytes *body, GPtrArray *channels)
{
  Unpack in = unpack_begin (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  guint n;

  if (unpack_u8 (&in) != VERSION)
    unpack_refuse (&in);
  n = unpack_u8 (&in);
  if (n > CHANNELS_MAX)
    unpack_refuse (&in);
  for (guint i = 0; i < n && !in.failed; i++)
    g_ptr_array_add (channels, unpack_channel (&in));
  return unpack_end (&in);
}

GPtrArray *
channels_load (const KeyStore *store, const DeviceAddress *peer, GError **error)
{
  g_autoptr (GPtrArray) channels = g_ptr_array_new_with_free_func ((GDestroyNotify) channel_free);
  g_autoptr (GBytes) body = NULL;

  if (!keystore_load (store, &KEY_OF_PEER (KEY_CHANNELS, peer), &body, error))
    return NULL;
  if (body != NULL && !unpack_channels (body, channels)) {
    refuse (error, WHIN_ERROR_CORRUPT);
    return NULL;
  }
  return g_steal_pointer (&channels);
}

gboolean
channels_save (GPtrArray *channels,
               const KeyStore *store,
               const DeviceAddress *peer,
               GError **error)
{
  guint n = MIN (channels->len, CHANNELS_MAX);
  g_autoptr (SecretArray) body = secret_array_new (2 + n * CHANNEL_BYTES_MAX);

  pack_u8 (body, VERSION);
  pack_u8 (body, (guint8) n);
  for (guint i = 0; i < n; i++)
    pack_channel (body, channels->pdata[i]);
  return keystore_save (store, &KEY_OF_PEER (KEY_CHANNELS, peer), body->data, body->len, error);
}

Channel *
channels_find (GPtrArray *channels, const guint8 base_key[ENGINE_KEY_BYTES])
{
  for (guint i = 0; i < channels->len; i++) {
    Channel *channel = channels->pdata[i];

    if (memcmp (channel->exchange.base_key, base_key, ENGINE_KEY_BYTES) == 0)
      return channel;
  }
  return NULL;
}

gboolean
channels_to_front (GPtrArray *channels, Channel *channel)
{
  guint at;

  if (channels->len > 0 && channels->pdata[0] == channel)
    return FALSE;
  if (g_ptr_array_find (channels, channel, &at))
    g_ptr_array_steal_index (channels, at);
  g_ptr_array_insert (channels, 0, channel);
  return TRUE;
}
