/* engine-omemo: the ten functions over libomemo-c.
 *
 * Each call makes a context, lets the library work on the caller's store, and forgets. What comes
 * from others is checked here before the library sees it: it takes keys in several encodings and of
 * low order, and stops the program on records it does not like. Only protocol 4 is spoken; the
 * parsers of the older ones are never called. SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine.h"

#include "engine-omemo-call.h"
#include "engine-omemo-selftest.h"
#include "engine-omemo-wire.h"
#include "keycheck.h"
#include "refuse.h"
#include "secret.h"

#include <string.h>

/* -- Keys of this device. -- */

static gboolean
generate_identity (const KeyStore *store, guint8 identity[ENGINE_KEY_BYTES], GError **error)
{
  g_autoptr (Call) call = call_new (store, NULL);
  g_autoptr (EcKeyPair) pair = NULL;

  return call_check (call, curve_generate_key_pair (call->context, &pair), error) &&
         call_save_pair (call, &KEY_NAMED (KEY_IDENTITY, 0), pair, NULL, error) &&
         call_check (call, call_identity_of (ec_key_pair_get_public (pair), identity), error);
}

static gboolean
generate_prekey (Call *call, EnginePrekey *prekey, GError **error)
{
  g_autoptr (EcKeyPair) pair = NULL;

  return call_check (call, curve_generate_key_pair (call->context, &pair), error) &&
         call_save_pair (call, &KEY_NAMED (KEY_PREKEY, prekey->id), pair, NULL, error) &&
         call_check (call, call_bytes_of (ec_key_pair_get_public (pair), prekey->key), error);
}

static gboolean
generate_signed_prekey (Call *call, EngineSignedPrekey *made, GError **error)
{
  g_autoptr (EcKeyPair) identity = NULL;
  g_autoptr (EcKeyPair) pair = NULL;
  g_autoptr (SignalBuffer) signature = NULL;

  if (!call_load_pair (call, &KEY_NAMED (KEY_IDENTITY, 0), &identity, NULL, error) ||
      !call_check (call, curve_generate_key_pair (call->context, &pair), error) ||
      !call_check (call, call_bytes_of (ec_key_pair_get_public (pair), made->prekey.key), error) ||
      !call_check (call,
                   curve_calculate_signature (call->context, &signature,
                                              ec_key_pair_get_private (identity), made->prekey.key,
                                              ENGINE_KEY_BYTES),
                   error))
    return FALSE;
  g_assert (signal_buffer_len (signature) == ENGINE_SIGNATURE_BYTES);
  memcpy (made->signature, signal_buffer_data (signature), ENGINE_SIGNATURE_BYTES);
  return call_save_pair (call, &KEY_NAMED (KEY_SIGNED_PREKEY, made->prekey.id), pair,
                         made->signature, error);
}

static gboolean
generate_prekeys (const KeyStore *store,
                  EngineSignedPrekey *signed_prekey,
                  EnginePrekey *prekeys,
                  guint n,
                  GError **error)
{
  g_autoptr (Call) call = call_new (store, NULL);

  g_return_val_if_fail (n <= ENGINE_PREKEYS_MAX, FALSE);
  if (signed_prekey != NULL && !generate_signed_prekey (call, signed_prekey, error))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    g_return_val_if_fail (prekeys[i].id > 0 && prekeys[i].id <= ENGINE_LAST_RESORT, FALSE);
    if (!generate_prekey (call, &prekeys[i], error))
      return FALSE;
  }
  return TRUE;
}

/* -- Sessions. -- */

static gboolean
bundle_is_sound (const EnginePeer *peer, const EngineBundle *bundle)
{
  return keycheck_identity (peer->identity) && bundle->prekey.id > 0 &&
         bundle->prekey.id <= ENGINE_LAST_RESORT && keycheck_x25519 (bundle->prekey.key) &&
         keycheck_x25519 (bundle->signed_prekey.prekey.key);
}

static int
process_bundle (Call *call, const EngineBundle *bundle)
{
  const EngineSignedPrekey *spk = &bundle->signed_prekey;
  g_autoptr (EcPublicKey) identity = NULL;
  g_autoptr (EcPublicKey) signed_prekey = NULL;
  g_autoptr (EcPublicKey) prekey = NULL;
  g_autoptr (PreKeyBundle) library_bundle = NULL;
  g_autoptr (SessionBuilder) builder = NULL;
  int result;

  if ((result = curve_decode_point_ed (&identity, call->peer->identity, ENGINE_KEY_BYTES,
                                       call->context)) < 0 ||
      (result = curve_decode_point_mont (&signed_prekey, spk->prekey.key, ENGINE_KEY_BYTES,
                                         call->context)) < 0 ||
      (result = curve_decode_point_mont (&prekey, bundle->prekey.key, ENGINE_KEY_BYTES,
                                         call->context)) < 0 ||
      (result = session_pre_key_bundle_create (
           &library_bundle, CALL_REGISTRATION, call->address.device_id, bundle->prekey.id, prekey,
           spk->prekey.id, signed_prekey, spk->signature, ENGINE_SIGNATURE_BYTES, identity)) < 0 ||
      (result = session_builder_create (&builder, call->library_store, &call->address,
                                        call->context)) < 0)
    return result;
  session_builder_set_version (builder, CIPHERTEXT_OMEMO_VERSION);
  return session_builder_process_pre_key_bundle (builder, library_bundle);
}

