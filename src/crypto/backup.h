/* backup: the container of an account's backup, in a file or on the server, in constant memory. The
 * caller moves the bytes and decides what is inside; sessions and sender keys never are.
 *
 * "WHBK" | version 1 | account | account key | generation | time | manifest hash | key check |
 * stream header | signature of all this by the account key | frames of 64 KiB bound to it. One
 * object, one thread at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"
#include "primitives.h"

#define BACKUP_HEADER_BYTES 206

typedef struct {
  Id account;
  guint8 account_key[PRIM_SIGN_PUBLIC_BYTES];
  guint64 generation; /* from 1, one more with each backup of the account */
  gint64 time;        /* ms since 1970 */
  guint8 manifest[PRIM_HASH_BYTES];
} BackupHeader;

/* The hash of the list of what is inside, which the caller writes into the backup too. */
void backup_manifest_hash (gconstpointer data, gsize len, guint8 hash[PRIM_HASH_BYTES]);
/* What a backup says about itself, signed by the key it names; needs no secret. */
gboolean backup_header_read (gconstpointer data, gsize len, BackupHeader *header, GError **error);

typedef struct BackupSeal BackupSeal;

/* Appends the header to out. */
BackupSeal *backup_seal_new (const BackupHeader *header,
                             const guint8 backup_key[PRIM_KEY_BYTES],
                             const guint8 account_secret[PRIM_SIGN_SECRET_BYTES],
                             GByteArray *out);
/* Appends what is ready to out. */
void backup_seal_push (BackupSeal *seal, gconstpointer data, gsize len, GByteArray *out);
void backup_seal_end (BackupSeal *seal, GByteArray *out);
void backup_seal_free (BackupSeal *seal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BackupSeal, backup_seal_free)

typedef struct {
  Id account;
  guint8 account_key[PRIM_SIGN_PUBLIC_BYTES];
  guint8 backup_key[PRIM_KEY_BYTES];
  guint64 generation; /* the newest known to exist; 0 when nothing is known */
} BackupExpected;

typedef struct BackupOpen BackupOpen;

BackupOpen *backup_open_new (const BackupExpected *expected);
/* Appends what could be opened to out: nothing of it is used before backup_open_end has agreed.
 * WHIN_ERROR_CORRUPT for damage, _FORBIDDEN for another account, _CODE_WRONG for another key,
 * _CONFLICT for an older backup than the newest known, _TOO_OLD for a later format. */
gboolean
backup_open_push (BackupOpen *open, gconstpointer data, gsize len, GByteArray *out, GError **error);
/* Borrowed; NULL while the header is not complete. */
const BackupHeader *backup_open_header (BackupOpen *open);
/* Whether all of it came. */
gboolean backup_open_end (BackupOpen *open, GByteArray *out, GError **error);
void backup_open_free (BackupOpen *open);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BackupOpen, backup_open_free)
