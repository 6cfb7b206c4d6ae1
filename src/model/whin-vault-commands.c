/* vault, commands: what a person types is tried in a thread, and the state follows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-vault-private.h"

#include "core.h"
#include "keyring-auto.h"
#include "recovery.h"

#include <string.h>

/* What a command takes into its thread, and brings back. */
typedef struct {
  char *data_dir;
  char *key_file;
  Keyring *keyring; /* NULL before it is known */
  char *typed;      /* what opens it now */
  char *chosen;     /* what shall open it */
  guint ways;
  WhinVaultState state; /* what it leads to when it succeeds */
  gboolean erasing;
} Job;

typedef gboolean (*JobFunc) (Job *job, GCancellable *cancellable, GError **error);

static void
free_secret (char *secret)
{
  if (secret)
    prim_wipe (secret, strlen (secret));
  g_free (secret);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->keyring, keyring_unref);
  free_secret (job->typed);
  free_secret (job->chosen);
  g_free (job->data_dir);
  g_free (job->key_file);
  g_free (job);
}

/* -- In the thread -- */

/* Opens the keyring with that, or proves that it would. */
static gboolean
unlock_with (Job *job, const KeySecret *secret, GError **error)
{
  if (job->keyring)
    return keyring_check (job->keyring, secret, error);
  job->keyring = keyring_open (job->data_dir, secret, error);
  return job->keyring != NULL;
}

static gboolean
check_typed (Job *job, GError **error)
{
  return unlock_with (job, &(KeySecret) { KEY_WAY_PASSPHRASE, .passphrase = job->typed }, error);
}

static gboolean
unlock_job (Job *job, GCancellable *cancellable, GError **error)
{
  job->state = WHIN_VAULT_OPEN;
  return check_typed (job, error);
}

/* Whoever had no passphrase gets along without one again, if the desktop lets them. */
static WhinVaultState
state_after_recovery (Job *job, GCancellable *cancellable)
{
  if (!(keyring_ways (job->keyring) & KEY_BIT (KEY_WAY_PASSPHRASE)) &&
      keyring_auto_start (job->keyring, job->key_file, cancellable, NULL))
    return WHIN_VAULT_OPEN;
  return WHIN_VAULT_FORGOTTEN;
}

static gboolean
recover_job (Job *job, GCancellable *cancellable, GError **error)
{
  guint8 key[PRIM_KEY_BYTES];
  gboolean opened = recovery_from_text (job->typed, key, error) &&
                    unlock_with (job, &(KeySecret) { KEY_WAY_RECOVERY_KEY, key }, error);

  prim_wipe (key, sizeof key);
  if (opened)
    job->state = state_after_recovery (job, cancellable);
  return opened;
}

static gboolean
choose_job (Job *job, GCancellable *cancellable, GError **error)
{
  job->state = WHIN_VAULT_OPEN;
  if (job->keyring)
    return keyring_auto_stop (job->keyring, job->chosen, cancellable, error);
  job->keyring = keyring_open_or_make (
      job->data_dir, &(KeySecret) { KEY_WAY_PASSPHRASE, .passphrase = job->chosen }, error);
  return job->keyring != NULL;
}

static gboolean
set_job (Job *job, GCancellable *cancellable, GError **error)
{
  return (!job->typed || check_typed (job, error)) && choose_job (job, cancellable, error);
}

static gboolean
drop_job (Job *job, GCancellable *cancellable, GError **error)
{
  job->state = WHIN_VAULT_OPEN;
  return check_typed (job, error) &&
         keyring_auto_start (job->keyring, job->key_file, cancellable, error);
}

static gboolean
erase_job (Job *job, GCancellable *cancellable, GError **error)
{
  job->erasing = TRUE;
  return core_erase_data (job->data_dir, cancellable, error);
}

/* -- Before and after -- */

static void
job_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  JobFunc func = g_object_get_data (G_OBJECT (task), "whin-job");
  Job *job = data;
  GError *error = NULL;

  if (func (job, cancellable, &error)) {
    job->ways = job->keyring ? keyring_ways (job->keyring) : 0;
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

static void
apply (WhinVault *self, Job *job)
{
  whin_vault_set_ways (self, job->ways);
  if (job->erasing)
    whin_vault_open (self);
  else if (job->state == WHIN_VAULT_OPEN)
    whin_vault_take (self, job->keyring);
  else
    whin_vault_keep (self, job->keyring, job->state);
}

/* The state follows even when whoever asked has gone. */
static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) asked = user_data;
  WhinVault *self = g_task_get_source_object (asked);
  Job *job = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  /* The task's own: the vault has another one since it started over. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result)))) {
    g_clear_error (&error);
    g_task_return_new_error_literal (asked, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
    return;
  }
  if (done)
    apply (self, job);
  else if (job->erasing)
    whin_vault_fail (self, g_error_copy (error));
  if (done)
    g_task_return_boolean (asked, TRUE);
  else
    g_task_return_error (asked, error);
}

static void
start (WhinVault *self, JobFunc func, const char *typed, const char *chosen, GTask *asked)
{
  /* As in whin_vault_open, the thread does not get the vault. */
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, done_cb, asked);
  Job *job = g_new0 (Job, 1);

  job->data_dir = g_strdup (self->data_dir);
  job->key_file = g_strdup (self->key_file);
  job->keyring = self->keyring ? keyring_ref (self->keyring) : NULL;
  job->typed = g_strdup (typed);
  job->chosen = g_strdup (chosen);
  g_object_set_data (G_OBJECT (task), "whin-job", func);
  /* A key that was changed is changed, whoever waits for it. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, job_thread);
}

/* -- Commands -- */

void
whin_vault_unlock_async (WhinVault *self,
                         const char *passphrase,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  start (self, unlock_job, passphrase, NULL, g_task_new (self, cancellable, callback, user_data));
}

void
whin_vault_recover_async (WhinVault *self,
                          const char *recovery_key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  start (self, recover_job, recovery_key, NULL,
         g_task_new (self, cancellable, callback, user_data));
}

void
whin_vault_choose_async (WhinVault *self,
                         const char *passphrase,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  start (self, choose_job, NULL, passphrase, g_task_new (self, cancellable, callback, user_data));
}

void
whin_vault_set_passphrase_async (WhinVault *self,
                                 const char *current,
                                 const char *passphrase,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  start (self, set_job, current, passphrase, g_task_new (self, cancellable, callback, user_data));
}

void
whin_vault_drop_passphrase_async (WhinVault *self,
                                  const char *current,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  start (self, drop_job, current, NULL, g_task_new (self, cancellable, callback, user_data));
}

void
whin_vault_start_over_async (WhinVault *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  /* Whoever has the client lets go of it now. */
  whin_vault_set_state (self, WHIN_VAULT_OPENING);
  whin_vault_close (self);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  start (self, erase_job, NULL, NULL, g_task_new (self, cancellable, callback, user_data));
}

gboolean
whin_vault_finish (WhinVault *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
