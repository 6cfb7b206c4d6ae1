/* keyring: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring.h"

#include "keystow.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define KEY_NAME "key"
#define DATABASE_NAME "store.db" /* as store.c has it */

struct _Keyring {
  gatomicrefcount refs;
  char *folder;
  Id name;
  guint8 *key; /* sodium_malloc */
  /* The front end changes the passphrase while the core adds the recovery key: each reads, changes
   * and writes the file. */
  GMutex writing;
};

static Keyring *
refuse (GError **error, WhinError code, const char *words)
{
  g_set_error_literal (error, WHIN_ERROR, code, words);
  return NULL;
}

/* -- The file -- */

static char *
path_of (const char *folder)
{
  return g_build_filename (folder, KEY_NAME, NULL);
}

/* FALSE without an error: there is no file. */
static gboolean
read_file (const char *folder, Keyfile *file, GError **error)
{
  g_autofree char *path = path_of (folder);
  g_autoptr (GBytes) bytes = NULL;

  if (!keystow_read (path, KEYFILE_MAX, &bytes, error) || bytes == NULL)
    return FALSE;
  return keyfile_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), file, error);
}

static gboolean
has_database (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, DATABASE_NAME, NULL);
  GStatBuf info;

  return g_stat (path, &info) == 0 && info.st_size > 0;
}

static gboolean
refuse_missing (GError **error)
{
  refuse (error, WHIN_ERROR_CORRUPT,
          _ ("The key of the messages is missing, so they cannot be read."));
  return FALSE;
}

