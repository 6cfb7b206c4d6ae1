/* linkcode: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "linkcode.h"

#include "error.h"
#include "keytype.h"
#include "linkemoji.h"
#include "pack.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define PREFIX "WL1:"
#define SECRET_TEXT_LEN 22

#define LABEL_ID "whinchat/e2ee/v1/link-id"
#define LABEL_MAC "whinchat/e2ee/v1/link-mac"
#define LABEL_COMMIT "whinchat/e2ee/v1/link-commit"
#define LABEL_CHANNEL "whinchat/e2ee/v1/link-channel"
#define LABEL_EMOJI "whinchat/e2ee/v1/link-emoji"

G_STATIC_ASSERT (PRIM_KEY_BYTES == crypto_scalarmult_BYTES);
G_STATIC_ASSERT (LINKCODE_HELLO_BYTES == 1 + PRIM_KEY_BYTES + crypto_auth_hmacsha256_BYTES);
G_STATIC_ASSERT (PRIM_KEY_BYTES == crypto_auth_hmacsha256_KEYBYTES);

static gboolean
refuse (GError **error, WhinError code, const char *message)
{
  g_set_error_literal (error, WHIN_ERROR, code, message);
  return FALSE;
}

/* -- The QR code. -- */

static gboolean
server_is_sound (const char *server)
{
  gsize len = strlen (server);

  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isgraph (server[i]))
      return FALSE;
  return len > 0 && len <= LINKCODE_SERVER_MAX;
}

char *
linkcode_to_qr (const LinkCode *code)
{
  char *text, *qr;

  if (!server_is_sound (code->server))
    return NULL;
  text = base64url_encode (code->secret, sizeof code->secret);
  qr = g_strconcat (PREFIX, text, ":", code->server, NULL);
  prim_wipe (text, strlen (text));
  g_free (text);
  return qr;
}

