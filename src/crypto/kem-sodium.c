/* kem-sodium: ML-KEM-768 from libsodium 1.0.22 or newer; see kem.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kem.h"

#include <sodium.h>

G_STATIC_ASSERT (KEM_PUBLIC_BYTES == crypto_kem_mlkem768_PUBLICKEYBYTES);
G_STATIC_ASSERT (KEM_SECRET_BYTES == crypto_kem_mlkem768_SECRETKEYBYTES);
G_STATIC_ASSERT (KEM_CIPHERTEXT_BYTES == crypto_kem_mlkem768_CIPHERTEXTBYTES);
G_STATIC_ASSERT (KEM_SHARED_BYTES == crypto_kem_mlkem768_SHAREDSECRETBYTES);
G_STATIC_ASSERT (KEM_SEED_BYTES == crypto_kem_mlkem768_SEEDBYTES);

gboolean
kem_init (GError **error)
{
  return TRUE;
}

gboolean
kem_keypair_from_seed (const guint8 seed[KEM_SEED_BYTES],
                       guint8 public_key[KEM_PUBLIC_BYTES],
                       guint8 secret_key[KEM_SECRET_BYTES])
{
  return crypto_kem_mlkem768_seed_keypair (public_key, secret_key, seed) == 0;
}

gboolean
kem_encapsulate (const guint8 public_key[KEM_PUBLIC_BYTES],
                 guint8 ciphertext[KEM_CIPHERTEXT_BYTES],
                 guint8 shared[KEM_SHARED_BYTES])
{
  return crypto_kem_mlkem768_enc (ciphertext, shared, public_key) == 0;
}

gboolean
kem_decapsulate (const guint8 secret_key[KEM_SECRET_BYTES],
                 const guint8 ciphertext[KEM_CIPHERTEXT_BYTES],
                 guint8 shared[KEM_SHARED_BYTES])
{
  return crypto_kem_mlkem768_dec (shared, ciphertext, secret_key) == 0;
}
