/* pad: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pad.h"

#include <string.h>

#define BLOCK 256
#define BLOCKS_UNTIL 4096
#define MARK 0x80

static gsize
round_up (gsize len, gsize step)
{
  return (len + step - 1) & ~(step - 1);
}

/* Keeps as many of the high bits as it takes to write the exponent, and no more. */
static gsize
padme (gsize len)
{
  guint exponent = g_bit_storage (len) - 1;
  guint kept = g_bit_storage (exponent);

  return round_up (len, (gsize) 1 << (exponent - kept));
}

gsize
pad_length (gsize len)
{
  return len + 1 <= BLOCKS_UNTIL ? round_up (len + 1, BLOCK) : padme (len + 1);
}

void
pad_append (GByteArray *out, gconstpointer data, gsize len)
{
  guint start = out->len;

  g_byte_array_set_size (out, start + (guint) pad_length (len));
  memset (out->data + start, 0, out->len - start);
  if (len > 0)
    memcpy (out->data + start, data, len);
  out->data[start + len] = MARK;
}

gboolean
pad_strip (gconstpointer data, gsize padded, gsize *len)
{
  const guint8 *bytes = data;
  gsize end = padded;

  while (end > 0 && bytes[end - 1] == 0)
    end--;
  if (end == 0 || bytes[end - 1] != MARK || pad_length (end - 1) != padded)
    return FALSE;
  *len = end - 1;
  return TRUE;
}
