/* test-engine-evil: a peer who follows the protocol with keys of low order, so that its messages
 * are authentic. The library agrees on a secret of zeros and opens them; the engine has to refuse.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "device.h"
#include "engine-omemo-call.h"
#include "error.h"
#include "low-order.h"

#include <string.h>

/* One of the canonical ones: a number, and no other way to write it. */
#define LOW_ORDER 4

typedef ratchet_root_key RootKey;
typedef ratchet_chain_key ChainKey;
typedef alice_signal_protocol_parameters Parameters;
typedef ratchet_identity_key_pair IdentityPair;

/* The pair agrees on zeros with every key: the secret half is zero too. */
static ec_key_pair *
evil_pair (Call *call)
{
  static const guint8 zeros[ENGINE_KEY_BYTES] = { 0 };
  guint8 low[ENGINE_KEY_BYTES];
  g_autoptr (EcPublicKey) public_key = NULL;
  g_autoptr (EcPrivateKey) private_key = NULL;
  ec_key_pair *pair = NULL;

  low_order_key (LOW_ORDER, low);
  g_assert_cmpint (curve_decode_point_mont (&public_key, low, sizeof low, call->context), ==, 0);
  g_assert_cmpint (curve_decode_private_point (&private_key, zeros, sizeof zeros, call->context),
                   ==, 0);
  g_assert_cmpint (ec_key_pair_create (&pair, public_key, private_key), ==, 0);
  return pair;
}

static void
save_record (Call *call, session_record *record)
{
  g_assert_cmpint (
      signal_protocol_session_store_session (call->library_store, &call->address, record), ==, 0);
}

/* Whether the library by itself opens what is the engine's to refuse. */
static gboolean
library_opens (Device *to, Device *from, GBytes *wire)
{
  g_autoptr (GHashTable) before = device_snapshot (to);
  EnginePeer peer = device_peer (from);
  g_autoptr (Call) call = call_new (&to->store, &peer);
  g_autoptr (SessionCipher) cipher = NULL;
  g_autoptr (SignalMessage) message = NULL;
  g_autoptr (PreKeySignalMessage) exchange = NULL;
  g_autoptr (SignalBuffer) plain = NULL;
  gsize len;
  gconstpointer data = g_bytes_get_data (wire, &len);
  int result;

  g_assert_true (call_cipher (call, &cipher, NULL));
  if (pre_key_signal_message_deserialize_omemo (&exchange, data, len, CALL_REGISTRATION,
                                                call->context) == 0)
    result = session_cipher_decrypt_pre_key_signal_message (cipher, exchange, NULL, &plain);
  else {
    g_assert_cmpint (signal_message_deserialize_omemo (&message, data, len, call->context), ==, 0);
    result = session_cipher_decrypt_signal_message (cipher, message, NULL, &plain);
  }
  device_restore (to, before);
  return result >= 0;
}

static GBytes *
encrypt (Device *from, Device *to)
{
  EnginePeer peer = device_peer (to);
  guint8 base_key[ENGINE_KEY_BYTES];
  gboolean is_exchange;
  g_autoptr (GError) error = NULL;
  GBytes *wire = engine_omemo.encrypt (&from->store, &peer, "x", 1, base_key, &is_exchange, &error);

  g_assert_no_error (error);
  return wire;
}

/* -- The key of an exchange. -- */

static void
begin_evil (Call *call, const EngineBundle *bundle)
{
  g_autoptr (SessionRecord) record = NULL;
  g_autoptr (EcKeyPair) base = evil_pair (call);
  g_autoptr (EcKeyPair) own = NULL;
  g_autoptr (EcPublicKey) identity = NULL;
  g_autoptr (EcPublicKey) signed_prekey = NULL;
  g_autoptr (EcPublicKey) prekey = NULL;
  IdentityPair *own_identity = NULL;
  Parameters *parameters = NULL;
  session_state *state;

  g_assert_true (call_load_pair (call, &KEY_NAMED (KEY_IDENTITY, 0), &own, NULL, NULL));
  g_assert_cmpint (ratchet_identity_key_pair_create (&own_identity, ec_key_pair_get_public (own),
                                                     ec_key_pair_get_private (own)),
                   ==, 0);
  curve_decode_point_ed (&identity, call->peer->identity, ENGINE_KEY_BYTES, call->context);
  curve_decode_point_mont (&signed_prekey, bundle->signed_prekey.prekey.key, ENGINE_KEY_BYTES,
                           call->context);
  curve_decode_point_mont (&prekey, bundle->prekey.key, ENGINE_KEY_BYTES, call->context);
  g_assert_cmpint (alice_signal_protocol_parameters_create (&parameters, own_identity, base,
                                                            identity, signed_prekey, prekey,
                                                            signed_prekey),
                   ==, 0);
  g_assert_cmpint (session_record_create (&record, NULL, call->context), ==, 0);
  session_record_set_version (record, CIPHERTEXT_OMEMO_VERSION);
  state = session_record_get_state (record);
  session_state_set_session_version (state, CIPHERTEXT_OMEMO_VERSION);
  g_assert_cmpint (ratcheting_session_alice_initialize (state, parameters, call->context), ==, 0);
  session_state_set_unacknowledged_pre_key_message (
      state, &bundle->prekey.id, bundle->signed_prekey.prekey.id, ec_key_pair_get_public (base));
  session_state_set_alice_base_key (state, ec_key_pair_get_public (base));
  save_record (call, record);
  SIGNAL_UNREF (parameters);
  SIGNAL_UNREF (own_identity);
}

