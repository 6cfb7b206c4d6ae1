/* test-keycheck: every low-order key in every encoding is refused, and ordinary keys are not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keycheck.h"

#include "low-order.h"
#include "primitives.h"

#include <sodium.h>
#include <string.h>

static void
test_low_order (void)
{
  guint8 scalar[32], out[32];

  prim_random (scalar, sizeof scalar);
  for (guint i = 0; i < LOW_ORDER_KEYS; i++) {
    guint8 key[KEYCHECK_BYTES];

    low_order_key (i, key);
    /* That they are what they are called, by another's word. */
    g_assert_cmpint (crypto_scalarmult (out, scalar, key), ==, -1);
    g_assert_false (keycheck_x25519 (key));
  }
}

static void
test_ordinary (void)
{
  for (guint i = 0; i < 50; i++) {
    guint8 secret[32], key[KEYCHECK_BYTES];

    prim_random (secret, sizeof secret);
    crypto_scalarmult_base (key, secret);
    g_assert_true (keycheck_x25519 (key));
    key[31] |= 0x80;
    g_assert_false (keycheck_x25519 (key));
  }
}

static void
test_prime (void)
{
  guint8 key[KEYCHECK_BYTES];

  memset (key, 0xff, sizeof key);
  key[31] = 0x7f;
  /* From 2^255 - 1 down to the prime, and one that is just below -1. */
  for (guint low = 0xff; low >= 0xed; low--) {
    key[0] = (guint8) low;
    g_assert_false (keycheck_x25519 (key));
  }
  key[0] = 0xeb;
  g_assert_true (keycheck_x25519 (key));
}

static void
test_identity (void)
{
  guint8 public_key[PRIM_SIGN_PUBLIC_BYTES], secret_key[PRIM_SIGN_SECRET_BYTES];
  guint seen[2] = { 0 };

  for (guint i = 0; i < 64; i++) {
    gboolean negative;

    prim_sign_keypair (public_key, secret_key);
    negative = (public_key[31] & 0x80) != 0;
    seen[negative]++;
    g_assert_cmpint (keycheck_identity (public_key), ==, !negative);
  }
  g_assert_cmpuint (seen[0], >, 0);
  g_assert_cmpuint (seen[1], >, 0);
  memset (public_key, 0, sizeof public_key);
  g_assert_false (keycheck_identity (public_key));
  public_key[0] = 1;
  g_assert_false (keycheck_identity (public_key));
  memset (public_key, 0xff, sizeof public_key);
  public_key[31] = 0x7f;
  g_assert_false (keycheck_identity (public_key));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/keycheck/low-order", test_low_order);
  g_test_add_func ("/keycheck/ordinary", test_ordinary);
  g_test_add_func ("/keycheck/prime", test_prime);
  g_test_add_func ("/keycheck/identity", test_identity);
  return g_test_run ();
}
