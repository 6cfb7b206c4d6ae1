/* ask-desktop WAY VERB NAME: prints what the desktop keeps, in hexadecimal, or why not.
 *
 * WAY is portal or service, VERB get or make, NAME a keyring's. Ends with 0, or 1 and the number of
 * the error.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop-secret.h"
#include "error.h"

#include <string.h>

int
main (int argc, char **argv)
{
  guint8 secret[PRIM_KEY_BYTES];
  g_autoptr (GError) error = NULL;
  gboolean done;
  KeyWay way;
  Id name;

  if (argc != 4 || !id_from_text (argv[3], &name))
    return 2;
  way = strcmp (argv[1], "portal") == 0 ? KEY_WAY_PORTAL : KEY_WAY_SERVICE;
  done = strcmp (argv[2], "make") == 0 ? desktop_secret_make (way, &name, secret, NULL, &error)
                                       : desktop_secret_get (way, &name, secret, NULL, &error);
  if (!done) {
    g_print ("%s\n", error->message);
    return 1;
  }
  for (guint i = 0; i < sizeof secret; i++)
    g_print ("%02x", secret[i]);
  g_print ("\n");
  return 0;
}
