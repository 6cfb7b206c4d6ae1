/* unlock: what opens the local data of whinchat-cli: a key file, a passphrase, or the desktop.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "given-secret.h"
#include "keyring-auto.h"

#include <string.h>

static char *key_file;
static int passphrase_fd = -1;

const GOptionEntry cli_unlock_entries[] = {
  { "key-file", 'k', 0, G_OPTION_ARG_FILENAME, &key_file,
    "32 random bytes or more that unlock the data (or WHINCHAT_KEY_FILE=FILE)", "FILE" },
  { "passphrase-fd", 0, 0, G_OPTION_ARG_INT, &passphrase_fd,
    "Read the passphrase that unlocks the data from descriptor N", "N" },
  { NULL },
};

static Keyring *
open_with_passphrase (const char *dir, GError **error)
{
  char *passphrase = given_passphrase_read (passphrase_fd, error);
  Keyring *keyring;

  if (passphrase == NULL)
    return NULL;
  keyring = keyring_open_or_make (
      dir, &(KeySecret) { KEY_WAY_PASSPHRASE, .passphrase = passphrase }, error);
  prim_wipe (passphrase, strlen (passphrase));
  g_free (passphrase);
  return keyring;
}

Keyring *
cli_unlock (const char *dir, GError **error)
{
  const char *file = key_file != NULL ? key_file : g_getenv ("WHINCHAT_KEY_FILE");

  if (passphrase_fd >= 0)
    return open_with_passphrase (dir, error);
  return keyring_auto (dir, file, NULL, error);
}
