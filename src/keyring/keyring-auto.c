/* keyring-auto: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring-auto.h"

#include "desktop-secret.h"
#include "given-secret.h"

#include <glib/gi18n.h>

/* The one of `ways` that needs no person, or 0. */
static KeyWay
secret_way_of (guint ways)
{
  for (KeyWay way = KEY_WAY_PORTAL; KEY_WAY_IS_SECRET (way); way++)
    if (ways & KEY_BIT (way))
      return way;
  return 0;
}

/* -- Opening -- */

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
  KeyWay way;

  if (key_file != NULL)
    return open_with_file (folder, key_file, error);
  if (!keyring_look (folder, &ways, &name, error))
    return NULL;
  if (ways == 0)
    return make_with_desktop (folder, cancellable, error);
  way = secret_way_of (ways);
  if (way == KEY_WAY_PORTAL || way == KEY_WAY_SERVICE)
    return open_with_desktop (folder, way, &name, cancellable, error);
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_LOCKED,
                       way == KEY_WAY_GIVEN ? _ ("Your messages are locked with a key file.")
                                            : _ ("Your messages are locked with a passphrase."));
  return NULL;
}

/* -- Changing -- */

gboolean
keyring_auto_stop (Keyring *keyring,
                   const char *passphrase,
                   GCancellable *cancellable,
                   GError **error)
{
  KeySecret secret = { KEY_WAY_PASSPHRASE, .passphrase = passphrase };
  KeyWay dropped = secret_way_of (keyring_ways (keyring));
  Id name = keyring_name (keyring);

  if (!keyring_replace (keyring, dropped, &secret, error))
    return FALSE;
  if (dropped != 0)
    desktop_secret_forget (dropped, &name, cancellable);
  return TRUE;
}

static gboolean
start_with (Keyring *keyring, KeyWay way, guint8 secret[PRIM_KEY_BYTES], GError **error)
{
  gboolean done =
      keyring_replace (keyring, KEY_WAY_PASSPHRASE, &(KeySecret) { way, secret }, error);

  prim_wipe (secret, PRIM_KEY_BYTES);
  return done;
}

gboolean
keyring_auto_start (Keyring *keyring,
                    const char *key_file,
                    GCancellable *cancellable,
                    GError **error)
{
  guint8 secret[PRIM_KEY_BYTES];
  Id name = keyring_name (keyring);
  KeyWay way = key_file != NULL ? KEY_WAY_GIVEN : desktop_secret_way ();
  gboolean have = key_file != NULL ? given_secret_read (key_file, secret, error)
                                   : desktop_secret_make (way, &name, secret, cancellable, error);

  return have && start_with (keyring, way, secret, error);
}

gboolean
keyring_auto_destroy (const char *folder, GCancellable *cancellable, GError **error)
{
  guint ways = 0;
  Id name;

  /* A key that cannot be read is destroyed all the same. */
  keyring_look (folder, &ways, &name, NULL);
  if (!keyring_destroy (folder, error))
    return FALSE;
  if (ways != 0)
    desktop_secret_forget (secret_way_of (ways), &name, cancellable);
  return TRUE;
}
