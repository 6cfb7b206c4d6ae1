/* core-restore: coming back with a backup: in the place of core_register_async.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

typedef struct {
  char *phone;
  char *server;
  char *name;
  gint64 time;     /* when it was made */
  gint64 messages; /* how many, at most */
} CoreBackup;
void core_backup_free (CoreBackup *backup);

/* Ends with what a backup file is, once secret, a recovery key or passphrase, opens all of it. */
void core_open_backup_async (Core *core,
                             const char *path,
                             const char *secret,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
CoreBackup *core_open_backup_finish (Core *core, GAsyncResult *result, GError **error);
/* path NULL: the backup at the server, which the recovery key opens; where there is none, the
 * account alone comes back. code, invite and pin as for core_register_async; other devices of the
 * account are signed off. When this fails after the server has taken the code, the same again needs
 * no other one. */
void core_restore_async (Core *core,
                         const char *path,
                         const char *secret,
                         const char *url,
                         const char *phone,
                         const char *code,
                         const char *invite,
                         const char *pin,
                         const char *device_name,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean core_restore_finish (Core *core, GAsyncResult *result, GError **error);
