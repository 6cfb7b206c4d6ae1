/* core-backup: backups, on the main device. How far one is comes as WorkRow, what there is as
 * BackupRow. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

#define CORE_RECOVERY_GROUPS 14
#define CORE_RECOVERY_CHECKS 2

/* Ends with a new recovery key, 14 groups with spaces between, to be shown once and written down.
 * It takes effect, in the place of the one of before, when CORE_RECOVERY_CHECKS groups of it were
 * typed again. The caller wipes it. */
void core_make_recovery_async (Core *core,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *core_make_recovery_finish (Core *core, GAsyncResult *result, GError **error);
/* index from 0. FALSE and WHIN_ERROR_CODE_WRONG for another group. *complete: the key is in use. */
void core_check_recovery_group_async (Core *core,
                                      guint index,
                                      const char *typed,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean core_check_recovery_group_finish (Core *core,
                                           GAsyncResult *result,
                                           gboolean *complete,
                                           GError **error);
/* To a file, which is replaced only by a whole one. passphrase NULL: the recovery key opens it. */
void core_backup_file_async (Core *core,
                             const char *path,
                             const char *passphrase,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean core_backup_file_finish (Core *core, GAsyncResult *result, GError **error);
/* Once a day to the server, when something has changed, with a recovery key. Off at first. */
void core_set_daily_backup (Core *core, gboolean daily);
/* To the server now. */
void core_backup_server_async (Core *core,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean core_backup_server_finish (Core *core, GAsyncResult *result, GError **error);
/* On the main device: what was written before a device was linked goes to it once more. */
void core_send_history (Core *core, gint64 dev);
/* Stops what a WorkRow tells of. */
void core_cancel_work (Core *core, WorkKind kind);
