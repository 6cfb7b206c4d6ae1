/* engine-omemo-call: see the header. The library asks for its own record formats; of the two kinds
 * of prekeys ours are kept instead and turned into its own here, so that it never parses what it
 * has not just written. Of its session records the keystore checks that they are what it wrote.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-omemo-call.h"

#include "engine-omemo-wire.h"
#include "pack.h"
#include "primitives.h"
#include "provider.h"
#include "refuse.h"
#include "secret.h"

#include <string.h>

#define PAIR_BYTES (2 * ENGINE_KEY_BYTES)

/* -- Errors. -- */

static WhinError
code_of (int result)
{
  switch (result) {
  case SG_ERR_DUPLICATE_MESSAGE:
    return WHIN_ERROR_DUPLICATE;
  case SG_ERR_NO_SESSION:
    return WHIN_ERROR_NO_SESSION;
  case SG_ERR_UNTRUSTED_IDENTITY:
  case SG_ERR_INVALID_KEY:
    return WHIN_ERROR_UNTRUSTED;
  default:
    return WHIN_ERROR_UNDECRYPTABLE;
  }
}

gboolean
call_check (Call *call, int result, GError **error)
{
  if (call->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&call->error));
    return FALSE;
  }
  return result >= 0 || refuse (error, code_of (result));
}

/* What a callback answers when the store has failed. */
static int
stored (gboolean ok)
{
  return ok ? SG_SUCCESS : SG_ERR_UNKNOWN;
}

/* -- Keys. -- */

static int
take_key (signal_buffer *key, guint8 bytes[ENGINE_KEY_BYTES])
{
  g_autoptr (SignalBuffer) buffer = key;

  if (buffer == NULL || signal_buffer_len (buffer) != ENGINE_KEY_BYTES)
    return SG_ERR_INVALID_KEY;
  memcpy (bytes, signal_buffer_data (buffer), ENGINE_KEY_BYTES);
  return 0;
}

int
call_bytes_of (const ec_public_key *key, guint8 bytes[ENGINE_KEY_BYTES])
{
  return take_key (ec_public_key_get_mont (key), bytes);
}

int
call_identity_of (const ec_public_key *key, guint8 bytes[ENGINE_KEY_BYTES])
{
  return take_key (ec_public_key_get_ed (key), bytes);
}

gboolean
call_save_pair (Call *call,
                const KeyName *name,
                const ec_key_pair *pair,
                const guint8 *signature,
                GError **error)
{
  g_autoptr (SecretArray) body = secret_array_new (PAIR_BYTES + ENGINE_SIGNATURE_BYTES);
  g_autoptr (SignalBuffer) private_key = NULL;
  guint8 public_key[ENGINE_KEY_BYTES];
  int result = ec_private_key_serialize (&private_key, ec_key_pair_get_private (pair));

  if (result >= 0)
    result = call_bytes_of (ec_key_pair_get_public (pair), public_key);
  if (!call_check (call, result, error))
    return FALSE;
  pack_bytes (body, signal_buffer_data (private_key), ENGINE_KEY_BYTES);
  pack_bytes (body, public_key, ENGINE_KEY_BYTES);
  if (signature != NULL)
    pack_bytes (body, signature, ENGINE_SIGNATURE_BYTES);
  return keystore_save (call->store, name, body->data, body->len, error);
}

static int
make_pair (Call *call, const guint8 *private_key, const guint8 *public_key, ec_key_pair **pair)
{
  g_autoptr (EcPrivateKey) private_point = NULL;
  g_autoptr (EcPublicKey) public_point = NULL;
  int result;

  if ((result = curve_decode_private_point (&private_point, private_key, ENGINE_KEY_BYTES,
                                            call->context)) < 0 ||
      (result = curve_decode_point_mont (&public_point, public_key, ENGINE_KEY_BYTES,
                                         call->context)) < 0)
    return result;
  return ec_key_pair_create (pair, public_point, private_point);
}

