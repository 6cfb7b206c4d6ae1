/* keyring: the random key of the local database, kept in the file `key` beside it under one to
 * three ways in (keyfile.h): a secret that needs no person, a passphrase, the recovery key.
 *
 * The key itself never reaches the disk. Everything here reads or writes one small file and may
 * block; a passphrase takes about a second and 256 MiB. A Keyring is reference counted and may be
 * used from any thread. Errors are WHIN_ERROR, their words for people; besides those named below
 * WHIN_ERROR_DISK, WHIN_ERROR_CORRUPT and WHIN_ERROR_TOO_OLD.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "error.h"
#include "keyfile.h"
#include "wrap.h"

#define KEYRING_KEY_BYTES PRIM_KEY_BYTES

typedef struct _Keyring Keyring;

/* What opens a keyring. */
typedef struct {
  KeyWay way;
  const guint8 *key;      /* PRIM_KEY_BYTES; NULL for KEY_WAY_PASSPHRASE */
  const char *passphrase; /* NULL for the other ways */
  WrapCost cost;          /* of a new passphrase; zeros are WRAP_COST_DEFAULT */
} KeySecret;

/* Tells the ways in, bits of KEY_BIT, and the name that the desktop's secret is filed under. No
 * ways: there is neither a key nor a database, and a key may be made. */
#define KEY_BIT(way) (1u << (way))
gboolean keyring_look (const char *folder, guint *ways, Id *name, GError **error);

/* Makes the key. Never beside an old database. WHIN_ERROR_CONFLICT: there is a key by now. */
Keyring *keyring_make (const char *folder, const Id *name, const KeySecret *secret, GError **error);
/* WHIN_ERROR_LOCKED: it has no such way in. WHIN_ERROR_KEYRING_CHANGED: not with this secret.
 * WHIN_ERROR_CODE_WRONG: not with this passphrase or recovery key. */
Keyring *keyring_open (const char *folder, const KeySecret *secret, GError **error);
/* Either, for a secret that is the same at each start. */
Keyring *keyring_open_or_make (const char *folder, const KeySecret *secret, GError **error);

Keyring *keyring_ref (Keyring *keyring);
/* Wipes the key with the last one. */
void keyring_unref (Keyring *keyring);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keyring, keyring_unref)

/* KEYRING_KEY_BYTES in memory that is locked and cannot be written; borrowed. */
const guint8 *keyring_key (Keyring *keyring);
/* What the desktop's secret is filed under. */
Id keyring_name (Keyring *keyring);
/* As keyring_look; 0 when the file cannot be read any more. */
guint keyring_ways (Keyring *keyring);

/* Adds a way in, or puts it in the place of the one of its kind. */
gboolean keyring_add (Keyring *keyring, const KeySecret *secret, GError **error);
gboolean
keyring_add_recovery (Keyring *keyring, const guint8 recovery_key[PRIM_KEY_BYTES], GError **error);
/* In two steps, for those who keep the first one: a wrap that only the recovery key opens, and that
 * it becomes a way in. */
GBytes *keyring_wrap_recovery (Keyring *keyring, const guint8 recovery_key[PRIM_KEY_BYTES]);
gboolean keyring_put_recovery (Keyring *keyring, GBytes *wrap, GError **error);
/* Adds a way in and takes another away in one step. */
gboolean
keyring_replace (Keyring *keyring, KeyWay dropped, const KeySecret *secret, GError **error);
/* Whether this opens it; fails as keyring_open does. */
gboolean keyring_check (Keyring *keyring, const KeySecret *secret, GError **error);

/* Erases the key: what it encrypted is noise from now on. No key there is a success. */
gboolean keyring_destroy (const char *folder, GError **error);
