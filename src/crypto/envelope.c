/* envelope: see the header. Everything is written to a stage first, and goes to the store when all
 * of it was right. SPDX-License-Identifier: GPL-3.0-or-later */
#include "envelope.h"

#include "envelope-layer.h"
#include "envelope-wire.h"
#include "keystage.h"
#include "pack.h"
#include "refuse.h"

#include <string.h>

#define HEARD_STEP 3600

gboolean
envelope_init (const Engine *engine, GError **error)
{
  static GMutex mutex;
  static const Engine *tested;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (tested == engine)
    return TRUE;
  if (!prim_init (error) || !kem_init (error) || !engine->selftest (error))
    return FALSE;
  tested = engine;
  return TRUE;
}

gboolean
envelope_kind (gconstpointer data, gsize len, EnvelopeKind *kind, GError **error)
{
  EnvelopeWire wire;

  if (!envelope_wire_read (data, len, &wire, error))
    return FALSE;
  *kind = wire.kind;
  return TRUE;
}

static EnginePeer
engine_peer (const EnvelopePair *pair)
{
  EnginePeer peer = { .address = pair->peer->address };

  memcpy (peer.identity, pair->peer->identity, sizeof peer.identity);
  return peer;
}

/* -- Begin. -- */

static Channel *
begin_channel (const EnvelopePair *pair,
               const EngineExchange *exchange,
               const KemPrekey *kem,
               GError **error)
{
  g_autoptr (Channel) channel = g_new0 (Channel, 1);

  channel->initiator = TRUE;
  channel->exchange = *exchange;
  channel->kem_id = kem->id;
  channel->made = pair->now;
  channel->kem_ciphertext = g_malloc (KEM_CIPHERTEXT_BYTES);
  if (!kem_encapsulate (kem->key, channel->kem_ciphertext, channel->root)) {
    refuse (error, WHIN_ERROR_UNTRUSTED);
    return NULL;
  }
  kem_key_hash (kem->key, channel->kem_key_hash);
  channel_ciphertext_hash (channel->kem_ciphertext, channel->kem_ciphertext_hash);
  channel_bind (channel, pair->self, pair->peer);
  return g_steal_pointer (&channel);
}

gboolean
envelope_start (const EnvelopePair *pair, const EnvelopeBundle *bundle, GError **error)
{
  g_autoptr (KeyStage) stage = key_stage_new (pair->store);
  const KeyStore *store = key_stage_store (stage);
  const EnginePeer peer = engine_peer (pair);
  g_autoptr (GPtrArray) channels = NULL;
  EngineExchange exchange;
  Channel *channel;

  g_return_val_if_fail (!device_address_equal (&pair->self->address, &peer.address), FALSE);
  if (!kem_prekey_is_signed (&bundle->kem, pair->peer->signing_key))
    return refuse (error, WHIN_ERROR_UNTRUSTED);
  channels = channels_load (store, &peer.address, error);
  if (channels == NULL || !pair->engine->start (store, &peer, &bundle->engine, &exchange, error))
    return FALSE;
  channel = begin_channel (pair, &exchange, &bundle->kem, error);
  if (channel == NULL)
    return FALSE;
  channels_to_front (channels, channel);
  return channels_save (channels, store, &peer.address, error) && key_stage_commit (stage, error);
}

/* -- Seal. -- */

Channel *
envelope_channel_in_use (const EnvelopePair *pair, GPtrArray *channels, GError **error)
{
  if (channels->len == 0) {
    refuse (error, WHIN_ERROR_NO_SESSION);
    return NULL;
  }
  if (!channel_is_between (channels->pdata[0], pair->self, pair->peer)) {
    refuse (error, WHIN_ERROR_UNTRUSTED);
    return NULL;
  }
  return channels->pdata[0];
}

/* The engine and the envelope keep their sessions in the same order; if not, nothing leaves. */
static gboolean
agrees (const Channel *channel, const guint8 *base_key, gboolean is_exchange, GError **error)
{
  if (memcmp (channel->exchange.base_key, base_key, ENGINE_KEY_BYTES) == 0 &&
      is_exchange == (channel->kem_ciphertext != NULL))
    return TRUE;
  return refuse (error, WHIN_ERROR_CORRUPT);
}

