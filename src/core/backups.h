/* backups: what of the account is kept elsewhere - in files, and once a day at the server. Core
 * thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

BackupSchedule *backup_schedule_new (void);
void backup_schedule_free (BackupSchedule *schedule);

/* Tells the front end, with the next commit or core_emit. */
void backups_changed (Core *core);
/* Makes the server's backup when it is due, and sees to it that this is asked again. */
void backups_pump (Core *core);
/* In a transaction. */
void backups_set_daily (Core *core, gboolean daily);
gboolean backups_are_daily (Core *core);
/* What was on its way, when the account goes. */
void backups_remove_files (Core *core);
/* Where a backup lies while it goes to the server or comes from it. Caller frees. */
char *backups_temporary (Core *core, const char *name);

#define BACKUPS_UPLOAD "upload.backup"
#define BACKUPS_RESTORE "restore.backup"
#define BACKUPS_HISTORY_OUT "history.out"
#define BACKUPS_HISTORY_IN "history.in"
