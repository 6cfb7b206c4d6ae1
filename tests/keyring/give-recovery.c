/* give-recovery FOLDER KEY-FILE: adds a recovery key to a keyring, and prints it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring-auto.h"
#include "recovery.h"

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Keyring) keyring = argc == 3 ? keyring_auto (argv[1], argv[2], NULL, &error) : NULL;
  guint8 key[PRIM_KEY_BYTES];
  g_autofree char *text = NULL;

  if (keyring == NULL)
    return 1;
  prim_random (key, sizeof key);
  if (!keyring_add_recovery (keyring, key, &error))
    return 1;
  text = recovery_to_text (key);
  g_print ("%s\n", text);
  return 0;
}