GBytes *
envelope_seal (const EnvelopePair *pair,
               const Id *message,
               const EnvelopeHeader *header,
               gconstpointer content,
               gsize len,
               GError **error)
{
  g_autoptr (KeyStage) stage = key_stage_new (pair->store);
  const KeyStore *store = key_stage_store (stage);
  const EnginePeer peer = engine_peer (pair);
  EnvelopeLayer layer = { ENVELOPE_MESSAGE, message };
  EnvelopeWire wire = { 0 };
  g_autoptr (GPtrArray) channels = channels_load (store, &peer.address, error);
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) out = NULL;
  guint8 base_key[ENGINE_KEY_BYTES];
  gboolean is_exchange;
  const Channel *channel;

  g_return_val_if_fail (len <= LIMIT_CONTENT_MAX, NULL);
  if (channels == NULL || (channel = envelope_channel_in_use (pair, channels, error)) == NULL)
    return NULL;
  if (channel->kem_ciphertext != NULL)
    layer.kind = ENVELOPE_EXCHANGE;
  sealed = envelope_layer_seal (&layer, channel, header, content, len);
  body = pair->engine->encrypt (store, &peer, g_bytes_get_data (sealed, NULL),
                                g_bytes_get_size (sealed), base_key, &is_exchange, error);
  if (body == NULL || !agrees (channel, base_key, is_exchange, error))
    return NULL;
  wire.kind = layer.kind;
  wire.kem_id = channel->kem_id;
  wire.kem_ciphertext = channel->kem_ciphertext;
  wire.body = g_bytes_get_data (body, &wire.body_len);
  out = envelope_wire_write (&wire, error);
  return out != NULL && key_stage_commit (stage, error) ? g_steal_pointer (&out) : NULL;
}

/* -- Open. -- */

/* The channel an exchange makes, or made before. */
static Channel *
accept_exchange (const EnvelopePair *pair,
                 const KeyStore *store,
                 GPtrArray *channels,
                 const EngineExchange *exchange,
                 const EnvelopeWire *wire,
                 GError **error)
{
  g_autoptr (Channel) channel = g_new0 (Channel, 1);
  Channel *known = channels_find (channels, exchange->base_key);

  channel->exchange = *exchange;
  channel->kem_id = wire->kem_id;
  channel->made = pair->now;
  channel_ciphertext_hash (wire->kem_ciphertext, channel->kem_ciphertext_hash);
  if (known != NULL) {
    if (channel_same_exchange (known, channel))
      return known;
    refuse (error, WHIN_ERROR_UNDECRYPTABLE);
    return NULL;
  }
  if (!kem_prekey_use (store, wire->kem_id, wire->kem_ciphertext, channel->root,
                       channel->kem_key_hash, error))
    return NULL;
  channel_bind (channel, pair->self, pair->peer);
  g_ptr_array_add (channels, channel);
  return g_steal_pointer (&channel);
}

/* The engine's part: what was in it, and the channel it came through. */
static GBytes *
unwrap (const EnvelopePair *pair,
        const KeyStore *store,
        const EnvelopeWire *wire,
        GPtrArray *channels,
        Channel **channel,
        GError **error)
{
  const EnginePeer peer = engine_peer (pair);
  g_autoptr (GBytes) sealed = NULL;
  EngineExchange exchange;

  if (wire->kind == ENVELOPE_EXCHANGE) {
    sealed =
        pair->engine->decrypt_exchange (store, &peer, wire->body, wire->body_len, &exchange, error);
    if (sealed != NULL)
      *channel = accept_exchange (pair, store, channels, &exchange, wire, error);
  } else {
    sealed =
        pair->engine->decrypt (store, &peer, wire->body, wire->body_len, exchange.base_key, error);
    if (sealed != NULL && (*channel = channels_find (channels, exchange.base_key)) == NULL)
      refuse (error, WHIN_ERROR_UNDECRYPTABLE);
  }
  return *channel != NULL ? g_steal_pointer (&sealed) : NULL;
}

/* What was on its way when this end began a session does not bring back the one before: until the
 * peer answers, each message has all it needs to open the new one. */
