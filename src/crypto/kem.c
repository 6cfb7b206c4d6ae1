/* kem: what does not depend on the library; see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kem.h"

#include "primitives.h"

/* FIPS 203, algorithm 16: the decryption key, the encapsulation key, its hash, z. */
#define PUBLIC_OFFSET (KEM_SECRET_BYTES - KEM_PUBLIC_BYTES - 32 - 32)

void
kem_keypair (guint8 public_key[KEM_PUBLIC_BYTES], guint8 secret_key[KEM_SECRET_BYTES])
{
  guint8 seed[KEM_SEED_BYTES];
  gboolean made;

  prim_random (seed, sizeof seed);
  made = kem_keypair_from_seed (seed, public_key, secret_key);
  prim_wipe (seed, sizeof seed);
  /* It fails only for want of memory, or without kem_init. */
  g_assert (made);
}

const guint8 *
kem_public_of (const guint8 secret_key[KEM_SECRET_BYTES])
{
  return secret_key + PUBLIC_OFFSET;
}
