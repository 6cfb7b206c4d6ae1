/* ids: names and their text form.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ids.h"

#include <sodium.h>
#include <string.h>

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

Id
id_random (void)
{
  Id id;

  do
    randombytes_buf (id.bytes, sizeof id.bytes);
  while (id_is_none (&id));
  return id;
}

gboolean
id_is_none (const Id *id)
{
  static const Id none;

  return memcmp (id, &none, sizeof none) == 0;
}

gboolean
id_equal (const Id *a, const Id *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

int
id_compare (const Id *a, const Id *b)
{
  return memcmp (a, b, sizeof *a);
}

guint
id_hash (gconstpointer id)
{
  guint hash;

  memcpy (&hash, id, sizeof hash);
  return hash;
}

gboolean
id_hash_equal (gconstpointer a, gconstpointer b)
{
  return id_equal (a, b);
}

Id *
id_copy (const Id *id)
{
  return g_memdup2 (id, sizeof *id);
}

const char *
id_to_text (const Id *id, IdText text)
{
  return sodium_bin2base64 (text, sizeof (IdText), id->bytes, sizeof id->bytes, VARIANT);
}

gboolean
id_from_text (const char *text, Id *id)
{
  Id parsed;
  gsize len;

  /* libsodium alone would read any byte above 0x7f as the last character of the alphabet. */
  if (text == NULL || strlen (text) != ID_TEXT_LEN || !base64url_is_valid (text) ||
      sodium_base642bin (parsed.bytes, sizeof parsed.bytes, text, ID_TEXT_LEN, NULL, &len, NULL,
                         VARIANT) != 0 ||
      len != ID_BYTES || id_is_none (&parsed))
    return FALSE;
  *id = parsed;
  return TRUE;
}

const char *
conv_to_text (const Conv *conv, ConvText text)
{
  text[0] = conv->kind;
  text[1] = ':';
  sodium_bin2base64 (text + 2, ID_TEXT_LEN + 1, conv->id.bytes, ID_BYTES, VARIANT);
  return text;
}

gboolean
conv_from_text (const char *text, Conv *conv)
{
  Id id;

  if (text == NULL || text[0] == '\0' || strchr ("ugs", text[0]) == NULL || text[1] != ':' ||
      !id_from_text (text + 2, &id))
    return FALSE;
  conv->kind = text[0];
  conv->id = id;
  return TRUE;
}

char *
base64url_encode (gconstpointer data, gsize len)
{
  gsize size = sodium_base64_encoded_len (len, VARIANT);
  char *text = g_malloc (size);

  return sodium_bin2base64 (text, size, data, len, VARIANT);
}

GBytes *
base64url_decode (const char *text)
{
  gsize text_len = strlen (text);
  gsize max = text_len / 4 * 3 + 3;
  g_autofree guint8 *data = g_malloc (max);
  gsize len;

  if (!base64url_is_valid (text) ||
      sodium_base642bin (data, max, text, text_len, NULL, &len, NULL, VARIANT) != 0)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), len);
}

gboolean
base64url_is_valid (const char *text)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  gsize len = strspn (text, alphabet);
  guint last = len > 0 ? strchr (alphabet, text[len - 1]) - alphabet : 0;

  if (text[len] != '\0' || len % 4 == 1)
    return FALSE;
  /* The bits of the last character that belong to no byte. */
  return (last & (len % 4 == 2 ? 15 : len % 4 == 3 ? 3 : 0)) == 0;
}
