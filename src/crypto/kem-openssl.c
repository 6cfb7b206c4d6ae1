/* kem-openssl: ML-KEM-768 from libcrypto 3.5 or newer; see kem.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kem.h"

#include "error.h"

#include <glib/gi18n.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#define ALGORITHM "ML-KEM-768"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_KEM, EVP_KEM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)

gboolean
kem_init (GError **error)
{
  g_autoptr (EVP_KEM) kem = EVP_KEM_fetch (NULL, ALGORITHM, NULL);

  if (kem != NULL)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_OLD,
                       _ ("This system's OpenSSL is too old to keep messages safe."));
  return FALSE;
}

gboolean
kem_keypair_from_seed (const guint8 seed[KEM_SEED_BYTES],
                       guint8 public_key[KEM_PUBLIC_BYTES],
                       guint8 secret_key[KEM_SECRET_BYTES])
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, ALGORITHM, NULL);
  OSSL_PARAM parameters[] = {
    OSSL_PARAM_construct_octet_string (OSSL_PKEY_PARAM_ML_KEM_SEED, (gpointer) seed,
                                       KEM_SEED_BYTES),
    OSSL_PARAM_construct_end (),
  };
  g_autoptr (EVP_PKEY) key = NULL;
  gsize public_len = KEM_PUBLIC_BYTES, secret_len = KEM_SECRET_BYTES;

  return context != NULL && EVP_PKEY_fromdata_init (context) > 0 &&
         EVP_PKEY_fromdata (context, &key, EVP_PKEY_KEYPAIR, parameters) > 0 &&
         EVP_PKEY_get_raw_public_key (key, public_key, &public_len) > 0 &&
         EVP_PKEY_get_raw_private_key (key, secret_key, &secret_len) > 0 &&
         public_len == KEM_PUBLIC_BYTES && secret_len == KEM_SECRET_BYTES;
}

gboolean
kem_encapsulate (const guint8 public_key[KEM_PUBLIC_BYTES],
                 guint8 ciphertext[KEM_CIPHERTEXT_BYTES],
                 guint8 shared[KEM_SHARED_BYTES])
{
  g_autoptr (EVP_PKEY) key =
      EVP_PKEY_new_raw_public_key_ex (NULL, ALGORITHM, NULL, public_key, KEM_PUBLIC_BYTES);
  g_autoptr (EVP_PKEY_CTX) context =
      key != NULL ? EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL) : NULL;
  gsize ciphertext_len = KEM_CIPHERTEXT_BYTES, shared_len = KEM_SHARED_BYTES;

  return context != NULL && EVP_PKEY_encapsulate_init (context, NULL) > 0 &&
         EVP_PKEY_encapsulate (context, ciphertext, &ciphertext_len, shared, &shared_len) > 0;
}

gboolean
kem_decapsulate (const guint8 secret_key[KEM_SECRET_BYTES],
                 const guint8 ciphertext[KEM_CIPHERTEXT_BYTES],
                 guint8 shared[KEM_SHARED_BYTES])
{
  g_autoptr (EVP_PKEY) key =
      EVP_PKEY_new_raw_private_key_ex (NULL, ALGORITHM, NULL, secret_key, KEM_SECRET_BYTES);
  g_autoptr (EVP_PKEY_CTX) context =
      key != NULL ? EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL) : NULL;
  gsize shared_len = KEM_SHARED_BYTES;

  return context != NULL && EVP_PKEY_decapsulate_init (context, NULL) > 0 &&
         EVP_PKEY_decapsulate (context, shared, &shared_len, ciphertext, KEM_CIPHERTEXT_BYTES) > 0;
}
