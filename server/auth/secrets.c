/* secrets: hashes and fresh random ones.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets.h"

#include <sodium.h>
#include <string.h>

void
secret_hash (const char *token, StoreHash *hash)
{
  crypto_generichash (hash->bytes, sizeof hash->bytes, (const guint8 *) token, strlen (token), NULL,
                      0);
}

char *
secret_new (gsize bytes)
{
  guint8 random[32];

  g_assert (bytes <= sizeof random);
  randombytes_buf (random, bytes);
  return base64url_encode (random, bytes);
}

void
code_new (Code code)
{
  for (guint i = 0; i < LIMIT_CODE_DIGITS; i++)
    code[i] = (char) ('0' + randombytes_uniform (10));
  code[LIMIT_CODE_DIGITS] = '\0';
}

static void
keyed_hash (const char *pepper,
            const char *label,
            const char *phone,
            const char *code,
            StoreHash *hash)
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, (const guint8 *) pepper,
                           MIN (strlen (pepper), crypto_generichash_KEYBYTES_MAX),
                           sizeof hash->bytes);
  crypto_generichash_update (&state, (const guint8 *) label, strlen (label) + 1);
  crypto_generichash_update (&state, (const guint8 *) phone, strlen (phone) + 1);
  crypto_generichash_update (&state, (const guint8 *) code, strlen (code) + 1);
  crypto_generichash_final (&state, hash->bytes, sizeof hash->bytes);
}

void
code_hash (const char *pepper, const char *phone, const char *code, StoreHash *hash)
{
  keyed_hash (pepper, "code", phone, code, hash);
}

void
phone_hash (const char *pepper, const char *phone, StoreHash *hash)
{
  keyed_hash (pepper, "phone", phone, "", hash);
}
