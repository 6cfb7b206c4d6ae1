/* engine-omemo-call: one call of libomemo-c: a context, and its store over the caller's.
 * Private to engine-omemo.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

#include <protocol.h>
#include <session_builder.h>
#include <session_cipher.h>
#include <session_pre_key.h>
#include <session_state.h>
#include <signal_protocol.h>

/* Protocol 4 does not carry registration ids; the library keeps one all the same. */
#define CALL_REGISTRATION 1

typedef struct {
  const KeyStore *store; /* borrowed, as is peer */
  const EnginePeer *peer;
  signal_context *context;
  signal_protocol_store_context *library_store;
  signal_protocol_address address;
  IdText name;
  gsize record_bytes; /* of the session loaded last */
  GError *error;      /* what the store said */
} Call;

#define CALL_TYPE(Name, name)                                                                      \
  typedef name Name;                                                                               \
  static inline void Name##_unref (Name *object)                                                   \
  {                                                                                                \
    signal_type_unref ((signal_type_base *) object);                                               \
  }                                                                                                \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Name, Name##_unref)

CALL_TYPE (EcPublicKey, ec_public_key)
CALL_TYPE (EcPrivateKey, ec_private_key)
CALL_TYPE (EcKeyPair, ec_key_pair)
CALL_TYPE (PreKey, session_pre_key)
CALL_TYPE (SignedPreKey, session_signed_pre_key)
CALL_TYPE (PreKeyBundle, session_pre_key_bundle)
CALL_TYPE (CiphertextMessage, ciphertext_message)
CALL_TYPE (SignalMessage, signal_message)
CALL_TYPE (PreKeySignalMessage, pre_key_signal_message)
CALL_TYPE (SessionRecord, session_record)
typedef session_builder SessionBuilder;
typedef session_cipher SessionCipher;
typedef signal_buffer SignalBuffer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SessionBuilder, session_builder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SessionCipher, session_cipher_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SignalBuffer, signal_buffer_bzero_free)

/* peer is NULL where only this device's own keys are at work. */
Call *call_new (const KeyStore *store, const EnginePeer *peer);
void call_free (Call *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* TRUE unless result, or the store during it, was an error. */
gboolean call_check (Call *call, int result, GError **error);

/* The encodings that go to others: X25519, and Ed25519 for an identity. 0 or a library error. */
int call_bytes_of (const ec_public_key *key, guint8 bytes[ENGINE_KEY_BYTES]);
int call_identity_of (const ec_public_key *key, guint8 bytes[ENGINE_KEY_BYTES]);

/* A key pair of this device; signature is NULL except with a signed prekey. A missing one is
 * WHIN_ERROR_UNDECRYPTABLE: only a message names one that is not there. */
gboolean call_save_pair (Call *call,
                         const KeyName *name,
                         const ec_key_pair *pair,
                         const guint8 *signature,
                         GError **error);
gboolean call_load_pair (Call *call,
                         const KeyName *name,
                         ec_key_pair **pair,
                         guint8 *signature,
                         GError **error);

/* The stored session with the peer; WHIN_ERROR_NO_SESSION when there is none. */
gboolean call_record (Call *call, session_record **record, GError **error);
/* The base key that names the state of it that is in use. */
gboolean call_base_key (Call *call, guint8 base_key[ENGINE_KEY_BYTES], GError **error);
gboolean call_cipher (Call *call, session_cipher **cipher, GError **error);
