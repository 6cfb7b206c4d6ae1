/* kem: ML-KEM-768 (FIPS 203), the part that holds against a quantum computer.
 *
 * From libsodium where that has it, else from libcrypto; both keep keys in the forms of FIPS 203.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define KEM_PUBLIC_BYTES 1184
#define KEM_SECRET_BYTES 2400
#define KEM_CIPHERTEXT_BYTES 1088
#define KEM_SHARED_BYTES 32
#define KEM_SEED_BYTES 64 /* d, z */

/* WHIN_ERROR_TOO_OLD when this system's library lacks it. */
gboolean kem_init (GError **error) G_GNUC_WARN_UNUSED_RESULT;

void kem_keypair (guint8 public_key[KEM_PUBLIC_BYTES], guint8 secret_key[KEM_SECRET_BYTES]);
/* FALSE when the library fails. */
gboolean kem_keypair_from_seed (const guint8 seed[KEM_SEED_BYTES],
                                guint8 public_key[KEM_PUBLIC_BYTES],
                                guint8 secret_key[KEM_SECRET_BYTES]) G_GNUC_WARN_UNUSED_RESULT;
/* The public key inside a secret one; borrowed. */
const guint8 *kem_public_of (const guint8 secret_key[KEM_SECRET_BYTES]);

/* FALSE when the key is not one. */
gboolean kem_encapsulate (const guint8 public_key[KEM_PUBLIC_BYTES],
                          guint8 ciphertext[KEM_CIPHERTEXT_BYTES],
                          guint8 shared[KEM_SHARED_BYTES]) G_GNUC_WARN_UNUSED_RESULT;
/* A ciphertext made for another key gives a secret nobody else has (implicit rejection). FALSE when
 * the secret key is damaged. */
gboolean kem_decapsulate (const guint8 secret_key[KEM_SECRET_BYTES],
                          const guint8 ciphertext[KEM_CIPHERTEXT_BYTES],
                          guint8 shared[KEM_SHARED_BYTES]) G_GNUC_WARN_UNUSED_RESULT;