static gboolean
read_file_that_must_be (const char *folder, Keyfile *file, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (read_file (folder, file, &local))
    return TRUE;
  if (local == NULL)
    return refuse_missing (error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static guint
ways_of (const Keyfile *file)
{
  guint ways = 0;

  for (guint i = 0; i < file->n_wraps; i++)
    ways |= KEY_BIT (file->wraps[i].way);
  return ways;
}

gboolean
keyring_look (const char *folder, guint *ways, Id *name, GError **error)
{
  g_auto (Keyfile) file = { 0 };
  g_autoptr (GError) local = NULL;

  if (!read_file (folder, &file, &local)) {
    if (local != NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (has_database (folder))
      return refuse_missing (error);
  }
  *ways = ways_of (&file);
  *name = file.name;
  return TRUE;
}

/* -- Wraps -- */

static GBytes *
seal (const guint8 *key, const Id *name, const KeySecret *secret, GError **error)
{
  WrapCost cost = secret->cost.passes > 0 ? secret->cost : WRAP_COST_DEFAULT;

  if (secret->way == KEY_WAY_PASSPHRASE)
    return wrap_seal_passphrase (secret->passphrase, cost, WRAP_DATABASE_KEY, name, key,
                                 KEYRING_KEY_BYTES, error);
  return wrap_seal (secret->key, WRAP_DATABASE_KEY, name, key, KEYRING_KEY_BYTES);
}

static GBytes *
open_wrap (GBytes *wrap, const Id *name, const KeySecret *secret, GError **error)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (wrap, &len);
  GBytes *key;

  if (secret->way == KEY_WAY_PASSPHRASE)
    return wrap_open_passphrase (secret->passphrase, WRAP_DATABASE_KEY, name, data, len, error);
  key = wrap_open (secret->key, WRAP_DATABASE_KEY, name, data, len, error);
  if (key == NULL && KEY_WAY_IS_SECRET (secret->way)) {
    g_clear_error (error);
    refuse (error, WHIN_ERROR_KEYRING_CHANGED,
            _ ("The secret that protects the messages has changed."));
  }
  return key;
}

/* Fills key, KEYRING_KEY_BYTES. */
static gboolean
unlock (const Keyfile *file, const KeySecret *secret, guint8 *key, GError **error)
{
  GBytes *wrap = keyfile_find (file, secret->way);
  g_autoptr (GBytes) opened = NULL;

  if (wrap == NULL) {
    refuse (error, WHIN_ERROR_LOCKED, _ ("The messages are not protected in this way."));
    return FALSE;
  }
  opened = open_wrap (wrap, &file->name, secret, error);
  if (opened == NULL)
    return FALSE;
  if (g_bytes_get_size (opened) != KEYRING_KEY_BYTES) {
    refuse (error, WHIN_ERROR_CORRUPT, _ ("The stored key is damaged."));
    return FALSE;
  }
  memcpy (key, g_bytes_get_data (opened, NULL), KEYRING_KEY_BYTES);
  return TRUE;
}

/* -- Making and opening -- */

static Keyring *
keyring_new (const char *folder, GError **error)
{
  Keyring *keyring;

  if (!prim_init (error))
    return NULL;
  keyring = g_new0 (Keyring, 1);
  g_atomic_ref_count_init (&keyring->refs);
  keyring->folder = g_strdup (folder);
  keyring->key = sodium_malloc (KEYRING_KEY_BYTES);
  if (keyring->key == NULL)
    g_error ("There is no memory for a key.");
  g_mutex_init (&keyring->writing);
  return keyring;
}

Keyring *
keyring_ref (Keyring *keyring)
{
  g_atomic_ref_count_inc (&keyring->refs);
  return keyring;
}

void
keyring_unref (Keyring *keyring)
{
  if (!g_atomic_ref_count_dec (&keyring->refs))
    return;
  sodium_free (keyring->key);
  g_mutex_clear (&keyring->writing);
  g_free (keyring->folder);
  g_free (keyring);
}

static gboolean
make_folder (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The folder %s cannot be made."), folder);
  return FALSE;
}

Keyring *
keyring_make (const char *folder, const Id *name, const KeySecret *secret, GError **error)
{
  g_autoptr (Keyring) keyring = keyring_new (folder, error);
  g_auto (Keyfile) file = { .name = *name };
  g_autofree char *path = path_of (folder);
  g_autoptr (GBytes) bytes = NULL;
  GBytes *wrap;

  if (keyring == NULL || (has_database (folder) && !refuse_missing (error)))
    return NULL;
  keyring->name = *name;
  prim_random (keyring->key, KEYRING_KEY_BYTES);
  sodium_mprotect_readonly (keyring->key);
  wrap = seal (keyring->key, name, secret, error);
  if (wrap == NULL)
    return NULL;
  keyfile_put (&file, secret->way, wrap);
  bytes = keyfile_write (&file);
  if (!make_folder (folder, error) || !keystow_write (path, bytes, KEYSTOW_NEW, error))
    return NULL;
  return g_steal_pointer (&keyring);
}

Keyring *
keyring_open (const char *folder, const KeySecret *secret, GError **error)
{
  g_autoptr (Keyring) keyring = keyring_new (folder, error);
  g_auto (Keyfile) file = { 0 };

  if (keyring == NULL || !read_file_that_must_be (folder, &file, error) ||
      !unlock (&file, secret, keyring->key, error))
    return NULL;
  keyring->name = file.name;
  sodium_mprotect_readonly (keyring->key);
  return g_steal_pointer (&keyring);
}

Keyring *
keyring_open_or_make (const char *folder, const KeySecret *secret, GError **error)
{
  Id name;
  guint ways;

  if (!keyring_look (folder, &ways, &name, error))
    return NULL;
  if (ways != 0)
    return keyring_open (folder, secret, error);
  name = id_random ();
  return keyring_make (folder, &name, secret, error);
}

const guint8 *
keyring_key (Keyring *keyring)
{
  return keyring->key;
}

Id
keyring_name (Keyring *keyring)
{
  return keyring->name;
}

/* -- Changing it -- */

guint
keyring_ways (Keyring *keyring)
{
  g_auto (Keyfile) file = { 0 };

  read_file (keyring->folder, &file, NULL);
  return ways_of (&file);
}

static gboolean
change (Keyring *keyring, KeyWay dropped, KeyWay way, GBytes *wrap, GError **error)
{
  g_auto (Keyfile) file = { 0 };
  g_autofree char *path = path_of (keyring->folder);
  g_autoptr (GBytes) bytes = NULL;

  if (!read_file_that_must_be (keyring->folder, &file, error))
    return FALSE;
  keyfile_drop (&file, dropped);
  keyfile_put (&file, way, g_bytes_ref (wrap));
  bytes = keyfile_write (&file);
  return keystow_write (path, bytes, KEYSTOW_REPLACE, error);
}

static gboolean
change_locked (Keyring *keyring, KeyWay dropped, KeyWay way, GBytes *wrap, GError **error)
{
  gboolean done;

  g_mutex_lock (&keyring->writing);
  done = change (keyring, dropped, way, wrap, error);
  g_mutex_unlock (&keyring->writing);
  return done;
}

gboolean
keyring_replace (Keyring *keyring, KeyWay dropped, const KeySecret *secret, GError **error)
{
  g_autoptr (GBytes) wrap = seal (keyring->key, &keyring->name, secret, error);

  return wrap != NULL && change_locked (keyring, dropped, secret->way, wrap, error);
}

gboolean
keyring_add (Keyring *keyring, const KeySecret *secret, GError **error)
{
  return keyring_replace (keyring, secret->way, secret, error);
}

gboolean
keyring_add_recovery (Keyring *keyring, const guint8 recovery_key[PRIM_KEY_BYTES], GError **error)
{
  return keyring_add (keyring, &(KeySecret) { KEY_WAY_RECOVERY_KEY, recovery_key }, error);
}

GBytes *
keyring_wrap_recovery (Keyring *keyring, const guint8 recovery_key[PRIM_KEY_BYTES])
{
  return seal (keyring->key, &keyring->name, &(KeySecret) { KEY_WAY_RECOVERY_KEY, recovery_key },
               NULL);
}

gboolean
keyring_put_recovery (Keyring *keyring, GBytes *wrap, GError **error)
{
  return change_locked (keyring, KEY_WAY_RECOVERY_KEY, KEY_WAY_RECOVERY_KEY, wrap, error);
}

gboolean
keyring_check (Keyring *keyring, const KeySecret *secret, GError **error)
{
  g_auto (Keyfile) file = { 0 };
  guint8 key[KEYRING_KEY_BYTES];
  gboolean opens;

  if (!read_file_that_must_be (keyring->folder, &file, error))
    return FALSE;
  opens = unlock (&file, secret, key, error);
  prim_wipe (key, sizeof key);
  return opens;
}

gboolean
keyring_destroy (const char *folder, GError **error)
{
  g_autofree char *path = path_of (folder);

  return keystow_erase (path, error);
}
