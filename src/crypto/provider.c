/* provider: see the header. Errors are the library's numbers: these are its callbacks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "provider.h"

#include "primitives.h"

#include <glib.h>
#include <openssl/evp.h>
#include <sodium.h>

#define AES_KEY_BYTES 32
#define AES_BLOCK_BYTES 16

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

static int
random_bytes (uint8_t *data, size_t len, void *user_data)
{
  prim_random (data, len);
  return 0;
}

static int
give (signal_buffer **output, uint8_t *data, size_t len)
{
  *output = signal_buffer_create (data, len);
  prim_wipe (data, len);
  return *output != NULL ? 0 : SG_ERR_NOMEM;
}

static int
hmac_init (void **context, const uint8_t *key, size_t len, void *user_data)
{
  crypto_auth_hmacsha256_state *state = g_new (crypto_auth_hmacsha256_state, 1);

  crypto_auth_hmacsha256_init (state, key, len);
  *context = state;
  return 0;
}

static int
hmac_update (void *context, const uint8_t *data, size_t len, void *user_data)
{
  crypto_auth_hmacsha256_update (context, data, len);
  return 0;
}

static int
hmac_final (void *context, signal_buffer **output, void *user_data)
{
  uint8_t hash[crypto_auth_hmacsha256_BYTES];

  crypto_auth_hmacsha256_final (context, hash);
  return give (output, hash, sizeof hash);
}

static void
hmac_cleanup (void *context, void *user_data)
{
  if (context == NULL)
    return;
  prim_wipe (context, sizeof (crypto_auth_hmacsha256_state));
  g_free (context);
}

static int
sha512_init (void **context, void *user_data)
{
  crypto_hash_sha512_state *state = g_new (crypto_hash_sha512_state, 1);

  crypto_hash_sha512_init (state);
  *context = state;
  return 0;
}

static int
sha512_update (void *context, const uint8_t *data, size_t len, void *user_data)
{
  crypto_hash_sha512_update (context, data, len);
  return 0;
}

/* The library may go on with the same context. */
static int
sha512_final (void *context, signal_buffer **output, void *user_data)
{
  uint8_t hash[crypto_hash_sha512_BYTES];

  crypto_hash_sha512_final (context, hash);
  crypto_hash_sha512_init (context);
  return give (output, hash, sizeof hash);
}

static void
sha512_cleanup (void *context, void *user_data)
{
  if (context == NULL)
    return;
  prim_wipe (context, sizeof (crypto_hash_sha512_state));
  g_free (context);
}

static int
aes (gboolean encrypt,
     signal_buffer **output,
     int cipher,
     const uint8_t *key,
     size_t key_len,
     const uint8_t *iv,
     size_t iv_len,
     const uint8_t *in,
     size_t len)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  g_autofree uint8_t *out = NULL;
  int n = 0, last = 0;

  if (cipher != SG_CIPHER_AES_CBC_PKCS5 || key_len != AES_KEY_BYTES || iv_len != AES_BLOCK_BYTES ||
      len > G_MAXINT - AES_BLOCK_BYTES)
    return SG_ERR_INVAL;
  out = g_malloc (len + AES_BLOCK_BYTES);
  if (context != NULL &&
      EVP_CipherInit_ex2 (context, EVP_aes_256_cbc (), key, iv, encrypt, NULL) > 0 &&
      EVP_CipherUpdate (context, out, &n, in, (int) len) > 0 &&
      EVP_CipherFinal_ex (context, out + n, &last) > 0)
    return give (output, out, (size_t) (n + last));
  prim_wipe (out, len + AES_BLOCK_BYTES);
  return SG_ERR_INVALID_MESSAGE;
}

static int
aes_encrypt (signal_buffer **output,
             int cipher,
             const uint8_t *key,
             size_t key_len,
             const uint8_t *iv,
             size_t iv_len,
             const uint8_t *in,
             size_t len,
             void *user_data)
{
  return aes (TRUE, output, cipher, key, key_len, iv, iv_len, in, len);
}

static int
aes_decrypt (signal_buffer **output,
             int cipher,
             const uint8_t *key,
             size_t key_len,
             const uint8_t *iv,
             size_t iv_len,
             const uint8_t *in,
             size_t len,
             void *user_data)
{
  return aes (FALSE, output, cipher, key, key_len, iv, iv_len, in, len);
}

int
provider_install (signal_context *context)
{
  static const signal_crypto_provider provider = {
    .random_func = random_bytes,
    .hmac_sha256_init_func = hmac_init,
    .hmac_sha256_update_func = hmac_update,
    .hmac_sha256_final_func = hmac_final,
    .hmac_sha256_cleanup_func = hmac_cleanup,
    .sha512_digest_init_func = sha512_init,
    .sha512_digest_update_func = sha512_update,
    .sha512_digest_final_func = sha512_final,
    .sha512_digest_cleanup_func = sha512_cleanup,
    .encrypt_func = aes_encrypt,
    .decrypt_func = aes_decrypt,
  };

  return signal_context_set_crypto_provider (context, &provider);
}