static gboolean
start (const KeyStore *store,
       const EnginePeer *peer,
       const EngineBundle *bundle,
       EngineExchange *exchange,
       GError **error)
{
  g_autoptr (Call) call = call_new (store, peer);

  if (!bundle_is_sound (peer, bundle))
    return refuse (error, WHIN_ERROR_UNTRUSTED);
  if (!call_check (call, process_bundle (call, bundle), error) ||
      !call_base_key (call, exchange->base_key, error))
    return FALSE;
  exchange->signed_prekey = bundle->signed_prekey.prekey.id;
  exchange->prekey = bundle->prekey.id;
  return TRUE;
}

static GBytes *
encrypt (const KeyStore *store,
         const EnginePeer *peer,
         gconstpointer plain,
         gsize len,
         guint8 base_key[ENGINE_KEY_BYTES],
         gboolean *is_exchange,
         GError **error)
{
  g_autoptr (Call) call = call_new (store, peer);
  g_autoptr (SessionCipher) cipher = NULL;
  g_autoptr (CiphertextMessage) message = NULL;
  signal_buffer *wire;

  if (!call_base_key (call, base_key, error) || !call_cipher (call, &cipher, error) ||
      !call_check (call, session_cipher_encrypt (cipher, plain, len, &message), error))
    return NULL;
  *is_exchange = ciphertext_message_get_type (message) == CIPHERTEXT_PREKEY_TYPE;
  wire = ciphertext_message_get_serialized (message);
  return g_bytes_new (signal_buffer_data (wire), signal_buffer_len (wire));
}

/* Whether the library may see a message: the key in it is one it takes in one form only. */
static gboolean
message_is_sound (const signal_message *message)
{
  guint8 key[ENGINE_KEY_BYTES];

  return call_bytes_of (signal_message_get_sender_ratchet_key (message), key) == 0 &&
         keycheck_x25519 (key);
}

static GBytes *
decrypt (const KeyStore *store,
         const EnginePeer *peer,
         gconstpointer data,
         gsize len,
         guint8 base_key[ENGINE_KEY_BYTES],
         GError **error)
{
  g_autoptr (Call) call = call_new (store, peer);
  g_autoptr (SessionCipher) cipher = NULL;
  g_autoptr (SignalMessage) message = NULL;
  g_autoptr (SignalBuffer) plain = NULL;

  if (!omemo_wire_is_message (data, len) ||
      signal_message_deserialize_omemo (&message, data, len, call->context) < 0 ||
      !message_is_sound (message)) {
    refuse (error, WHIN_ERROR_UNDECRYPTABLE);
    return NULL;
  }
  if (!call_cipher (call, &cipher, error) ||
      !call_check (call, session_cipher_decrypt_signal_message (cipher, message, NULL, &plain),
                   error) ||
      !call_base_key (call, base_key, error))
    return NULL;
  return secret_bytes_new (signal_buffer_data (plain), signal_buffer_len (plain));
}

static gboolean
read_exchange (const pre_key_signal_message *message, EngineExchange *exchange)
{
  exchange->signed_prekey = pre_key_signal_message_get_signed_pre_key_id (message);
  exchange->prekey = pre_key_signal_message_get_pre_key_id (message);
  return call_bytes_of (pre_key_signal_message_get_base_key (message), exchange->base_key) == 0 &&
         keycheck_x25519 (exchange->base_key) &&
         message_is_sound (pre_key_signal_message_get_signal_message (message));
}

/* The identity as it was written, not as it was understood: one key has several spellings. */
static gboolean
is_from (const EnginePeer *peer, const pre_key_signal_message *message)
{
  guint8 identity[ENGINE_KEY_BYTES];

  return keycheck_identity (peer->identity) &&
         call_identity_of (pre_key_signal_message_get_identity_key (message), identity) == 0 &&
         memcmp (identity, peer->identity, ENGINE_KEY_BYTES) == 0;
}

