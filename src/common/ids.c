/* ids: names and their text form.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ids.h"

#include <sodium.h>
#include <string.h>

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* What each character stands for, +1. */
static const guint8 values[256] = {
  ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
  ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
  ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
  ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
  ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
  ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
  ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
  ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['-'] = 63, ['_'] = 64,
};

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

/* Ids are in every frame and no secret: sodium takes the same time for every text, which is ten
 * times as long. */
const char *
id_to_text (const Id *id, IdText text)
{
  guint bits = 0, have = 0, at = 0;

  for (guint i = 0; i < ID_BYTES; i++) {
    bits = bits << 8 | id->bytes[i];
    for (have += 8; have >= 6; have -= 6)
      text[at++] = alphabet[bits >> (have - 6) & 63];
  }
  text[at++] = alphabet[bits << (6 - have) & 63];
  text[at] = '\0';
  return text;
}

gboolean
id_from_text (const char *text, Id *id)
{
  Id parsed;
  guint bits = 0, have = 0, at = 0;

  if (text == NULL || strlen (text) != ID_TEXT_LEN)
    return FALSE;
  for (guint i = 0; i < ID_TEXT_LEN; i++) {
    guint value = values[(guint8) text[i]];

    if (value == 0)
      return FALSE;
    bits = bits << 6 | (value - 1);
    have += 6;
    if (have >= 8)
      parsed.bytes[at++] = (guint8) (bits >> (have -= 8));
  }
  /* The bits of the last character that belong to no byte. */
  if ((bits & ((1u << have) - 1)) != 0 || id_is_none (&parsed))
    return FALSE;
  *id = parsed;
  return TRUE;
}

const char *
conv_to_text (const Conv *conv, ConvText text)
{
  text[0] = conv->kind;
  text[1] = ':';
  id_to_text (&conv->id, text + 2);
  return text;
}

gboolean
conv_from_text (const char *text, Conv *conv)
{
  Id id;

  if (text == NULL || text[0] == '\0' || strchr ("ugsb", text[0]) == NULL || text[1] != ':' ||
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

static void
free_decoded (gpointer data)
{
  GByteArray *decoded = data;

  if (decoded->len > 0)
    sodium_memzero (decoded->data, decoded->len);
  g_byte_array_unref (decoded);
}

/* Often a key: what was decoded is wiped. */
GBytes *
base64url_decode (const char *text)
{
  gsize text_len = strlen (text);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  gsize len;

  g_byte_array_set_size (data, (guint) (text_len / 4 * 3 + 3));
  if (!base64url_is_valid (text) ||
      sodium_base642bin (data->data, data->len, text, text_len, NULL, &len, NULL, VARIANT) != 0)
    return NULL;
  g_byte_array_set_size (data, (guint) len);
  return g_bytes_new_with_free_func (data->data, len, free_decoded, g_byte_array_ref (data));
}

gboolean
base64url_is_valid (const char *text)
{
  gsize len = 0;
  guint last = 0;

  for (; values[(guint8) text[len]] != 0; len++)
    last = values[(guint8) text[len]] - 1u;
  if (text[len] != '\0' || len % 4 == 1)
    return FALSE;
  /* The bits of the last character that belong to no byte. */
  return (last & (len % 4 == 2 ? 15 : len % 4 == 3 ? 3 : 0)) == 0;
}
