/* archive-save: one chunk is under way at a time, so memory stays what two pages take.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-save.h"

#include "identity.h"
#include "pool.h"

#include <string.h>

/* At least so much is handed to the pool at once. */
#define CHUNK (64 * 1024)
/* The core thread goes on with other things after so long. */
#define SLICE_TIME (5 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  Job job; /* first */
  SaveOrder order;
  Id account;
  ArchiveSource *source;
  BackupWriter *writer;
  GString *chunk; /* plain text: wiped once it is sealed */
  gboolean last;
} Save;

static void
wipe (GString *chunk)
{
  if (chunk->len > 0)
    prim_wipe (chunk->str, chunk->len);
  g_string_truncate (chunk, 0);
}

static void
finish (Core *core, Save *save, const GError *error)
{
  save->order.done (core, error == NULL ? backup_writer_size (save->writer) : 0, error,
                    save->order.data);
  for (guint way = 0; way < BACKUP_WAYS_MAX; way++)
    g_clear_pointer (&save->order.ways[way], g_bytes_unref);
  g_clear_object (&save->order.cancellable);
  archive_source_free (save->source);
  backup_writer_free (save->writer);
  wipe (save->chunk);
  g_string_free (save->chunk, TRUE);
  job_clear (&save->job);
  g_free (save);
}

static void
write_cb (Job *job)
{
  Save *save = (Save *) job;

  if (backup_writer_push (save->writer, save->chunk->str, save->chunk->len, &job->error) &&
      save->last)
    backup_writer_end (save->writer, &job->error);
  wipe (save->chunk);
}

static gboolean
is_still_there (Core *core, Save *save)
{
  return !core->stopping && core->account != NULL &&
         id_equal (&core->account->acc, &save->account) && identity_is_primary (core);
}

/* Fills the chunk. FALSE: there is no more to come. */
static gboolean
read_pages (Save *save, GError **error)
{
  gint64 until = g_get_monotonic_time () + SLICE_TIME;

  do
    if (!archive_source_next (save->source, save->chunk, error))
      return FALSE;
  while (save->chunk->len < CHUNK && g_get_monotonic_time () < until);
  return TRUE;
}

static void wrote_cb (Core *core, Job *job);

static void
go_on (Core *core, Save *save)
{
  GError *error = NULL;

  save->last = !read_pages (save, &error);
  if (error != NULL) {
    finish (core, save, error);
    g_error_free (error);
    return;
  }
  save->job.run = write_cb;
  save->job.done = wrote_cb;
  save->job.cancellable = g_object_ref (save->order.cancellable);
  pool_run (core, &save->job);
}

static void
wrote_cb (Core *core, Job *job)
{
  Save *save = (Save *) job;
  gboolean last = save->last;

  if (job->error == NULL && !last && !is_still_there (core, save))
    g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the account is gone");
  if (job->error != NULL || last) {
    finish (core, save, job->error);
    return;
  }
  job_clear (job);
  if (save->order.progress != NULL)
    save->order.progress (core, archive_source_done (save->source),
                          archive_source_total (save->source), save->order.data);
  go_on (core, save);
}

static BackupWriter *
writer_of (Core *core, Save *save)
{
  const Party *self = identity_party (core);
  const char *head = archive_source_head (save->source);
  GByteArray *front = g_byte_array_new ();
  BackupHeader header = { .account = save->account,
                          .generation = save->order.generation,
                          .time = core_now (core) };
  BackupSeal *seal;

  memcpy (header.account_key, self->account_key, sizeof header.account_key);
  backup_manifest_hash (head, strlen (head), header.manifest);
  seal = backup_seal_new (&header, save->order.key, identity_account_secret (core), front);
  return backup_writer_new (save->order.path, save->order.ways, seal, front);
}

void
archive_save (Core *core, const SaveOrder *order)
{
  Save *save = g_new0 (Save, 1);

  save->order = *order;
  save->account = core->account->acc;
  for (guint way = 0; way < BACKUP_WAYS_MAX; way++)
    if (order->ways[way] != NULL)
      save->order.ways[way] = g_bytes_ref (order->ways[way]);
  save->order.cancellable = g_object_ref (order->cancellable);
  save->source = archive_source_new (core, order->purpose);
  save->writer = writer_of (core, save);
  save->order.path = NULL;
  prim_wipe (save->order.key, sizeof save->order.key);
  save->chunk = g_string_sized_new (2 * CHUNK);
  go_on (core, save);
}
