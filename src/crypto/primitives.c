/* primitives: see the header. The only calls of randombytes_buf in this folder are here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "primitives.h"

#include "error.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT (PRIM_HASH_BYTES == crypto_hash_sha256_BYTES);
G_STATIC_ASSERT (PRIM_SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT (PRIM_SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES);
G_STATIC_ASSERT (PRIM_SIGNATURE_BYTES == crypto_sign_BYTES);
G_STATIC_ASSERT (PRIM_SEAL_OVERHEAD == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                           crypto_aead_xchacha20poly1305_ietf_ABYTES);

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

gboolean
prim_init (GError **error)
{
  if (sodium_init () >= 0 && sodium_library_version_major () >= 10)
    return TRUE;
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_TOO_OLD,
               _ ("libsodium %s is too old to keep messages safe."), sodium_version_string ());
  return FALSE;
}

void
prim_random (gpointer out, gsize len)
{
  randombytes_buf (out, len);
}

void
prim_wipe (gpointer secret, gsize len)
{
  sodium_memzero (secret, len);
}

gboolean
prim_equal (gconstpointer a, gconstpointer b, gsize len)
{
  return sodium_memcmp (a, b, len) == 0;
}

void
prim_hash (const char *label, gconstpointer data, gsize len, guint8 hash[PRIM_HASH_BYTES])
{
  crypto_hash_sha256_state state;

  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, (const guint8 *) label, strlen (label) + 1);
  if (len > 0)
    crypto_hash_sha256_update (&state, data, len);
  crypto_hash_sha256_final (&state, hash);
}

static void
hmac (gconstpointer key,
      gsize key_len,
      gconstpointer const *parts,
      const gsize *lens,
      guint n,
      guint8 out[PRIM_HASH_BYTES])
{
  crypto_auth_hmacsha256_state state;

  crypto_auth_hmacsha256_init (&state, key, key_len);
  for (guint i = 0; i < n; i++)
    if (lens[i] > 0)
      crypto_auth_hmacsha256_update (&state, parts[i], lens[i]);
  crypto_auth_hmacsha256_final (&state, out);
  sodium_memzero (&state, sizeof state);
}

void
prim_hkdf_bytes (gconstpointer ikm,
                 gsize ikm_len,
                 gconstpointer salt,
                 gsize salt_len,
                 gconstpointer info,
                 gsize info_len,
                 gpointer out,
                 gsize out_len)
{
  static const guint8 no_salt[PRIM_HASH_BYTES] = { 0 };
  guint8 prk[PRIM_HASH_BYTES], block[PRIM_HASH_BYTES];
  gsize block_len = 0;
  guint8 *at = out;

  g_return_if_fail (out_len <= 255 * PRIM_HASH_BYTES);
  hmac (salt != NULL ? salt : no_salt, salt != NULL ? salt_len : sizeof no_salt, &ikm, &ikm_len, 1,
        prk);
  for (guint8 i = 1; out_len > 0; i++) {
    gconstpointer parts[] = { block, info, &i };
    gsize lens[] = { block_len, info_len, 1 };
    gsize n = MIN (out_len, sizeof block);

    hmac (prk, sizeof prk, parts, lens, G_N_ELEMENTS (parts), block);
    block_len = sizeof block;
    memcpy (at, block, n);
    at += n;
    out_len -= n;
  }
  sodium_memzero (prk, sizeof prk);
  sodium_memzero (block, sizeof block);
}

void
prim_hkdf (gconstpointer ikm,
           gsize ikm_len,
           gconstpointer salt,
           gsize salt_len,
           const char *info,
           gpointer out,
           gsize out_len)
{
  prim_hkdf_bytes (ikm, ikm_len, salt, salt_len, info, strlen (info), out, out_len);
}

void
prim_step (const guint8 key[PRIM_KEY_BYTES], guint8 step, guint8 out[PRIM_KEY_BYTES])
{
  gconstpointer part = &step;
  gsize len = 1;

  hmac (key, PRIM_KEY_BYTES, &part, &len, 1, out);
}

/* -- Signatures. -- */

void
prim_sign_keypair (guint8 public_key[PRIM_SIGN_PUBLIC_BYTES],
                   guint8 secret_key[PRIM_SIGN_SECRET_BYTES])
{
  crypto_sign_keypair (public_key, secret_key);
}

static GByteArray *
labelled (const char *label, gconstpointer data, gsize len)
{
  GByteArray *all = g_byte_array_new ();

  g_byte_array_append (all, (const guint8 *) label, (guint) strlen (label) + 1);
  if (len > 0)
    g_byte_array_append (all, data, (guint) len);
  return all;
}

void
prim_sign (const guint8 secret_key[PRIM_SIGN_SECRET_BYTES],
           const char *label,
           gconstpointer data,
           gsize len,
           guint8 signature[PRIM_SIGNATURE_BYTES])
{
  g_autoptr (GByteArray) all = labelled (label, data, len);

  crypto_sign_detached (signature, NULL, all->data, all->len, secret_key);
}

gboolean
prim_verify (const guint8 public_key[PRIM_SIGN_PUBLIC_BYTES],
             const char *label,
             gconstpointer data,
             gsize len,
             const guint8 signature[PRIM_SIGNATURE_BYTES])
{
  g_autoptr (GByteArray) all = labelled (label, data, len);

  return crypto_sign_verify_detached (signature, all->data, all->len, public_key) == 0;
}

/* -- Sealing. -- */

GBytes *
prim_seal (const guint8 key[PRIM_KEY_BYTES],
           gconstpointer ad,
           gsize ad_len,
           gconstpointer plain,
           gsize len)
{
  guint8 *sealed = g_malloc (PRIM_SEAL_OVERHEAD + len);

  prim_random (sealed, NONCE_BYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed + NONCE_BYTES, NULL, plain, len, ad, ad_len,
                                              NULL, sealed, key);
  return g_bytes_new_take (sealed, PRIM_SEAL_OVERHEAD + len);
}

GBytes *
prim_open (const guint8 key[PRIM_KEY_BYTES],
           gconstpointer ad,
           gsize ad_len,
           gconstpointer sealed,
           gsize len)
{
  const guint8 *nonce = sealed;
  g_autofree guint8 *plain = NULL;

  if (len < PRIM_SEAL_OVERHEAD)
    return NULL;
  plain = g_malloc (len - PRIM_SEAL_OVERHEAD + 1);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (plain, NULL, NULL, nonce + NONCE_BYTES,
                                                  len - NONCE_BYTES, ad, ad_len, nonce, key) != 0)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&plain), len - PRIM_SEAL_OVERHEAD);
}
