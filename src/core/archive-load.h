/* archive-load: a backup file, first looked through from end to end on the pool, then put into the
 * store in short transactions. Nothing of it is used before all of it was found to be right.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "backup-file.h"
#include "core-private.h"

typedef struct _Load Load;

typedef void (*LoadFunc) (Core *core, Load *load, const GError *error, gpointer data);

/* typed is a recovery key or a passphrase, copied; NULL when load_expect says how it opens. */
Load *load_new (const char *path, const char *typed, GCancellable *cancellable);
void load_free (Load *load);
/* Before load_check: only a backup of this account, signed by its key, which key opens. */
void load_expect (Load *load,
                  const Id *account,
                  const guint8 account_key[PRIM_SIGN_PUBLIC_BYTES],
                  const guint8 key[PRIM_KEY_BYTES]);
/* done comes once, on the core thread. */
void load_check (Core *core, Load *load, LoadFunc done, gpointer data);

/* After that. Borrowed. */
const BackupHeader *load_header (Load *load);
const ArchiveHead *load_head (Load *load);
/* NULL when there is none: a history, not a backup. */
const ArchiveSecret *load_secret (Load *load);
/* Whether it was opened by the recovery key. */
gboolean load_by_recovery (Load *load);

/* Puts it into the store. progress may be NULL. */
void load_put (Core *core,
               Load *load,
               void (*progress) (Core *core, gint64 done, gint64 total, gpointer data),
               LoadFunc done,
               gpointer data);
