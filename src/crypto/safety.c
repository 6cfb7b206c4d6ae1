/* safety: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "safety.h"

#include "keytype.h"

#include <sodium.h>
#include <string.h>

#define ROUNDS 5200
#define PREFIX "SN1:"
#define GROUP_BYTES 5
#define GROUP_DIGITS 5
#define HALF_DIGITS (SAFETY_DIGITS / 2)

void
safety_fingerprint_of (gconstpointer key,
                       gsize key_len,
                       gconstpointer id,
                       gsize id_len,
                       SafetyFingerprint *out)
{
  static const guint8 version[2] = { 0, 0 };
  guint8 hash[crypto_hash_sha512_BYTES];
  crypto_hash_sha512_state state;

  crypto_hash_sha512_init (&state);
  crypto_hash_sha512_update (&state, version, sizeof version);
  crypto_hash_sha512_update (&state, key, key_len);
  crypto_hash_sha512_update (&state, id, id_len);
  crypto_hash_sha512_update (&state, key, key_len);
  crypto_hash_sha512_final (&state, hash);
  for (guint i = 1; i < ROUNDS; i++) {
    crypto_hash_sha512_init (&state);
    crypto_hash_sha512_update (&state, hash, sizeof hash);
    crypto_hash_sha512_update (&state, key, key_len);
    crypto_hash_sha512_final (&state, hash);
  }
  memcpy (out->bytes, hash, sizeof out->bytes);
}

void
safety_fingerprint (const guint8 account_key[PRIM_SIGN_PUBLIC_BYTES],
                    const Id *account,
                    SafetyFingerprint *out)
{
  guint8 key[1 + PRIM_SIGN_PUBLIC_BYTES] = { KEY_TYPE_ACCOUNT };

  memcpy (key + 1, account_key, PRIM_SIGN_PUBLIC_BYTES);
  safety_fingerprint_of (key, sizeof key, account->bytes, ID_BYTES, out);
}

/* Each five bytes give five digits. */
static void
digits_of (const SafetyFingerprint *print, char half[HALF_DIGITS + 1])
{
  for (guint i = 0; i < HALF_DIGITS / GROUP_DIGITS; i++) {
    guint64 value = 0;

    for (guint j = 0; j < GROUP_BYTES; j++)
      value = value << 8 | print->bytes[i * GROUP_BYTES + j];
    g_snprintf (half + i * GROUP_DIGITS, GROUP_DIGITS + 1, "%05u", (guint) (value % 100000));
  }
}

void
safety_number (const SafetyFingerprint *own, const SafetyFingerprint *other, SafetyNumber number)
{
  char a[HALF_DIGITS + 1], b[HALF_DIGITS + 1];
  gboolean own_first;

  digits_of (own, a);
  digits_of (other, b);
  own_first = strcmp (a, b) < 0;
  g_snprintf (number, SAFETY_DIGITS + 1, "%s%s", own_first ? a : b, own_first ? b : a);
}

char *
safety_code (const SafetyFingerprint *own, const SafetyFingerprint *other)
{
  SafetyFingerprint both[] = { *own, *other };
  g_autofree char *text = base64url_encode (both, sizeof both);

  return g_strconcat (PREFIX, text, NULL);
}

static SafetyResult
compare_code (const SafetyFingerprint *own, const SafetyFingerprint *other, const char *code)
{
  SafetyFingerprint mirror[] = { *own, *other };
  SafetyFingerprint expected[] = { *other, *own };
  g_autoptr (GBytes) read = NULL;

  read = base64url_decode (code);
  if (read == NULL || g_bytes_get_size (read) != sizeof expected)
    return SAFETY_UNKNOWN;
  if (prim_equal (g_bytes_get_data (read, NULL), expected, sizeof expected))
    return SAFETY_MATCH;
  if (prim_equal (g_bytes_get_data (read, NULL), mirror, sizeof mirror))
    return SAFETY_MIRROR;
  return SAFETY_MISMATCH;
}

static SafetyResult
compare_number (const SafetyFingerprint *own, const SafetyFingerprint *other, const char *text)
{
  SafetyNumber number, given = "";
  guint n = 0;

  for (const char *at = text; *at != '\0'; at++) {
    if (g_ascii_isspace (*at))
      continue;
    if (!g_ascii_isdigit (*at) || n == SAFETY_DIGITS)
      return SAFETY_UNKNOWN;
    given[n++] = *at;
  }
  if (n != SAFETY_DIGITS)
    return SAFETY_UNKNOWN;
  safety_number (own, other, number);
  return memcmp (given, number, SAFETY_DIGITS) == 0 ? SAFETY_MATCH : SAFETY_MISMATCH;
}

SafetyResult
safety_compare (const SafetyFingerprint *own, const SafetyFingerprint *other, const char *given)
{
  return g_str_has_prefix (given, PREFIX) ? compare_code (own, other, given + strlen (PREFIX))
                                          : compare_number (own, other, given);
}
