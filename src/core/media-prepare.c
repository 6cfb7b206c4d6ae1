/* media-prepare: shrink, seal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-prepare.h"

#include "picture.h"
#include "vault.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct {
  Job job; /* first */
  StoreMedia *media;
  MediaFile *from; /* or NULL */
  char *target;
  MediaPrepared done;
  gpointer data;
} Prepare;

static MediaKey *
seal_picture (Prepare *prepare, GError **error)
{
  StoreMedia *media = prepare->media;
  Picture *picture = picture_prepare (media->source, prepare->job.cancellable, error);
  MediaKey *key;

  if (picture == NULL)
    return NULL;
  key = vault_seal_bytes (picture->data, prepare->target, prepare->job.cancellable, error);
  g_set_str (&media->mime, picture->mime);
  media->width = picture->width;
  media->height = picture->height;
  if (picture->thumb != NULL) {
    g_clear_pointer (&media->thumb, g_bytes_unref);
    media->thumb = g_bytes_ref (picture->thumb);
  }
  picture_free (picture);
  return key;
}

static gboolean
has_contents (const MediaKey *key, GError **error)
{
  if (key->size >= 1)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG, _ ("The file is empty."));
  return FALSE;
}

static void
use (Prepare *prepare, MediaKey *key)
{
  StoreMedia *media = prepare->media;

  g_set_str (&media->path, prepare->target);
  media->size = key->size;
  media_key_free (media->key);
  media->key = key;
}

static void
run_cb (Job *job)
{
  Prepare *prepare = (Prepare *) job;
  StoreMedia *media = prepare->media;
  gboolean picture = media->kind == MESSAGE_PICTURE && !media->as_file;
  g_autoptr (MediaKey) key = NULL;

  if (prepare->from != NULL)
    key = vault_seal_again (prepare->from, prepare->target, job->cancellable, &job->error);
  else if (picture)
    key = seal_picture (prepare, &job->error);
  else
    key = vault_seal_file (media->source, prepare->target, job->cancellable, &job->error);
  if (key != NULL && has_contents (key, &job->error))
    use (prepare, g_steal_pointer (&key));
  else if (key != NULL)
    g_unlink (prepare->target);
  /* It changed while it was read. To a message that code means something else. */
  if (g_error_matches (job->error, WHIN_ERROR, WHIN_ERROR_CONFLICT))
    job->error->code = WHIN_ERROR_DISK;
}

static void
done_cb (Core *core, Job *job)
{
  Prepare *prepare = (Prepare *) job;

  prepare->done (core, prepare->media, job->error, prepare->data);
  store_media_free (prepare->media);
  media_file_unref (prepare->from);
  g_free (prepare->target);
  job_clear (job);
  g_free (prepare);
}

void
media_prepare (Core *core,
               StoreMedia *media,
               const MediaFile *from,
               GCancellable *cancellable,
               MediaPrepared done,
               gpointer data)
{
  Prepare *prepare = g_new0 (Prepare, 1);

  prepare->job.run = run_cb;
  prepare->job.done = done_cb;
  prepare->job.cancellable = g_object_ref (cancellable);
  prepare->media = media;
  prepare->from = from != NULL ? media_file_ref ((MediaFile *) from) : NULL;
  prepare->target = core_media_path (core, &media->name.author, &media->name.id);
  prepare->done = done;
  prepare->data = data;
  pool_run (core, &prepare->job);
}
