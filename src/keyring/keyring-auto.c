/* keyring-auto: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring-auto.h"

#include "desktop-secret.h"
#include "given-secret.h"

#include <glib/gi18n.h>

static Keyring *
open_with_file (const char *folder, const char *key_file, GError **error)
{
  guint8 secret[PRIM_KEY_BYTES];
  Keyring *keyring;

  if (!given_secret_read (key_file, secret, error))
    return NULL;
  keyring = keyring_open_or_make (folder, &(KeySecret) { KEY_WAY_GIVEN, secret }, error);
  prim_wipe (secret, sizeof secret);
  return keyring;
}

static Keyring *
make_with_desktop (const char *folder, GCancellable *cancellable, GError **error)
{
  KeyWay way = desktop_secret_way ();
  Id name = id_random ();
  guint8 secret[PRIM_KEY_BYTES];
  Keyring *keyring;

  if (!desktop_secret_make (way, &name, secret, cancellable, error))
    return NULL;
  keyring = keyring_make (folder, &name, &(KeySecret) { way, secret }, error);
  prim_wipe (secret, sizeof secret);
  if (keyring == NULL)
    desktop_secret_forget (way, &name, cancellable);
  return keyring;
}

static Keyring *
open_with_desktop (const char *folder,
                   KeyWay way,
                   const Id *name,
                   GCancellable *cancellable,
                   GError **error)
{
  guint8 secret[PRIM_KEY_BYTES];
  Keyring *keyring;

  if (!desktop_secret_get (way, name, secret, cancellable, error))
    return NULL;
  keyring = keyring_open (folder, &(KeySecret) { way, secret }, error);
  prim_wipe (secret, sizeof secret);
  return keyring;
}

Keyring *
keyring_auto (const char *folder, const char *key_file, GCancellable *cancellable, GError **error)
{
  Id name;
  guint ways;

  if (key_file != NULL)
    return open_with_file (folder, key_file, error);
  if (!keyring_look (folder, &ways, &name, error))
    return NULL;
  if (ways == 0)
    return make_with_desktop (folder, cancellable, error);
  if (ways & KEY_BIT (KEY_WAY_PORTAL))
    return open_with_desktop (folder, KEY_WAY_PORTAL, &name, cancellable, error);
  if (ways & KEY_BIT (KEY_WAY_SERVICE))
    return open_with_desktop (folder, KEY_WAY_SERVICE, &name, cancellable, error);
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_LOCKED,
                       ways & KEY_BIT (KEY_WAY_PASSPHRASE)
                           ? _ ("The messages are locked with a passphrase.")
                           : _ ("The messages are locked with a key file."));
  return NULL;
}