static void
test_base_key (void)
{
  g_autoptr (Device) evil = device_new (1, 1);
  g_autoptr (Device) victim = device_new (2, 1);
  EnvelopeBundle bundle = device_bundle (victim);
  EnginePeer peer = device_peer (victim), back = device_peer (evil);
  g_autoptr (Call) call = call_new (&evil->store, &peer);
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GError) error = NULL;
  EngineExchange exchange;

  begin_evil (call, &bundle.engine);
  wire = encrypt (evil, victim);
  /* Or this would be about nothing. */
  g_assert_true (library_opens (victim, evil, wire));
  g_assert_null (engine_omemo.decrypt_exchange (&victim->store, &back,
                                                g_bytes_get_data (wire, NULL),
                                                g_bytes_get_size (wire), &exchange, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNDECRYPTABLE);
}

/* -- The key of a turn of the ratchet. -- */

/* From the state before the victim's last message was heard, and the key in that message. */
static void
turn_evil (Call *call, session_record *record, const ec_public_key *victim_key)
{
  session_state *state = session_record_get_state (record);
  const struct ratchet_kdf_infos *infos = session_state_get_kdf_infos (state);
  g_autoptr (EcKeyPair) turn = evil_pair (call);
  RootKey *heard_root = NULL, *next_root = NULL;
  ChainKey *heard_chain = NULL, *next_chain = NULL;

  g_assert_cmpint (ratchet_root_key_create_chain (
                       session_state_get_root_key (state), &heard_root, &heard_chain,
                       (ec_public_key *) victim_key,
                       ec_key_pair_get_private (session_state_get_sender_ratchet_key_pair (state)),
                       infos),
                   ==, 0);
  g_assert_cmpint (ratchet_root_key_create_chain (heard_root, &next_root, &next_chain,
                                                  (ec_public_key *) victim_key,
                                                  ec_key_pair_get_private (turn), infos),
                   ==, 0);
  session_state_set_root_key (state, next_root);
  session_state_set_sender_chain (state, turn, next_chain);
  session_state_clear_unacknowledged_pre_key_message (state);
  save_record (call, record);
  SIGNAL_UNREF (heard_root);
  SIGNAL_UNREF (heard_chain);
  SIGNAL_UNREF (next_root);
  SIGNAL_UNREF (next_chain);
}

static void
test_ratchet_key (void)
{
  g_autoptr (Device) evil = device_new (1, 1);
  g_autoptr (Device) victim = device_new (2, 1);
  EnginePeer peer = device_peer (victim), back = device_peer (evil);
  g_autoptr (Call) call = call_new (&evil->store, &peer);
  g_autoptr (SessionRecord) record = NULL;
  g_autoptr (SignalMessage) heard = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GError) error = NULL;
  EnvelopeBundle bundle = device_bundle (victim);
  EngineExchange exchange;
  guint8 base_key[ENGINE_KEY_BYTES];

  g_assert_true (engine_omemo.start (&evil->store, &peer, &bundle.engine, &exchange, NULL));
  first = encrypt (evil, victim);
  g_bytes_unref (engine_omemo.decrypt_exchange (&victim->store, &back,
                                                g_bytes_get_data (first, NULL),
                                                g_bytes_get_size (first), &exchange, &error));
  g_assert_no_error (error);
  answer = encrypt (victim, evil);
  g_assert_cmpint (signal_message_deserialize_omemo (&heard, g_bytes_get_data (answer, NULL),
                                                     g_bytes_get_size (answer), call->context),
                   ==, 0);
  g_assert_true (call_record (call, &record, NULL));
  turn_evil (call, record, signal_message_get_sender_ratchet_key (heard));
  wire = encrypt (evil, victim);
  g_assert_true (library_opens (victim, evil, wire));
  g_assert_null (engine_omemo.decrypt (&victim->store, &back, g_bytes_get_data (wire, NULL),
                                       g_bytes_get_size (wire), base_key, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNDECRYPTABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (envelope_init (&engine_omemo, NULL));
  g_test_add_func ("/engine-evil/base-key", test_base_key);
  g_test_add_func ("/engine-evil/ratchet-key", test_ratchet_key);
  return g_test_run ();
}
