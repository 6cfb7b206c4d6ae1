/* backup-file: a backup as a file, and as the server's object: first the key of what follows, as
 * often as there are ways to open it, wrapped; then crypto/backup.h's container of an archive.
 *
 * A history has no ways: its key comes in a message.
 *
 * "WHBF" | version 1 | how many ways | way, wrap ... | container
 *
 * Blocking; one object on one thread at a time. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "backup.h"

typedef enum {
  BACKUP_WAY_RECOVERY = 1, /* the recovery key */
  BACKUP_WAY_PASSPHRASE,
} BackupWay;

#define BACKUP_WAYS_MAX 4

/* -- Writing. A file that was there stays until the new one is whole. -- */

typedef struct _BackupWriter BackupWriter;

/* ways: wraps of the key that seal was made with, by BackupWay, NULL where there is none. Takes
 * front, what the making of seal gave, and seal. */
BackupWriter *backup_writer_new (const char *path,
                                 GBytes *const ways[BACKUP_WAYS_MAX],
                                 BackupSeal *seal,
                                 GByteArray *front);
/* WHIN_ERROR_DISK. */
gboolean backup_writer_push (BackupWriter *writer, gconstpointer data, gsize len, GError **error);
/* After the archive's last line: the file is there, whole and on the disk. */
gboolean backup_writer_end (BackupWriter *writer, GError **error);
guint64 backup_writer_size (BackupWriter *writer);
/* Without an end nothing is left. */
void backup_writer_free (BackupWriter *writer);

/* -- Reading. -- */

typedef struct _BackupLoader BackupLoader;

/* WHIN_ERROR_CORRUPT, _TOO_OLD, _DISK. */
BackupLoader *backup_loader_new (const char *path, GError **error);
void backup_loader_free (BackupLoader *loader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BackupLoader, backup_loader_free)
/* What it says about itself, signed by the key it names. Borrowed. */
const BackupHeader *backup_loader_header (BackupLoader *loader);
gint64 backup_loader_size (BackupLoader *loader);
/* With what a person typed: a recovery key when it has the form of one, else a passphrase, which
 * takes about a second. WHIN_ERROR_CODE_WRONG. */
gboolean backup_loader_unlock (BackupLoader *loader, const char *typed, GError **error);
/* Whether what was typed then was the recovery key. */
gboolean backup_loader_by_recovery (BackupLoader *loader);
/* With the key itself. */
void backup_loader_set_key (BackupLoader *loader, const guint8 key[PRIM_KEY_BYTES]);
/* Only a backup of this account, signed by this key, not older than generation. */
void backup_loader_expect (BackupLoader *loader,
                           const Id *account,
                           const guint8 account_key[PRIM_SIGN_PUBLIC_BYTES],
                           guint64 generation);
/* The next records, of ArchiveRecord, at most limit; NULL with error, and NULL without one after
 * the last, when all of it was there. */
GPtrArray *backup_loader_next (BackupLoader *loader, guint limit, GError **error);
/* From the beginning again. */
gboolean backup_loader_rewind (BackupLoader *loader, GError **error);
