/* test-kem: the vectors of NIST's ACVP for FIPS 203, from Debian's librust-fips203-dev, and both
 * ends agreeing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kem.h"

#include "vectors.h"

#define FOLDER "/usr/share/cargo/registry"
#define PACKAGE "fips203-"
#define SET "ML-KEM-768"

/* The tests of one function of this parameter set. */
static JsonObject *
group_of (JsonNode *root, const char *function)
{
  JsonArray *groups = json_object_get_array_member (json_node_get_object (root), "testGroups");

  for (guint i = 0; i < json_array_get_length (groups); i++) {
    JsonObject *group = json_array_get_object_element (groups, i);

    if (g_str_equal (json_object_get_string_member (group, "parameterSet"), SET) &&
        g_strcmp0 (json_object_get_string_member_with_default (group, "function", NULL),
                   function) == 0)
      return group;
  }
  g_assert_not_reached ();
}

static void
test_keygen (void)
{
  g_autoptr (JsonNode) root = vectors_load (
      FOLDER, PACKAGE, "tests/nist_vectors/ML-KEM-keyGen-FIPS203/internalProjection.json");
  JsonArray *tests;

  if (root == NULL)
    return;
  tests = json_object_get_array_member (group_of (root, NULL), "tests");
  g_assert_cmpuint (json_array_get_length (tests), ==, 25);
  for (guint i = 0; i < json_array_get_length (tests); i++) {
    JsonObject *test = json_array_get_object_element (tests, i);
    guint8 seed[KEM_SEED_BYTES], public_key[KEM_PUBLIC_BYTES], secret_key[KEM_SECRET_BYTES];

    vectors_hex_exactly (test, "d", seed, 32);
    vectors_hex_exactly (test, "z", seed + 32, 32);
    g_assert_true (kem_keypair_from_seed (seed, public_key, secret_key));
    vectors_assert_hex (test, "ek", public_key, sizeof public_key);
    vectors_assert_hex (test, "dk", secret_key, sizeof secret_key);
    g_assert_cmpmem (kem_public_of (secret_key), KEM_PUBLIC_BYTES, public_key, KEM_PUBLIC_BYTES);
  }
}

/* Opens every ciphertext of the group with its own key, or with the group's. */
static void
check_decapsulation (JsonNode *root, const char *function, guint expected)
{
  JsonObject *group = group_of (root, function);
  JsonArray *tests = json_object_get_array_member (group, "tests");

  g_assert_cmpuint (json_array_get_length (tests), ==, expected);
  for (guint i = 0; i < json_array_get_length (tests); i++) {
    JsonObject *test = json_array_get_object_element (tests, i);
    JsonObject *holder = json_object_has_member (test, "dk") ? test : group;
    guint8 secret_key[KEM_SECRET_BYTES], ciphertext[KEM_CIPHERTEXT_BYTES], shared[KEM_SHARED_BYTES];

    vectors_hex_exactly (holder, "dk", secret_key, sizeof secret_key);
    vectors_hex_exactly (test, "c", ciphertext, sizeof ciphertext);
    g_assert_true (kem_decapsulate (secret_key, ciphertext, shared));
    vectors_assert_hex (test, "k", shared, sizeof shared);
  }
}

static void
test_decapsulation (void)
{
  g_autoptr (JsonNode) root = vectors_load (
      FOLDER, PACKAGE, "tests/nist_vectors/ML-KEM-encapDecap-FIPS203/internalProjection.json");

  if (root == NULL)
    return;
  check_decapsulation (root, "encapsulation", 25);
  check_decapsulation (root, "decapsulation", 10);
}

static void
test_agree (void)
{
  guint8 public_key[KEM_PUBLIC_BYTES], secret_key[KEM_SECRET_BYTES];
  guint8 ciphertext[KEM_CIPHERTEXT_BYTES], one[KEM_SHARED_BYTES], other[KEM_SHARED_BYTES];

  for (guint i = 0; i < 20; i++) {
    kem_keypair (public_key, secret_key);
    g_assert_true (kem_encapsulate (public_key, ciphertext, one));
    g_assert_true (kem_decapsulate (secret_key, ciphertext, other));
    g_assert_cmpmem (one, sizeof one, other, sizeof other);
    ciphertext[i] ^= 1;
    g_assert_true (kem_decapsulate (secret_key, ciphertext, other));
    g_assert_true (memcmp (one, other, sizeof one) != 0);
  }
}

/* FIPS 203, 7.2: coefficients from the modulus up are refused. */
static void
test_bad_keys (void)
{
  guint8 public_key[KEM_PUBLIC_BYTES], secret_key[KEM_SECRET_BYTES];
  guint8 ciphertext[KEM_CIPHERTEXT_BYTES], shared[KEM_SHARED_BYTES];

  kem_keypair (public_key, secret_key);
  for (guint coefficient = 0; coefficient < 3 * 256; coefficient += 2) {
    guint8 *at = public_key + coefficient / 2 * 3;
    guint8 kept[3];

    memcpy (kept, at, sizeof kept);
    memset (at, 0xff, 2);
    g_assert_false (kem_encapsulate (public_key, ciphertext, shared));
    memcpy (at, kept, sizeof kept);
  }
  g_assert_true (kem_encapsulate (public_key, ciphertext, shared));
  /* The hash of the public key inside the secret one. */
  secret_key[KEM_SECRET_BYTES - 40] ^= 1;
  g_assert_false (kem_decapsulate (secret_key, ciphertext, shared));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_assert_true (kem_init (NULL));
  g_test_add_func ("/kem/vectors/keygen", test_keygen);
  g_test_add_func ("/kem/vectors/decapsulation", test_decapsulation);
  g_test_add_func ("/kem/agree", test_agree);
  g_test_add_func ("/kem/bad-keys", test_bad_keys);
  return g_test_run ();
}
