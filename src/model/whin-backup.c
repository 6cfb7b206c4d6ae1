/* backup: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-backup.h"

#include "core.h"
#include "recovery.h"

G_STATIC_ASSERT (WHIN_RECOVERY_GROUPS == CORE_RECOVERY_GROUPS);
G_STATIC_ASSERT (WHIN_RECOVERY_GROUP_LEN == RECOVERY_GROUP_LEN);
G_STATIC_ASSERT (WHIN_RECOVERY_CHECKS == CORE_RECOVERY_CHECKS);

struct _WhinBackup {
  GObject parent_instance;

  CoreBackup *backup;
};

G_DEFINE_FINAL_TYPE (WhinBackup, whin_backup, G_TYPE_OBJECT)

static void
whin_backup_finalize (GObject *object)
{
  core_backup_free (WHIN_BACKUP (object)->backup);
  G_OBJECT_CLASS (whin_backup_parent_class)->finalize (object);
}

static void
whin_backup_class_init (WhinBackupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_backup_finalize;
}

static void
whin_backup_init (WhinBackup *self)
{
}

const char *
whin_backup_get_phone (WhinBackup *self)
{
  return self->backup->phone;
}

const char *
whin_backup_get_server (WhinBackup *self)
{
  return self->backup->server;
}

const char *
whin_backup_get_name (WhinBackup *self)
{
  return self->backup->name;
}

gint64
whin_backup_get_time (WhinBackup *self)
{
  return self->backup->time;
}

gint64
whin_backup_get_messages (WhinBackup *self)
{
  return self->backup->messages;
}

void
whin_client_open_backup_async (WhinClient *self,
                               const char *path,
                               const char *secret,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  core_open_backup_async (whin_client_get_core (self), path, secret, cancellable, callback,
                          user_data);
}

WhinBackup *
whin_client_open_backup_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  CoreBackup *found = core_open_backup_finish (NULL, result, error);
  WhinBackup *backup;

  if (!found)
    return NULL;
  backup = g_object_new (WHIN_TYPE_BACKUP, NULL);
  backup->backup = found;
  return backup;
}

/* -- The recovery key -- */

gboolean
whin_recovery_check (const char *typed, GError **error)
{
  guint8 key[PRIM_KEY_BYTES];
  gboolean whole = recovery_from_text (typed, key, error);

  prim_wipe (key, sizeof key);
  return whole;
}

void
whin_client_make_recovery_async (WhinClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  core_make_recovery_async (whin_client_get_core (self), cancellable, callback, user_data);
}

char *
whin_client_make_recovery_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_make_recovery_finish (NULL, result, error);
}

void
whin_client_check_recovery_async (WhinClient *self,
                                  guint index,
                                  const char *typed,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  core_check_recovery_group_async (whin_client_get_core (self), index, typed, cancellable, callback,
                                   user_data);
}

gboolean
whin_client_check_recovery_finish (WhinClient *self,
                                   GAsyncResult *result,
                                   gboolean *complete,
                                   GError **error)
{
  return core_check_recovery_group_finish (NULL, result, complete, error);
}

/* -- Backups -- */

void
whin_client_save_backup_async (WhinClient *self,
                               const char *path,
                               const char *passphrase,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  core_backup_file_async (whin_client_get_core (self), path, passphrase, cancellable, callback,
                          user_data);
}

gboolean
whin_client_save_backup_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_backup_file_finish (NULL, result, error);
}

void
whin_client_set_daily_backup (WhinClient *self, gboolean daily)
{
  core_set_daily_backup (whin_client_get_core (self), daily);
}

void
whin_client_back_up_async (WhinClient *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  core_backup_server_async (whin_client_get_core (self), cancellable, callback, user_data);
}

gboolean
whin_client_back_up_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_backup_server_finish (NULL, result, error);
}

void
whin_client_cancel_work (WhinClient *self, WorkKind kind)
{
  core_cancel_work (whin_client_get_core (self), kind);
}