static gboolean
is_overtaken (GPtrArray *channels, const Channel *channel)
{
  const Channel *front = channels->len > 0 ? channels->pdata[0] : channel;

  return front != channel && front->kem_ciphertext != NULL && channel->made < front->made;
}

/* What changes by hearing from the peer; what has not is not written each time. */
static gboolean
note_heard (const EnvelopePair *pair,
            const KeyStore *store,
            GPtrArray *channels,
            Channel *channel,
            GError **error)
{
  const EnginePeer peer = engine_peer (pair);
  gboolean changed = FALSE;

  if (!is_overtaken (channels, channel)) {
    changed = channels_to_front (channels, channel);
  } else {
    const Channel *front = channels->pdata[0];

    if (!pair->engine->prefer (store, &peer, front->exchange.base_key, error))
      return FALSE;
  }
  if (channel->kem_ciphertext != NULL) {
    g_clear_pointer (&channel->kem_ciphertext, g_free);
    changed = TRUE;
  }
  if (pair->now - channel->heard >= HEARD_STEP || pair->now < channel->heard) {
    channel->heard = pair->now;
    changed = TRUE;
  }
  return !changed || channels_save (channels, store, &peer.address, error);
}

gboolean
envelope_open (const EnvelopePair *pair,
               const Id *message,
               gconstpointer data,
               gsize len,
               EnvelopeHeader *header,
               GBytes **content,
               GError **error)
{
  g_autoptr (KeyStage) stage = key_stage_new (pair->store);
  const KeyStore *store = key_stage_store (stage);
  const DeviceAddress *address = &pair->peer->address;
  EnvelopeLayer layer = { .message = message };
  g_autoptr (GPtrArray) channels = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) opened = NULL;
  EnvelopeHeader read;
  EnvelopeWire wire;
  Channel *channel = NULL;

  if (!envelope_wire_read (data, len, &wire, error))
    return FALSE;
  if (wire.kind == ENVELOPE_GROUP || device_address_equal (&pair->self->address, address))
    return refuse (error, WHIN_ERROR_UNDECRYPTABLE);
  layer.kind = wire.kind;
  channels = channels_load (store, address, error);
  if (channels == NULL || (sealed = unwrap (pair, store, &wire, channels, &channel, error)) == NULL)
    return FALSE;
  if (!channel_is_between (channel, pair->self, pair->peer))
    return refuse (error, WHIN_ERROR_UNTRUSTED);
  if (!envelope_layer_open (&layer, channel, sealed, &read, &opened))
    return refuse (error, WHIN_ERROR_UNDECRYPTABLE);
  if (!note_heard (pair, store, channels, channel, error))
    return FALSE;
  if (!key_stage_commit (stage, error))
    return FALSE;
  *header = read;
  *content = g_steal_pointer (&opened);
  return TRUE;
}

/* -- The rest. -- */

void
envelope_link (const Id *message,
               const EnvelopeHeader *header,
               gconstpointer content,
               gsize len,
               guint8 link[PRIM_HASH_BYTES])
{
  g_autoptr (GByteArray) all = g_byte_array_sized_new ((guint) len + 64);

  pack_id (all, message);
  pack_u32 (all, header->sequence);
  pack_bytes (all, header->previous, PRIM_HASH_BYTES);
  pack_bytes (all, content, len);
  prim_hash ("whinchat/e2ee/v1/link", all->data, all->len, link);
}

gboolean
envelope_state (const EnvelopePair *pair, EnvelopeState *state, GError **error)
{
  g_autoptr (GPtrArray) channels = channels_load (pair->store, &pair->peer->address, error);
  const Channel *channel;

  if (channels == NULL)
    return FALSE;
  *state = (EnvelopeState) { .sessions = channels->len };
  if (channels->len > 0) {
    channel = channels->pdata[0];
    state->unanswered = channel->kem_ciphertext != NULL;
    state->made = channel->made;
    state->heard = channel->heard;
  }
  return TRUE;
}

gboolean
envelope_drop (const EnvelopePair *pair, GError **error)
{
  const EnginePeer peer = engine_peer (pair);

  return pair->engine->drop (pair->store, &peer, error) &&
         keystore_remove (pair->store, &KEY_OF_PEER (KEY_CHANNELS, &peer.address), error);
}