gboolean
call_load_pair (Call *call,
                const KeyName *name,
                ec_key_pair **pair,
                guint8 *signature,
                GError **error)
{
  g_autoptr (GBytes) body = NULL;
  const guint8 *data;
  gsize len;

  if (!keystore_load (call->store, name, &body, error))
    return FALSE;
  if (body == NULL)
    return call_check (call, SG_ERR_INVALID_KEY_ID, error);
  data = g_bytes_get_data (body, &len);
  if (len != PAIR_BYTES + (signature != NULL ? ENGINE_SIGNATURE_BYTES : 0))
    return refuse (error, WHIN_ERROR_CORRUPT);
  if (signature != NULL)
    memcpy (signature, data + PAIR_BYTES, ENGINE_SIGNATURE_BYTES);
  return call_check (call, make_pair (call, data, data + ENGINE_KEY_BYTES, pair), error);
}

/* -- The library's stores. -- */

static int
load_identity (signal_buffer **public_key, signal_buffer **private_key, void *data)
{
  Call *call = data;
  g_autoptr (EcKeyPair) pair = NULL;
  int result;

  if (!call_load_pair (call, &KEY_NAMED (KEY_IDENTITY, 0), &pair, NULL, &call->error))
    return SG_ERR_UNKNOWN;
  result = ec_public_key_serialize (public_key, ec_key_pair_get_public (pair));
  return result < 0 ? result
                    : ec_private_key_serialize (private_key, ec_key_pair_get_private (pair));
}

static int
get_registration (void *data, uint32_t *registration)
{
  *registration = CALL_REGISTRATION;
  return SG_SUCCESS;
}

/* Who is trusted stands in the signed device list, not here. */
static int
save_identity (const signal_protocol_address *address, uint8_t *key, size_t len, void *data)
{
  return SG_SUCCESS;
}

static int
is_trusted (const signal_protocol_address *address, uint8_t *key, size_t len, void *data)
{
  Call *call = data;
  g_autoptr (EcPublicKey) trusted = NULL;
  g_autoptr (SignalBuffer) written = NULL;

  if (curve_decode_point_ed (&trusted, call->peer->identity, ENGINE_KEY_BYTES, call->context) < 0 ||
      ec_public_key_serialize (&written, trusted) < 0)
    return SG_ERR_UNKNOWN;
  return signal_buffer_len (written) == len && prim_equal (signal_buffer_data (written), key, len);
}

static int
load_prekey (signal_buffer **record, uint32_t id, void *data)
{
  Call *call = data;
  g_autoptr (EcKeyPair) pair = NULL;
  g_autoptr (PreKey) prekey = NULL;
  int result;

  if (!call_load_pair (call, &KEY_NAMED (KEY_PREKEY, id), &pair, NULL, &call->error))
    return SG_ERR_UNKNOWN;
  result = session_pre_key_create (&prekey, id, pair);
  return result < 0 ? result : session_pre_key_serialize (record, prekey);
}

static int
remove_prekey (uint32_t id, void *data)
{
  Call *call = data;

  return stored (keystore_remove (call->store, &KEY_NAMED (KEY_PREKEY, id), &call->error));
}

static int
load_signed_prekey (signal_buffer **record, uint32_t id, void *data)
{
  Call *call = data;
  g_autoptr (EcKeyPair) pair = NULL;
  g_autoptr (SignedPreKey) prekey = NULL;
  guint8 signature[ENGINE_SIGNATURE_BYTES];
  int result;

  if (!call_load_pair (call, &KEY_NAMED (KEY_SIGNED_PREKEY, id), &pair, signature, &call->error))
    return SG_ERR_UNKNOWN;
  result = session_signed_pre_key_create (&prekey, id, 0, pair, signature, sizeof signature,
                                          signature, sizeof signature);
  return result < 0 ? result : session_signed_pre_key_serialize (record, prekey);
}

static int
load_session (signal_buffer **record,
              signal_buffer **user_record,
              const signal_protocol_address *address,
              void *data)
{
  Call *call = data;
  g_autoptr (GBytes) body = NULL;
  gconstpointer bytes;
  gsize len;

  if (!keystore_load (call->store, &KEY_OF_PEER (KEY_SESSION, &call->peer->address), &body,
                      &call->error))
    return SG_ERR_UNKNOWN;
  if (body == NULL)
    return 0;
  bytes = g_bytes_get_data (body, &len);
  call->record_bytes = len;
  *record = signal_buffer_create (bytes, len);
  return *record != NULL ? 1 : SG_ERR_NOMEM;
}

