/* kemprekey: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kemprekey.h"

#include "pack.h"
#include "refuse.h"

#define LABEL "whinchat/e2ee/v1/kemprekey"
/* Keys of different kinds are never taken for each other, even of the same length. */
#define TYPE_ML_KEM_768 1

static GByteArray *
signed_part (const KemPrekey *prekey)
{
  GByteArray *part = g_byte_array_new ();

  pack_u8 (part, TYPE_ML_KEM_768);
  pack_u32 (part, prekey->id);
  pack_bytes (part, prekey->key, sizeof prekey->key);
  return part;
}

gboolean
kem_prekey_generate (const KeyStore *store,
                     const guint8 signing_key[PRIM_SIGN_SECRET_BYTES],
                     KemPrekey *prekey,
                     GError **error)
{
  guint8 secret_key[KEM_SECRET_BYTES];
  g_autoptr (GByteArray) part = NULL;
  gboolean saved;

  kem_keypair (prekey->key, secret_key);
  part = signed_part (prekey);
  prim_sign (signing_key, LABEL, part->data, part->len, prekey->signature);
  saved = keystore_save (store, &KEY_NAMED (KEY_KEM_PREKEY, prekey->id), secret_key,
                         sizeof secret_key, error);
  prim_wipe (secret_key, sizeof secret_key);
  return saved;
}

gboolean
kem_prekey_is_signed (const KemPrekey *prekey, const guint8 signing_key[PRIM_SIGN_PUBLIC_BYTES])
{
  g_autoptr (GByteArray) part = signed_part (prekey);

  return prim_verify (signing_key, LABEL, part->data, part->len, prekey->signature);
}

gboolean
kem_prekey_use (const KeyStore *store,
                guint32 id,
                const guint8 ciphertext[KEM_CIPHERTEXT_BYTES],
                guint8 shared[KEM_SHARED_BYTES],
                guint8 key_hash[PRIM_HASH_BYTES],
                GError **error)
{
  const KeyName name = KEY_NAMED (KEY_KEM_PREKEY, id);
  g_autoptr (GBytes) secret = NULL;
  const guint8 *secret_key;
  gsize len;

  if (!keystore_load (store, &name, &secret, error))
    return FALSE;
  secret_key = secret != NULL ? g_bytes_get_data (secret, &len) : NULL;
  if (secret_key == NULL || len != KEM_SECRET_BYTES ||
      !kem_decapsulate (secret_key, ciphertext, shared)) {
    return refuse (error, WHIN_ERROR_UNDECRYPTABLE);
  }
  kem_key_hash (kem_public_of (secret_key), key_hash);
  return id == KEM_LAST_RESORT || keystore_remove (store, &name, error);
}

void
kem_key_hash (const guint8 public_key[KEM_PUBLIC_BYTES], guint8 hash[PRIM_HASH_BYTES])
{
  prim_hash ("whinchat/e2ee/v1/kemkey", public_key, KEM_PUBLIC_BYTES, hash);
}
