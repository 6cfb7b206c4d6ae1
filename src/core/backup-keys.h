/* backup-keys: the key of this account's backups, and the recovery key that opens it and the
 * account. Core thread.
 *
 * The recovery key itself is nowhere but on the paper of a person. What it wraps, the account's
 * secret and the backup key, lies here, in front of each backup, and at the server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "primitives.h"

BackupKeys *backup_keys_new (void);
void backup_keys_free (BackupKeys *keys);

/* FALSE while no recovery key was made. */
gboolean backup_keys_get (Core *core, guint8 key[PRIM_KEY_BYTES]);
/* The backup key as the recovery key wraps it. Caller unrefs. */
GBytes *backup_keys_way (Core *core);
/* Both as the recovery key wraps them, base64url; NULL when there is none. Caller frees. */
char *backup_keys_wraps (Core *core);
/* In a transaction: the number of the next backup. */
guint64 backup_keys_count (Core *core);
/* In a transaction, after a restore: backups go on from there. key and wraps may be NULL. */
void backup_keys_adopt (Core *core, guint64 generation, const char *key, const char *wraps);
/* Makes the newest recovery key a way into the local database, when it is none yet. */
void backup_keys_settle (Core *core);
/* Brings the wraps to the server, when they may not be there. */
void backup_keys_publish (Core *core);
/* Whether the server has them. */
gboolean backup_keys_are_there (Core *core);
/* In a transaction: the server may have lost them. */
void backup_keys_want (Core *core);

/* What the server keeps. FALSE and WHIN_ERROR_CODE_WRONG when typed is not the recovery key that
 * made it, for this account; _CORRUPT when it is nothing of the kind. */
gboolean backup_keys_unwrap (const char *wraps,
                             const Id *account,
                             const char *typed,
                             guint8 account_secret[PRIM_SIGN_SECRET_BYTES],
                             guint8 backup_key[PRIM_KEY_BYTES],
                             GError **error);
