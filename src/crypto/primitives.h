/* primitives: the few operations that everything in this folder is made of, over libsodium.
 *
 * Bytes in, bytes out; no I/O, no GObject. Thread safe after prim_init. Keys are arrays that the
 * caller owns and wipes with prim_wipe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define PRIM_KEY_BYTES 32
#define PRIM_HASH_BYTES 32
#define PRIM_SIGN_PUBLIC_BYTES 32
#define PRIM_SIGN_SECRET_BYTES 64
#define PRIM_SIGNATURE_BYTES 64
#define PRIM_SEAL_OVERHEAD 40 /* nonce 24, tag 16 */

/* Once, before anything else here. WHIN_ERROR_TOO_OLD when libsodium is older than 1.0.18. */
gboolean prim_init (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where every random byte, nonces included, comes from. */
void prim_random (gpointer out, gsize len);
void prim_wipe (gpointer secret, gsize len);
/* In constant time. */
gboolean prim_equal (gconstpointer a, gconstpointer b, gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* SHA-256 (FIPS 180-4) of label, a NUL, and data. Labels keep what is hashed for one purpose from
 * being taken for another. */
void prim_hash (const char *label, gconstpointer data, gsize len, guint8 hash[PRIM_HASH_BYTES]);

/* HKDF-SHA256 (RFC 5869). salt may be NULL; out_len is at most 255 * 32. */
void prim_hkdf (gconstpointer ikm,
                gsize ikm_len,
                gconstpointer salt,
                gsize salt_len,
                const char *info,
                gpointer out,
                gsize out_len);
/* The same with info that is not text. */
void prim_hkdf_bytes (gconstpointer ikm,
                      gsize ikm_len,
                      gconstpointer salt,
                      gsize salt_len,
                      gconstpointer info,
                      gsize info_len,
                      gpointer out,
                      gsize out_len);
/* HMAC-SHA256 (RFC 2104) of one byte: a step of a chain. */
void prim_step (const guint8 key[PRIM_KEY_BYTES], guint8 step, guint8 out[PRIM_KEY_BYTES]);

/* Ed25519 (RFC 8032) over label, a NUL, and data. */
void prim_sign_keypair (guint8 public_key[PRIM_SIGN_PUBLIC_BYTES],
                        guint8 secret_key[PRIM_SIGN_SECRET_BYTES]);
void prim_sign (const guint8 secret_key[PRIM_SIGN_SECRET_BYTES],
                const char *label,
                gconstpointer data,
                gsize len,
                guint8 signature[PRIM_SIGNATURE_BYTES]);
gboolean prim_verify (const guint8 public_key[PRIM_SIGN_PUBLIC_BYTES],
                      const char *label,
                      gconstpointer data,
                      gsize len,
                      const guint8 signature[PRIM_SIGNATURE_BYTES]) G_GNUC_WARN_UNUSED_RESULT;

/* XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a random nonce in front. ad may be NULL. */
GBytes *prim_seal (const guint8 key[PRIM_KEY_BYTES],
                   gconstpointer ad,
                   gsize ad_len,
                   gconstpointer plain,
                   gsize len);
/* NULL when it was not sealed with this key and ad. */
GBytes *prim_open (const guint8 key[PRIM_KEY_BYTES],
                   gconstpointer ad,
                   gsize ad_len,
                   gconstpointer sealed,
                   gsize len) G_GNUC_WARN_UNUSED_RESULT;
