/* fuzz-backup: any bytes as a backup, also with a header signed by the right key.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "backup.h"

#include <stdlib.h>
#include <string.h>

#define SIGNED_BYTES (BACKUP_HEADER_BYTES - PRIM_SIGNATURE_BYTES)
#define AT_ACCOUNT 5
#define AT_KEY (AT_ACCOUNT + ID_BYTES + 1)

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static BackupExpected expected = { .account.bytes = { 1 }, .backup_key = { 2 } };
static guint8 secret_key[PRIM_SIGN_SECRET_BYTES];

static gboolean
opens (const guint8 *data, gsize size, gsize step)
{
  g_autoptr (BackupOpen) open = backup_open_new (&expected);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (gsize from = 0; from < size; from += step)
    if (!backup_open_push (open, data + from, MIN (step, size - from), out, NULL))
      return FALSE;
  return backup_open_end (open, out, NULL);
}

static void
check (const guint8 *data, gsize size)
{
  BackupHeader header;

  if (backup_header_read (data, size, &header, NULL) &&
      (header.generation == 0 || id_is_none (&header.account)))
    abort ();
  if (opens (data, size, size) || opens (data, size, 7))
    abort ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree guint8 *copy = NULL;

  if (size == 0)
    return 0;
  if (secret_key[0] == 0 && !prim_init (NULL))
    abort ();
  while (secret_key[0] == 0)
    prim_sign_keypair (expected.account_key, secret_key);
  check (data, size);
  if (size < BACKUP_HEADER_BYTES)
    return 0;
  copy = g_memdup2 (data, size);
  memcpy (copy + AT_ACCOUNT, expected.account.bytes, ID_BYTES);
  memcpy (copy + AT_KEY, expected.account_key, sizeof expected.account_key);
  prim_sign (secret_key, "whinchat/e2ee/v1/backup", copy, SIGNED_BYTES, copy + SIGNED_BYTES);
  check (copy, size);
  return 0;
}
