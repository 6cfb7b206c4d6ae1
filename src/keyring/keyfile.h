/* keyfile: the form of the file `key` beside the database. It holds the database's key, wrapped
 * (wrap.h) once for each way in.
 *
 * Version 1, numbers big-endian:
 *   8   "whinkey\n"
 *   1   version, 1
 *   16  name of this keyring, random; what the wraps are bound to
 *   1   number of wraps, 1 to 3
 *       for each, in ascending order: 1 way (KeyWay), 2 length, the wrap. At most one of the ways
 *       that need no person.
 *   32  SHA-256 of everything before it, so that damage is told from a wrong passphrase
 * Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"

#define KEYFILE_WRAPS_MAX 3
#define KEYFILE_WRAP_MAX 128
#define KEYFILE_MAX 512

/* The numbers are in the file. */
typedef enum {
  KEY_WAY_PORTAL = 1,   /* a secret of the desktop, for a sandbox */
  KEY_WAY_SERVICE,      /* a secret of the desktop: the Secret Service */
  KEY_WAY_GIVEN,        /* a secret from a file that an operator protects */
  KEY_WAY_PASSPHRASE,   /* Argon2id */
  KEY_WAY_RECOVERY_KEY, /* of the account */
} KeyWay;

#define KEY_WAY_IS_SECRET(way) ((way) <= KEY_WAY_GIVEN)

typedef struct {
  KeyWay way;
  GBytes *wrap;
} KeyfileWrap;

typedef struct {
  Id name;
  guint n_wraps;
  KeyfileWrap wraps[KEYFILE_WRAPS_MAX];
} Keyfile;

void keyfile_clear (Keyfile *file);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keyfile, keyfile_clear)

/* NULL when there is none for this way. */
GBytes *keyfile_find (const Keyfile *file, KeyWay way);
/* Adds wrap (taken), or puts it in the place of what it is instead of: the same way, or another
 * secret. */
void keyfile_put (Keyfile *file, KeyWay way, GBytes *wrap);
void keyfile_drop (Keyfile *file, KeyWay way);

GBytes *keyfile_write (const Keyfile *file);
/* WHIN_ERROR_CORRUPT; WHIN_ERROR_TOO_OLD when a newer Whinchat wrote it. */
gboolean keyfile_read (gconstpointer data, gsize len, Keyfile *file, GError **error);
