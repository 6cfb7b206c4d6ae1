/* backup: the recovery key, backups and coming back, as commands of the client; what a backup file
 * says of itself is a WhinBackup. How far they are comes as work-changed, what there is as
 * backup-changed. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

#define WHIN_RECOVERY_GROUPS 14
#define WHIN_RECOVERY_GROUP_LEN 4
#define WHIN_RECOVERY_CHECKS 2

/* Whether it is a recovery key without typing mistakes; else the error says where one is. */
gboolean whin_recovery_check (const char *typed, GError **error);

/* A new key, in groups with spaces between: to be given to whin_link_wipe. */
void whin_client_make_recovery_async (WhinClient *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
char *whin_client_make_recovery_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* It takes effect with the last of WHIN_RECOVERY_CHECKS different groups. index from 0. */
void whin_client_check_recovery_async (WhinClient *self,
                                       guint index,
                                       const char *typed,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean whin_client_check_recovery_finish (WhinClient *self,
                                            GAsyncResult *result,
                                            gboolean *complete,
                                            GError **error);

/* passphrase NULL: the recovery key opens it. */
void whin_client_save_backup_async (WhinClient *self,
                                    const char *path,
                                    const char *passphrase,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean whin_client_save_backup_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_set_daily_backup (WhinClient *self, gboolean daily);
/* To the server; how it ends comes as work-changed too. */
void whin_client_back_up_async (WhinClient *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean whin_client_back_up_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_cancel_work (WhinClient *self, WorkKind kind);

#define WHIN_TYPE_BACKUP (whin_backup_get_type ())
G_DECLARE_FINAL_TYPE (WhinBackup, whin_backup, WHIN, BACKUP, GObject)

/* secret: a recovery key or a passphrase, whichever the file takes. */
void whin_client_open_backup_async (WhinClient *self,
                                    const char *path,
                                    const char *secret,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
WhinBackup *whin_client_open_backup_finish (WhinClient *self, GAsyncResult *result, GError **error);
const char *whin_backup_get_phone (WhinBackup *self);
const char *whin_backup_get_server (WhinBackup *self);
const char *whin_backup_get_name (WhinBackup *self);
/* Milliseconds since 1970. */
gint64 whin_backup_get_time (WhinBackup *self);
gint64 whin_backup_get_messages (WhinBackup *self);

G_END_DECLS
