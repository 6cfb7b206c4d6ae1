/* test-primitives: published vectors, and every flipped bit refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "primitives.h"

#include <sodium.h>
#include <string.h>

static GBytes *
hex (const char *text)
{
  gsize len = strlen (text) / 2;
  guint8 *bytes = g_malloc (len + 1);

  g_assert_cmpint (sodium_hex2bin (bytes, len + 1, text, strlen (text), NULL, &len, NULL), ==, 0);
  return g_bytes_new_take (bytes, len);
}

static void
assert_hex (const guint8 *bytes, gsize len, const char *expected)
{
  g_autofree char *text = g_malloc (2 * len + 1);

  g_assert_cmpstr (sodium_bin2hex (text, 2 * len + 1, bytes, len), ==, expected);
}

/* RFC 5869, appendix A.1 to A.3. */
static void
test_hkdf (void)
{
  static const struct {
    const char *ikm, *salt, *info, *okm;
  } vectors[] = {
    { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
      "f0f1f2f3f4f5f6f7f8f9",
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865" },
    { "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d"
      "2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
      "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d"
      "8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
      "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdd"
      "dedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e59"
      "0e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87" },
    { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (GBytes) ikm = hex (vectors[i].ikm);
    g_autoptr (GBytes) salt = hex (vectors[i].salt);
    g_autoptr (GBytes) info = hex (vectors[i].info);
    gsize len = strlen (vectors[i].okm) / 2, salt_len = g_bytes_get_size (salt);
    g_autofree guint8 *okm = g_malloc (len);

    prim_hkdf_bytes (g_bytes_get_data (ikm, NULL), g_bytes_get_size (ikm),
                     salt_len > 0 ? g_bytes_get_data (salt, NULL) : NULL, salt_len,
                     g_bytes_get_data (info, NULL), g_bytes_get_size (info), okm, len);
    assert_hex (okm, len, vectors[i].okm);
  }
}

/* RFC 4231, test case 2, cut to what prim_step takes: checked against libsodium's one-shot HMAC. */
static void
test_step (void)
{
  guint8 key[PRIM_KEY_BYTES], out[PRIM_KEY_BYTES], expected[PRIM_KEY_BYTES];

  memset (key, 0x0b, sizeof key);
  for (guint8 step = 1; step < 3; step++) {
    crypto_auth_hmacsha256 (expected, &step, 1, key);
    prim_step (key, step, out);
    g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
  }
}

/* FIPS 180-4: SHA-256 of "abc" is a hash of the label "ab" only if the NUL is left out. */
static void
test_hash (void)
{
  guint8 hash[PRIM_HASH_BYTES], plain[PRIM_HASH_BYTES];

  prim_hash ("ab", "c", 1, hash);
  crypto_hash_sha256 (plain, (const guint8 *) "ab\0c", 4);
  g_assert_cmpmem (hash, sizeof hash, plain, sizeof plain);
  crypto_hash_sha256 (plain, (const guint8 *) "abc", 3);
  g_assert_false (prim_equal (hash, plain, sizeof hash));
}

static void
test_sign (void)
{
  guint8 public_key[PRIM_SIGN_PUBLIC_BYTES], secret_key[PRIM_SIGN_SECRET_BYTES];
  guint8 signature[PRIM_SIGNATURE_BYTES];
  char data[] = "what is said";

  prim_sign_keypair (public_key, secret_key);
  prim_sign (secret_key, "test/one", data, sizeof data, signature);
  g_assert_true (prim_verify (public_key, "test/one", data, sizeof data, signature));
  g_assert_false (prim_verify (public_key, "test/two", data, sizeof data, signature));
  g_assert_false (prim_verify (public_key, "test/one", data, sizeof data - 1, signature));
  for (guint bit = 0; bit < 8 * sizeof data; bit++) {
    data[bit / 8] ^= (char) (1 << bit % 8);
    g_assert_false (prim_verify (public_key, "test/one", data, sizeof data, signature));
    data[bit / 8] ^= (char) (1 << bit % 8);
  }
  for (guint bit = 0; bit < 8 * sizeof signature; bit++) {
    signature[bit / 8] ^= (guint8) (1 << bit % 8);
    g_assert_false (prim_verify (public_key, "test/one", data, sizeof data, signature));
    signature[bit / 8] ^= (guint8) (1 << bit % 8);
  }
}

static void
test_seal (void)
{
  guint8 key[PRIM_KEY_BYTES];
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) opened = NULL;
  g_autofree guint8 *copy = NULL;
  gsize len;

  prim_random (key, sizeof key);
  sealed = prim_seal (key, "ad", 2, "hello", 5);
  copy = g_memdup2 (g_bytes_get_data (sealed, &len), g_bytes_get_size (sealed));
  g_assert_cmpuint (len, ==, 5 + PRIM_SEAL_OVERHEAD);
  opened = prim_open (key, "ad", 2, copy, len);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), "hello", 5);
  g_assert_null (prim_open (key, "da", 2, copy, len));
  for (gsize i = 0; i < len; i++)
    g_assert_null (prim_open (key, "ad", 2, copy, i));
  for (gsize bit = 0; bit < 8 * len; bit++) {
    copy[bit / 8] ^= (guint8) (1 << bit % 8);
    g_assert_null (prim_open (key, "ad", 2, copy, len));
    copy[bit / 8] ^= (guint8) (1 << bit % 8);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/primitives/hkdf", test_hkdf);
  g_test_add_func ("/primitives/step", test_step);
  g_test_add_func ("/primitives/hash", test_hash);
  g_test_add_func ("/primitives/sign", test_sign);
  g_test_add_func ("/primitives/seal", test_seal);
  return g_test_run ();
}
