/* vault: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-vault.h"

#include "harden.h"
#include "keyring-auto.h"

WhinClient *
whin_vault_open (const char *data_dir, const char *key_file, GError **error)
{
  g_autoptr (Keyring) keyring = NULL;

  harden_process ();
  keyring = keyring_auto (data_dir, key_file, NULL, error);
  return keyring ? whin_client_new (data_dir, keyring, error) : NULL;
}
