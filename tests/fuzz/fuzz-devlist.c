/* fuzz-devlist: any bytes, also signed by the right key; what is taken has one form.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "devlist.h"

#include <stdlib.h>
#include <string.h>

#define AT_KEY 2
#define AT_ACCOUNT (AT_KEY + PRIM_SIGN_PUBLIC_BYTES)

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static guint8 public_key[PRIM_SIGN_PUBLIC_BYTES];
static guint8 secret_key[PRIM_SIGN_SECRET_BYTES];

static void
check (const guint8 *data, gsize size)
{
  Id account = { { 0 } };
  Devlist list;
  DevlistMark mark;
  g_autoptr (GBytes) again = NULL;

  if (size >= AT_ACCOUNT + ID_BYTES)
    memcpy (account.bytes, data + AT_ACCOUNT, ID_BYTES);
  if (!devlist_read (data, size, &account, &list, &mark, NULL))
    return;
  if (list.n_devices == 0 || list.n_devices > DEVLIST_DEVICES_MAX || list.version != mark.version)
    abort ();
  again = devlist_sign (&list, secret_key, NULL);
  if (again == NULL || g_bytes_get_size (again) != size ||
      memcmp (g_bytes_get_data (again, NULL), data, size) != 0)
    abort ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree guint8 *signed_list = g_malloc (size + PRIM_SIGNATURE_BYTES);

  if (secret_key[0] == 0 && !prim_init (NULL))
    abort ();
  while (secret_key[0] == 0)
    prim_sign_keypair (public_key, secret_key);
  check (data, size);
  if (size > 0)
    memcpy (signed_list, data, size);
  if (size >= AT_ACCOUNT)
    memcpy (signed_list + AT_KEY, public_key, sizeof public_key);
  prim_sign (secret_key, "whinchat/e2ee/v1/devlist", signed_list, size, signed_list + size);
  check (signed_list, size + PRIM_SIGNATURE_BYTES);
  return 0;
}
