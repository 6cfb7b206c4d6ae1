/* fuzz-blob: any bytes as a file from the server, in any pieces: the answer does not depend on how
 * they are cut, and nothing is taken that was not sealed. The first two bytes are the size and how
 * the rest is cut.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static gboolean
opens (const guint8 *data, gsize size, guint64 file_size, gsize step)
{
  static const guint8 key[PRIM_KEY_BYTES] = { 1 }, hash[BLOB_HASH_BYTES] = { 2 };
  g_autoptr (BlobOpen) open = blob_open_new (key, file_size, hash, NULL);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (gsize from = 0; from < size; from += step)
    if (!blob_open_push (open, data + from, MIN (step, size - from), out, NULL))
      return FALSE;
  return blob_open_end (open, out, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  if (size < 2)
    return 0;
  if (!prim_init (NULL))
    abort ();
  if (opens (data + 2, size - 2, data[0], size) || opens (data + 2, size - 2, data[0], 1 + data[1]))
    abort ();
  return 0;
}