static GBytes *
decrypt_exchange (const KeyStore *store,
                  const EnginePeer *peer,
                  gconstpointer data,
                  gsize len,
                  EngineExchange *exchange,
                  GError **error)
{
  g_autoptr (Call) call = call_new (store, peer);
  g_autoptr (SessionCipher) cipher = NULL;
  g_autoptr (PreKeySignalMessage) message = NULL;
  g_autoptr (SignalBuffer) plain = NULL;
  guint8 base_key[ENGINE_KEY_BYTES];

  if (!omemo_wire_is_exchange (data, len) ||
      pre_key_signal_message_deserialize_omemo (&message, data, len, CALL_REGISTRATION,
                                                call->context) < 0 ||
      !read_exchange (message, exchange)) {
    refuse (error, WHIN_ERROR_UNDECRYPTABLE);
    return NULL;
  }
  if (!is_from (peer, message)) {
    refuse (error, WHIN_ERROR_UNTRUSTED);
    return NULL;
  }
  if (!call_cipher (call, &cipher, error) ||
      !call_check (call,
                   session_cipher_decrypt_pre_key_signal_message (cipher, message, NULL, &plain),
                   error) ||
      !call_base_key (call, base_key, error))
    return NULL;
  /* The library also tries the other sessions with this peer. */
  if (memcmp (base_key, exchange->base_key, sizeof base_key) != 0) {
    refuse (error, WHIN_ERROR_UNDECRYPTABLE);
    return NULL;
  }
  return secret_bytes_new (signal_buffer_data (plain), signal_buffer_len (plain));
}

static gboolean
has_session (const KeyStore *store, const EnginePeer *peer, GError **error)
{
  g_autoptr (GBytes) record = NULL;

  return keystore_load (store, &KEY_OF_PEER (KEY_SESSION, &peer->address), &record, error) &&
         record != NULL;
}

static gboolean
drop (const KeyStore *store, const EnginePeer *peer, GError **error)
{
  return keystore_remove (store, &KEY_OF_PEER (KEY_SESSION, &peer->address), error);
}

static gboolean
is_of_key (const session_state *state, const guint8 base_key[ENGINE_KEY_BYTES])
{
  const ec_public_key *key = session_state_get_alice_base_key (state);
  guint8 bytes[ENGINE_KEY_BYTES];

  return key != NULL && call_bytes_of (key, bytes) == 0 &&
         memcmp (bytes, base_key, ENGINE_KEY_BYTES) == 0;
}

/* SG_ERR_NO_SESSION when there is none. */
static int
promote (session_record *record, const guint8 base_key[ENGINE_KEY_BYTES])
{
  session_record_state_node *node = session_record_get_previous_states_head (record);

  for (; node != NULL; node = session_record_get_previous_states_next (node)) {
    session_state *state = session_record_get_previous_states_element (node);
    int result;

    if (!is_of_key (state, base_key))
      continue;
    SIGNAL_REF (state);
    session_record_get_previous_states_remove (record, node);
    result = session_record_promote_state (record, state);
    SIGNAL_UNREF (state);
    return result;
  }
  return SG_ERR_NO_SESSION;
}

static gboolean
prefer (const KeyStore *store,
        const EnginePeer *peer,
        const guint8 base_key[ENGINE_KEY_BYTES],
        GError **error)
{
  g_autoptr (Call) call = call_new (store, peer);
  g_autoptr (SessionRecord) record = NULL;

  if (!call_record (call, &record, error))
    return FALSE;
  if (is_of_key (session_record_get_state (record), base_key))
    return TRUE;
  return call_check (call, promote (record, base_key), error) &&
         call_check (
             call,
             signal_protocol_session_store_session (call->library_store, &call->address, record),
             error);
}

static guint
count_archived (const session_record *record)
{
  session_record_state_node *node = session_record_get_previous_states_head (record);
  guint n = 0;

  for (; node != NULL; node = session_record_get_previous_states_next (node))
    n++;
  return n;
}

static gboolean
stats (const KeyStore *store, const EnginePeer *peer, EngineStats *figures, GError **error)
{
  g_autoptr (Call) call = call_new (store, peer);
  g_autoptr (SessionRecord) record = NULL;
  session_state *state;

  if (!call_record (call, &record, error))
    return FALSE;
  state = session_record_get_state (record);
  *figures = (EngineStats) {
    .archived = count_archived (record),
    .sent = ratchet_chain_key_get_index (session_state_get_sender_chain_key (state)),
    .unanswered = session_state_has_unacknowledged_pre_key_message (state) == 1,
    .bytes = call->record_bytes,
  };
  return TRUE;
}

static gboolean
selftest (GError **error)
{
  return engine_omemo_selftest (&engine_omemo, error);
}

const Engine engine_omemo = {
  .generate_identity = generate_identity,
  .generate_prekeys = generate_prekeys,
  .start = start,
  .encrypt = encrypt,
  .decrypt_exchange = decrypt_exchange,
  .decrypt = decrypt,
  .prefer = prefer,
  .has_session = has_session,
  .drop = drop,
  .stats = stats,
  .selftest = selftest,
};