static int
has_session (const signal_protocol_address *address, void *data)
{
  Call *call = data;
  g_autoptr (GBytes) body = NULL;

  if (!keystore_load (call->store, &KEY_OF_PEER (KEY_SESSION, &call->peer->address), &body,
                      &call->error))
    return SG_ERR_UNKNOWN;
  return body != NULL;
}

static int
save_session (const signal_protocol_address *address,
              uint8_t *record,
              size_t len,
              uint8_t *user_record,
              size_t user_len,
              void *data)
{
  Call *call = data;

  return stored (keystore_save (call->store, &KEY_OF_PEER (KEY_SESSION, &call->peer->address),
                                record, len, &call->error));
}

static int
set_stores (Call *call)
{
  signal_protocol_session_store sessions = {
    .load_session_func = load_session,
    .store_session_func = save_session,
    .contains_session_func = has_session,
    .user_data = call,
  };
  signal_protocol_pre_key_store prekeys = {
    .load_pre_key = load_prekey,
    .remove_pre_key = remove_prekey,
    .user_data = call,
  };
  signal_protocol_signed_pre_key_store signed_prekeys = {
    .load_signed_pre_key = load_signed_prekey,
    .user_data = call,
  };
  signal_protocol_identity_key_store identities = {
    .get_identity_key_pair = load_identity,
    .get_local_registration_id = get_registration,
    .save_identity = save_identity,
    .is_trusted_identity = is_trusted,
    .user_data = call,
  };
  signal_protocol_store_context *store = call->library_store;
  int result;

  if ((result = signal_protocol_store_context_set_session_store (store, &sessions)) < 0 ||
      (result = signal_protocol_store_context_set_pre_key_store (store, &prekeys)) < 0 ||
      (result = signal_protocol_store_context_set_signed_pre_key_store (store, &signed_prekeys)) <
          0)
    return result;
  return signal_protocol_store_context_set_identity_key_store (store, &identities);
}

/* -- A call. -- */

Call *
call_new (const KeyStore *store, const EnginePeer *peer)
{
  Call *call = g_new0 (Call, 1);
  int result;

  call->store = store;
  call->peer = peer;
  if (peer != NULL) {
    id_to_text (&peer->address.account, call->name);
    call->address =
        (signal_protocol_address) { call->name, ID_TEXT_LEN, (gint32) peer->address.device };
  }
  if ((result = signal_context_create (&call->context, NULL)) >= 0 &&
      (result = provider_install (call->context)) >= 0 &&
      (result = signal_protocol_store_context_create (&call->library_store, call->context)) >= 0)
    result = set_stores (call);
  /* It fails only for want of memory. */
  g_assert (result >= 0);
  return call;
}

void
call_free (Call *call)
{
  signal_protocol_store_context_destroy (call->library_store);
  signal_context_destroy (call->context);
  g_clear_error (&call->error);
  g_free (call);
}

gboolean
call_cipher (Call *call, session_cipher **cipher, GError **error)
{
  int result = session_cipher_create (cipher, call->library_store, &call->address, call->context);

  if (!call_check (call, result, error))
    return FALSE;
  session_cipher_set_version (*cipher, CIPHERTEXT_OMEMO_VERSION);
  return TRUE;
}

gboolean
call_record (Call *call, session_record **record, GError **error)
{
  g_autoptr (SessionRecord) loaded = NULL;
  int result = signal_protocol_session_load_session (call->library_store, &loaded, &call->address,
                                                     CIPHERTEXT_OMEMO_VERSION);

  if (result >= 0 && session_record_is_fresh (loaded))
    result = SG_ERR_NO_SESSION;
  if (!call_check (call, result, error))
    return FALSE;
  *record = g_steal_pointer (&loaded);
  return TRUE;
}

gboolean
call_base_key (Call *call, guint8 base_key[ENGINE_KEY_BYTES], GError **error)
{
  g_autoptr (GBytes) body = NULL;

  if (!keystore_load (call->store, &KEY_OF_PEER (KEY_SESSION, &call->peer->address), &body, error))
    return FALSE;
  if (body == NULL)
    return call_check (call, SG_ERR_NO_SESSION, error);
  if (omemo_wire_base_key (g_bytes_get_data (body, NULL), g_bytes_get_size (body), base_key))
    return TRUE;
  return refuse (error, WHIN_ERROR_CORRUPT);
}
