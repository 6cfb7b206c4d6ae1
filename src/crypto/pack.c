/* pack: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pack.h"

#include <string.h>

static void
pack_number (GByteArray *out, guint64 value, guint bytes)
{
  for (guint i = bytes; i-- > 0;)
    pack_u8 (out, (guint8) (value >> (8 * i)));
}

void
pack_u8 (GByteArray *out, guint8 value)
{
  g_byte_array_append (out, &value, 1);
}

void
pack_u16 (GByteArray *out, guint16 value)
{
  pack_number (out, value, 2);
}

void
pack_u32 (GByteArray *out, guint32 value)
{
  pack_number (out, value, 4);
}

void
pack_u64 (GByteArray *out, guint64 value)
{
  pack_number (out, value, 8);
}

void
pack_bytes (GByteArray *out, gconstpointer data, gsize len)
{
  if (len > 0)
    g_byte_array_append (out, data, (guint) len);
}

void
pack_id (GByteArray *out, const Id *id)
{
  pack_bytes (out, id->bytes, ID_BYTES);
}

void
pack_string (GByteArray *out, gconstpointer data, gsize len)
{
  g_return_if_fail (len <= G_MAXUINT16);
  pack_u16 (out, (guint16) len);
  pack_bytes (out, data, len);
}

Unpack
unpack_begin (gconstpointer data, gsize len)
{
  return (Unpack) { data, len, FALSE };
}

static const guint8 *
take (Unpack *in, gsize len)
{
  const guint8 *at = in->at;

  if (in->failed || in->left < len) {
    in->failed = TRUE;
    return NULL;
  }
  in->at += len;
  in->left -= len;
  return at;
}

static guint64
unpack_number (Unpack *in, guint bytes)
{
  const guint8 *at = take (in, bytes);
  guint64 value = 0;

  for (guint i = 0; at != NULL && i < bytes; i++)
    value = value << 8 | at[i];
  return value;
}

guint8
unpack_u8 (Unpack *in)
{
  return (guint8) unpack_number (in, 1);
}

guint16
unpack_u16 (Unpack *in)
{
  return (guint16) unpack_number (in, 2);
}

guint32
unpack_u32 (Unpack *in)
{
  return (guint32) unpack_number (in, 4);
}

guint64
unpack_u64 (Unpack *in)
{
  return unpack_number (in, 8);
}

void
unpack_bytes (Unpack *in, gpointer out, gsize len)
{
  const guint8 *at = take (in, len);

  if (at != NULL && len > 0)
    memcpy (out, at, len);
  else
    memset (out, 0, len);
}

Id
unpack_id (Unpack *in)
{
  Id id;

  unpack_bytes (in, id.bytes, ID_BYTES);
  return id;
}

const guint8 *
unpack_string (Unpack *in, gsize max, gsize *len)
{
  *len = unpack_u16 (in);
  if (*len > max || *len > in->left)
    in->failed = TRUE;
  if (in->failed)
    *len = 0;
  return take (in, *len);
}

void
unpack_refuse (Unpack *in)
{
  in->failed = TRUE;
}

gboolean
unpack_end (Unpack *in)
{
  return !in->failed && in->left == 0;
}
