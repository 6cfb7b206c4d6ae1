/* wrap: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "wrap.h"

#include "error.h"
#include "pack.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define FORMAT 1
#define LABEL "whinchat/e2ee/v1/wrap"
#define PASSPHRASE_HEADER_BYTES (4 + 4 + WRAP_SALT_BYTES)
#define PASSPHRASE_MAX 1024

G_STATIC_ASSERT (WRAP_SALT_BYTES == crypto_pwhash_SALTBYTES);

static gboolean
refuse (GError **error, WhinError code, const char *message)
{
  g_set_error_literal (error, WHIN_ERROR, code, message);
  return FALSE;
}

/* What a wrap is bound to; how the key was made is part of it. */
static GByteArray *
binding (WrapPurpose purpose, const Id *account, gconstpointer header, gsize header_len)
{
  GByteArray *out = g_byte_array_new ();

  pack_bytes (out, LABEL, sizeof LABEL);
  pack_u8 (out, FORMAT);
  pack_u8 (out, purpose);
  pack_id (out, account);
  pack_string (out, header, header_len);
  return out;
}

/* Format, header, and the sealed secret. */
static GBytes *
seal_after (gconstpointer header,
            gsize header_len,
            const guint8 key[PRIM_KEY_BYTES],
            WrapPurpose purpose,
            const Id *account,
            gconstpointer secret,
            gsize len)
{
  g_autoptr (GByteArray) ad = binding (purpose, account, header, header_len);
  g_autoptr (GBytes) sealed = NULL;
  guint8 wrapping[PRIM_KEY_BYTES];
  GByteArray *out = g_byte_array_new ();

  g_assert (len <= WRAP_SECRET_MAX);
  prim_hkdf (key, PRIM_KEY_BYTES, NULL, 0, LABEL, wrapping, sizeof wrapping);
  sealed = prim_seal (wrapping, ad->data, ad->len, secret, len);
  prim_wipe (wrapping, sizeof wrapping);
  pack_u8 (out, FORMAT);
  pack_bytes (out, header, header_len);
  pack_bytes (out, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return g_byte_array_free_to_bytes (out);
}

static GBytes *
open_after (gsize header_len,
            const guint8 key[PRIM_KEY_BYTES],
            WrapPurpose purpose,
            const Id *account,
            const guint8 *data,
            gsize len)
{
  g_autoptr (GByteArray) ad = binding (purpose, account, data + 1, header_len);
  guint8 wrapping[PRIM_KEY_BYTES];
  GBytes *secret;

  prim_hkdf (key, PRIM_KEY_BYTES, NULL, 0, LABEL, wrapping, sizeof wrapping);
  secret = prim_open (wrapping, ad->data, ad->len, data + 1 + header_len, len - 1 - header_len);
  prim_wipe (wrapping, sizeof wrapping);
  return secret;
}

static gboolean
is_readable (const guint8 *data, gsize len, gsize header_len, GError **error)
{
  gsize least = 1 + header_len + PRIM_SEAL_OVERHEAD;

  if (len > 0 && data[0] > FORMAT)
    return refuse (error, WHIN_ERROR_TOO_OLD, _ ("This key needs a newer version of Whinchat."));
  if (len < least || len > least + WRAP_SECRET_MAX || data[0] != FORMAT)
    return refuse (error, WHIN_ERROR_CORRUPT, _ ("The stored key is damaged."));
  return TRUE;
}

GBytes *
wrap_seal (const guint8 key[PRIM_KEY_BYTES],
           WrapPurpose purpose,
           const Id *account,
           gconstpointer secret,
           gsize len)
{
  return seal_after (NULL, 0, key, purpose, account, secret, len);
}

GBytes *
wrap_open (const guint8 key[PRIM_KEY_BYTES],
           WrapPurpose purpose,
           const Id *account,
           gconstpointer data,
           gsize len,
           GError **error)
{
  GBytes *secret;

  if (!is_readable (data, len, 0, error))
    return NULL;
  secret = open_after (0, key, purpose, account, data, len);
  if (secret == NULL)
    refuse (error, WHIN_ERROR_CODE_WRONG, _ ("This recovery key does not open it."));
  return secret;
}

/* -- Passphrases. -- */

gboolean
wrap_stretch (const char *passphrase,
              const guint8 salt[WRAP_SALT_BYTES],
              WrapCost cost,
              guint8 key[PRIM_KEY_BYTES],
              GError **error)
{
  if (crypto_pwhash (key, PRIM_KEY_BYTES, passphrase, strlen (passphrase), salt, cost.passes,
                     (gsize) cost.kib * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0)
    return TRUE;
  return refuse (error, WHIN_ERROR_BUSY,
                 _ ("There is too little free memory to use the passphrase."));
}

static gboolean
stretch_typed (const char *passphrase,
               const guint8 salt[WRAP_SALT_BYTES],
               WrapCost cost,
               guint8 key[PRIM_KEY_BYTES],
               GError **error)
{
  gsize len = strlen (passphrase);
  char *normal = len <= PASSPHRASE_MAX ? g_utf8_normalize (passphrase, -1, G_NORMALIZE_NFKC) : NULL;
  gboolean done;

  if (normal == NULL)
    return refuse (error, WHIN_ERROR_BAD_FRAME, _ ("This passphrase cannot be used."));
  done = wrap_stretch (normal, salt, cost, key, error);
  prim_wipe (normal, strlen (normal));
  g_free (normal);
  return done;
}

static gboolean
cost_is_allowed (WrapCost cost)
{
  return cost.passes >= 1 && cost.passes <= WRAP_PASSES_MAX && cost.kib >= WRAP_KIB_MIN &&
         cost.kib <= WRAP_KIB_MAX;
}

GBytes *
wrap_seal_passphrase (const char *passphrase,
                      WrapCost cost,
                      WrapPurpose purpose,
                      const Id *account,
                      gconstpointer secret,
                      gsize len,
                      GError **error)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();
  guint8 salt[WRAP_SALT_BYTES], key[PRIM_KEY_BYTES];
  GBytes *wrapped;

  g_return_val_if_fail (cost_is_allowed (cost), NULL);
  prim_random (salt, sizeof salt);
  pack_u32 (header, cost.passes);
  pack_u32 (header, cost.kib);
  pack_bytes (header, salt, sizeof salt);
  if (!stretch_typed (passphrase, salt, cost, key, error))
    return NULL;
  wrapped = seal_after (header->data, header->len, key, purpose, account, secret, len);
  prim_wipe (key, sizeof key);
  return wrapped;
}

GBytes *
wrap_open_passphrase (const char *passphrase,
                      WrapPurpose purpose,
                      const Id *account,
                      gconstpointer data,
                      gsize len,
                      GError **error)
{
  guint8 salt[WRAP_SALT_BYTES], key[PRIM_KEY_BYTES];
  WrapCost cost;
  GBytes *secret;
  Unpack in;

  if (!is_readable (data, len, PASSPHRASE_HEADER_BYTES, error))
    return NULL;
  in = unpack_begin ((const guint8 *) data + 1, PASSPHRASE_HEADER_BYTES);
  cost.passes = unpack_u32 (&in);
  cost.kib = unpack_u32 (&in);
  unpack_bytes (&in, salt, sizeof salt);
  if (!cost_is_allowed (cost)) {
    refuse (error, WHIN_ERROR_CORRUPT, _ ("The stored key is damaged."));
    return NULL;
  }
  if (!stretch_typed (passphrase, salt, cost, key, error))
    return NULL;
  secret = open_after (PASSPHRASE_HEADER_BYTES, key, purpose, account, data, len);
  prim_wipe (key, sizeof key);
  if (secret == NULL)
    refuse (error, WHIN_ERROR_CODE_WRONG, _ ("The passphrase is not right."));
  return secret;
}
