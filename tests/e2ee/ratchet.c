/* ratchet: see the header. Envelope, then protocol buffers: OMEMOKeyExchange (4 base key, 5
 * message), OMEMOAuthenticatedMessage (2 message), OMEMOMessage (1 number, 3 key).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ratchet.h"

#include "kem.h"

#define EXCHANGE 1 /* as envelope.h numbers it */

typedef struct {
  guint8 *at;
  gsize left;
} Bytes;

static guint64
read_number (Bytes *bytes)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 64 && bytes->left > 0; shift += 7) {
    guint8 byte = *bytes->at++;

    bytes->left--;
    value |= (guint64) (byte & 0x7f) << shift;
    if ((byte & 0x80) == 0)
      break;
  }
  return value;
}

/* Of bytes, or of a number as it is written. */
static Bytes
field_of (Bytes in, guint wanted)
{
  while (in.left > 0) {
    guint64 tag = read_number (&in);
    Bytes field = in;

    if ((tag & 7) == 2) {
      field.left = read_number (&in);
      field.at = in.at;
      g_assert_cmpuint (field.left, <=, in.left);
      in.at += field.left;
      in.left -= field.left;
    } else {
      read_number (&in);
      field.left -= in.left;
    }
    if (tag >> 3 == wanted)
      return field;
  }
  g_assert_not_reached ();
}

gboolean
ratchet_is_exchange (const guint8 *data, gsize len)
{
  g_assert_cmpuint (len, >, 2);
  return data[1] == EXCHANGE;
}

guint8 *
ratchet_find (guint8 *data, gsize data_len, RatchetField field, gsize *len)
{
  static const guint numbers[] = {
    [RATCHET_BASE_KEY] = 4, [RATCHET_NUMBER] = 1, [RATCHET_KEY] = 3
  };
  Bytes in = { data + 2, data_len - 2 };

  if (ratchet_is_exchange (data, data_len)) {
    in.at += 4 + KEM_CIPHERTEXT_BYTES;
    in.left -= 4 + KEM_CIPHERTEXT_BYTES;
    if (field != RATCHET_BASE_KEY)
      in = field_of (in, 5);
  }
  if (field != RATCHET_BASE_KEY)
    in = field_of (in, 2);
  in = field_of (in, numbers[field]);
  *len = in.left;
  return in.at;
}

GBytes *
ratchet_place (GBytes *ct)
{
  gsize len, part;
  gconstpointer data = g_bytes_get_data (ct, &len);
  g_autofree guint8 *copy = g_memdup2 (data, len);
  GByteArray *place = g_byte_array_new ();
  const guint8 *at = ratchet_find (copy, len, RATCHET_KEY, &part);

  g_byte_array_append (place, at, (guint) part);
  at = ratchet_find (copy, len, RATCHET_NUMBER, &part);
  g_byte_array_append (place, at, (guint) part);
  return g_byte_array_free_to_bytes (place);
}

static void
append_number (GByteArray *out, guint64 value)
{
  for (; value >= 0x80; value >>= 7)
    g_byte_array_append (out, &(guint8) { (guint8) (0x80 | (value & 0x7f)) }, 1);
  g_byte_array_append (out, &(guint8) { (guint8) value }, 1);
}

GBytes *
ratchet_with_number (GBytes *ct, guint32 number)
{
  gsize len, old_len;
  gconstpointer data = g_bytes_get_data (ct, &len);
  g_autofree guint8 *copy = g_memdup2 (data, len);
  const guint8 *old = ratchet_find (copy, len, RATCHET_NUMBER, &old_len);
  Bytes message = field_of ((Bytes) { copy + 2, len - 2 }, 2);
  g_autoptr (GByteArray) changed = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  gsize head = 2 + 18; /* of the envelope, and the check */

  g_assert_false (ratchet_is_exchange (copy, len));
  g_byte_array_append (changed, message.at, (guint) (old - message.at));
  append_number (changed, number);
  g_byte_array_append (changed, old + old_len,
                       (guint) (message.left - (gsize) (old + old_len - message.at)));
  g_byte_array_append (out, copy, (guint) head);
  g_byte_array_append (out, copy + head, 1);
  append_number (out, changed->len);
  g_byte_array_append (out, changed->data, changed->len);
  return g_byte_array_free_to_bytes (out);
}
