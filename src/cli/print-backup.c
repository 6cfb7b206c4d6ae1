/* print, backups: and other work that takes a while.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "print.h"

#include "print-line.h"

void
print_work (const WorkRow *row)
{
  static const char *const work_kinds[] = {
    [WORK_BACKUP_FILE] = "backup",    [WORK_BACKUP_SERVER] = "backup-server",
    [WORK_RESTORE] = "restore",       [WORK_HISTORY_OUT] = "history-out",
    [WORK_HISTORY_IN] = "history-in", [WORK_PEOPLE] = "people",
  };
  static const char *const work_states[] = {
    [WORK_RUNNING] = "running",
    [WORK_WAITING] = "waiting",
    [WORK_DONE] = "done",
    [WORK_FAILED] = "failed",
  };
  GString *out = line_begin ("work");

  line_text (out, "what", work_kinds[row->kind]);
  line_text (out, "state", work_states[row->state]);
  line_int (out, "done", row->done);
  line_text (out, "why", row->why);
  line_end (out);
}

void
print_backup (const BackupRow *row)
{
  GString *out = line_begin ("backups");

  line_bool (out, "recovery", row->recovery);
  line_bool (out, "daily", row->daily);
  if (row->time > 0) {
    line_int (out, "time", row->time);
    line_int (out, "size", row->size);
  }
  line_end (out);
}

void
print_backup_file (const CoreBackup *backup)
{
  GString *out = line_begin ("backup");

  line_text (out, "phone", backup->phone);
  line_text (out, "server", backup->server);
  line_text (out, "name", backup->name);
  line_int (out, "time", backup->time);
  line_int (out, "messages", backup->messages);
  line_end (out);
}