/* libsodium alone would read any byte above 0x7f as the last character of the alphabet. */
static gboolean
read_secret (const char *text, guint8 secret[LINKCODE_SECRET_BYTES])
{
  char own[SECRET_TEXT_LEN + 1];
  guint8 read[LINKCODE_SECRET_BYTES];
  gsize len;
  gboolean good;

  g_strlcpy (own, text, sizeof own);
  good = base64url_is_valid (own) &&
         sodium_base642bin (read, sizeof read, own, SECRET_TEXT_LEN, NULL, &len, NULL,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
         len == sizeof read;
  if (good)
    memcpy (secret, read, sizeof read);
  prim_wipe (own, sizeof own);
  prim_wipe (read, sizeof read);
  return good;
}

gboolean
linkcode_from_qr (const char *text, LinkCode *code, GError **error)
{
  const char *secret = text + strlen (PREFIX);

  if (!g_str_has_prefix (text, PREFIX) || strlen (secret) <= SECRET_TEXT_LEN ||
      secret[SECRET_TEXT_LEN] != ':' || !server_is_sound (secret + SECRET_TEXT_LEN + 1) ||
      !read_secret (secret, code->secret))
    return refuse (error, WHIN_ERROR_BAD_FRAME, _ ("This is not a code that links a device."));
  g_strlcpy (code->server, secret + SECRET_TEXT_LEN + 1, sizeof code->server);
  return TRUE;
}

/* -- Meeting. -- */

void
linkcode_id (const guint8 secret[LINKCODE_SECRET_BYTES], Id *id)
{
  prim_hkdf (secret, LINKCODE_SECRET_BYTES, NULL, 0, LABEL_ID, id->bytes, ID_BYTES);
}

void
linkcode_key (LinkKey *key)
{
  prim_random (key->secret_key, sizeof key->secret_key);
  crypto_scalarmult_base (key->public_key, key->secret_key);
}

static void
pack_part (GByteArray *out, LinkRole role, const guint8 public_key[PRIM_KEY_BYTES])
{
  pack_u8 (out, (guint8) role);
  pack_u8 (out, KEY_TYPE_LINK);
  pack_bytes (out, public_key, PRIM_KEY_BYTES);
}

static void
prove (const guint8 secret[LINKCODE_SECRET_BYTES],
       LinkRole role,
       const guint8 public_key[PRIM_KEY_BYTES],
       guint8 proof[crypto_auth_hmacsha256_BYTES])
{
  g_autoptr (GByteArray) said = g_byte_array_new ();
  guint8 key[PRIM_KEY_BYTES];

  pack_bytes (said, LABEL_MAC, sizeof LABEL_MAC);
  pack_part (said, role, public_key);
  prim_hkdf (secret, LINKCODE_SECRET_BYTES, NULL, 0, LABEL_MAC, key, sizeof key);
  crypto_auth_hmacsha256 (proof, said->data, said->len, key);
  prim_wipe (key, sizeof key);
}

void
linkcode_hello (const guint8 secret[LINKCODE_SECRET_BYTES],
                LinkRole role,
                const LinkKey *key,
                guint8 hello[LINKCODE_HELLO_BYTES])
{
  hello[0] = (guint8) role;
  memcpy (hello + 1, key->public_key, PRIM_KEY_BYTES);
  prove (secret, role, key->public_key, hello + 1 + PRIM_KEY_BYTES);
}

void
linkcode_commit (const guint8 hello[LINKCODE_HELLO_BYTES], guint8 commitment[PRIM_HASH_BYTES])
{
  prim_hash (LABEL_COMMIT, hello, LINKCODE_HELLO_BYTES, commitment);
}

static gboolean
is_committed (const guint8 *hello, const guint8 *commitment)
{
  guint8 hash[PRIM_HASH_BYTES];

  linkcode_commit (hello, hash);
  return prim_equal (hash, commitment, sizeof hash);
}

static gboolean
hello_is_good (const guint8 secret[LINKCODE_SECRET_BYTES],
               LinkRole role,
               const guint8 *hello,
               gsize len)
{
  guint8 proof[crypto_auth_hmacsha256_BYTES];

  if (len != LINKCODE_HELLO_BYTES || hello[0] != role)
    return FALSE;
  prove (secret, role, hello + 1, proof);
  return prim_equal (proof, hello + 1 + PRIM_KEY_BYTES, sizeof proof);
}

/* Both ends' keys, the old device's first. */
static GByteArray *
transcript (const char *label, LinkRole role, const guint8 *own, const guint8 *other)
{
  GByteArray *out = g_byte_array_new ();

  pack_bytes (out, label, strlen (label) + 1);
  pack_part (out, LINK_OLD, role == LINK_OLD ? own : other);
  pack_part (out, LINK_NEW, role == LINK_OLD ? other : own);
  return out;
}

static void
derive (const guint8 secret[LINKCODE_SECRET_BYTES],
        const guint8 agreed[PRIM_KEY_BYTES],
        const GByteArray *channel,
        const GByteArray *emoji,
        LinkShared *shared)
{
  guint8 keys[2 * PRIM_KEY_BYTES];

  prim_hkdf_bytes (agreed, PRIM_KEY_BYTES, secret, LINKCODE_SECRET_BYTES, channel->data,
                   channel->len, keys, sizeof keys);
  memcpy (shared->from_old, keys, PRIM_KEY_BYTES);
  memcpy (shared->from_new, keys + PRIM_KEY_BYTES, PRIM_KEY_BYTES);
  prim_hkdf_bytes (agreed, PRIM_KEY_BYTES, secret, LINKCODE_SECRET_BYTES, emoji->data, emoji->len,
                   shared->emoji, sizeof shared->emoji);
  for (guint i = 0; i < LINKCODE_EMOJI; i++)
    shared->emoji[i] %= LINKEMOJI_COUNT;
  prim_wipe (keys, sizeof keys);
}

gboolean
linkcode_meet (const guint8 secret[LINKCODE_SECRET_BYTES],
               LinkRole role,
               const LinkKey *key,
               const guint8 *commitment,
               gconstpointer hello,
               gsize len,
               LinkShared *shared,
               GError **error)
{
  const guint8 *other = (const guint8 *) hello + 1;
  LinkRole other_role = role == LINK_OLD ? LINK_NEW : LINK_OLD;
  g_autoptr (GByteArray) channel = NULL;
  g_autoptr (GByteArray) emoji = NULL;
  guint8 agreed[PRIM_KEY_BYTES];

  g_return_val_if_fail ((role == LINK_NEW) == (commitment != NULL), FALSE);
  if (!hello_is_good (secret, other_role, hello, len) ||
      (commitment != NULL && !is_committed (hello, commitment)) ||
      crypto_scalarmult (agreed, key->secret_key, other) != 0)
    return refuse (error, WHIN_ERROR_FORBIDDEN,
                   _ ("The other device does not know this code. Start again with a new one."));
  channel = transcript (LABEL_CHANNEL, role, key->public_key, other);
  emoji = transcript (LABEL_EMOJI, role, key->public_key, other);
  derive (secret, agreed, channel, emoji, shared);
  prim_wipe (agreed, sizeof agreed);
  return TRUE;
}
