/* kemprekey: the ML-KEM keys a device leaves at the server, each signed with its signing key.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kem.h"
#include "keystore.h"
#include "primitives.h"

/* The one that is given out when there is no other, and is not used up. */
#define KEM_LAST_RESORT 0xFFFFFF

typedef struct {
  guint32 id;
  guint8 key[KEM_PUBLIC_BYTES];
  guint8 signature[PRIM_SIGNATURE_BYTES];
} KemPrekey;

/* Makes the one whose id is given in it and saves its secret half. */
gboolean kem_prekey_generate (const KeyStore *store,
                              const guint8 signing_key[PRIM_SIGN_SECRET_BYTES],
                              KemPrekey *prekey,
                              GError **error);
gboolean
kem_prekey_is_signed (const KemPrekey *prekey,
                      const guint8 signing_key[PRIM_SIGN_PUBLIC_BYTES]) G_GNUC_WARN_UNUSED_RESULT;

/* Opens what was encapsulated to one of ours, tells the hash of its public half, and removes it
 * unless it is the last resort. WHIN_ERROR_UNDECRYPTABLE when it is not there any more. */
gboolean kem_prekey_use (const KeyStore *store,
                         guint32 id,
                         const guint8 ciphertext[KEM_CIPHERTEXT_BYTES],
                         guint8 shared[KEM_SHARED_BYTES],
                         guint8 key_hash[PRIM_HASH_BYTES],
                         GError **error);
void kem_key_hash (const guint8 public_key[KEM_PUBLIC_BYTES], guint8 hash[PRIM_HASH_BYTES]);
