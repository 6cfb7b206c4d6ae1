/* pin: crypto_pwhash in a thread, one at a time because each takes 64 MiB.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pin.h"

#include "error.h"

#include <sodium.h>
#include <string.h>

typedef struct {
  char *pin;
  char *hash; /* NULL: make one */
} Job;

static GMutex one_at_a_time; /* bounds the memory, not the data */

static void
job_free (gpointer data)
{
  Job *job = data;

  sodium_memzero (job->pin, strlen (job->pin));
  g_free (job->pin);
  g_free (job->hash);
  g_free (job);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  char made[crypto_pwhash_STRBYTES];

  g_mutex_lock (&one_at_a_time);
  if (job->hash != NULL)
    g_task_return_boolean (task,
                           crypto_pwhash_str_verify (job->hash, job->pin, strlen (job->pin)) == 0);
  else if (crypto_pwhash_str (made, job->pin, strlen (job->pin), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0)
    g_task_return_pointer (task, g_strdup (made), g_free);
  else
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_INTERNAL, "no memory for a PIN");
  g_mutex_unlock (&one_at_a_time);
}

static void
start (const char *pin, const char *hash, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  job->pin = g_strdup (pin);
  job->hash = g_strdup (hash);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, work);
}

void
pin_hash (const char *pin, GAsyncReadyCallback callback, gpointer data)
{
  start (pin, NULL, callback, data);
}

char *
pin_hash_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
pin_verify (const char *pin, const char *hash, GAsyncReadyCallback callback, gpointer data)
{
  start (pin, hash, callback, data);
}

gboolean
pin_verify_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
