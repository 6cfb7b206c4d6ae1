/* fuzz-keyfile: any bytes as the file beside the database, also with a right check, and as a wrap
 * that a server kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyfile.h"
#include "wrap.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* There is one way to write what was read. */
static void
check_file (const guint8 *data, gsize size)
{
  g_auto (Keyfile) file = { 0 };
  g_autoptr (GBytes) again = NULL;

  if (!keyfile_read (data, size, &file, NULL))
    return;
  if (file.n_wraps == 0 || file.n_wraps > KEYFILE_WRAPS_MAX)
    abort ();
  for (guint i = 0; i < file.n_wraps; i++)
    if (keyfile_find (&file, file.wraps[i].way) != file.wraps[i].wrap)
      abort ();
  again = keyfile_write (&file);
  if (g_bytes_get_size (again) != size || memcmp (g_bytes_get_data (again, NULL), data, size) != 0)
    abort ();
}

static void
check_wrap (const guint8 *data, gsize size)
{
  static const guint8 key[PRIM_KEY_BYTES] = { 1 };
  static const Id account = { { 2 } };
  g_autoptr (GBytes) opened = wrap_open (key, WRAP_BACKUP_KEY, &account, data, size, NULL);

  if (opened != NULL)
    abort ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree guint8 *copy = NULL;

  if (!prim_init (NULL))
    abort ();
  check_file (data, size);
  check_wrap (data, size);
  if (size <= crypto_hash_sha256_BYTES)
    return 0;
  copy = g_memdup2 (data, size);
  crypto_hash_sha256 (copy + size - crypto_hash_sha256_BYTES, copy,
                      size - crypto_hash_sha256_BYTES);
  check_file (copy, size);
  return 0;
}
