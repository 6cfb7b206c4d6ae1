/* media-prepare: copy, shrink, seal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-prepare.h"

#include "picture.h"
#include "vault.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct {
  Job job; /* first */
  StoreMedia *media;
  char *folder;
  char *target;
  MediaPrepared done;
  gpointer data;
} Prepare;

static void
set_disk_error (GError **error, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (cause));
  else
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The file cannot be read or copied: %s"),
                 cause->message);
}

char *
media_sealed_path (const char *path)
{
  return g_strconcat (path, ".sealed", NULL);
}

static gboolean
use_picture (Prepare *prepare, GError **error)
{
  StoreMedia *media = prepare->media;
  Picture *picture =
      picture_prepare (media->source, prepare->folder, prepare->job.cancellable, error);

  if (picture == NULL)
    return FALSE;
  g_set_str (&media->path, picture->path);
  g_set_str (&media->mime, picture->mime);
  media->size = picture->size;
  media->width = picture->width;
  media->height = picture->height;
  if (picture->thumb != NULL) {
    g_clear_pointer (&media->thumb, g_bytes_unref);
    media->thumb = g_bytes_ref (picture->thumb);
  }
  picture_free (picture);
  return TRUE;
}

static gboolean
use_copy (Prepare *prepare, GError **error)
{
  StoreMedia *media = prepare->media;
  g_autoptr (GFile) from = g_file_new_for_path (media->source);
  g_autoptr (GFile) to = g_file_new_for_path (prepare->target);
  g_autoptr (GError) cause = NULL;
  GStatBuf info;

  if (!g_file_copy (from, to, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                    prepare->job.cancellable, NULL, NULL, &cause) ||
      g_stat (prepare->target, &info) != 0) {
    g_unlink (prepare->target);
    if (cause == NULL)
      cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "it is gone");
    set_disk_error (error, cause);
    return FALSE;
  }
  g_set_str (&media->path, prepare->target);
  media->size = info.st_size;
  return TRUE;
}

static gboolean
has_good_size (const StoreMedia *media, GError **error)
{
  if (media->size >= 1 && media->size <= LIMIT_MEDIA_MAX)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                       media->size < 1 ? _ ("The file is empty.")
                                       : _ ("The file is too big to be sent."));
  return FALSE;
}

static void
seal_file (Prepare *prepare, GError **error)
{
  StoreMedia *media = prepare->media;
  g_autofree char *sealed = media_sealed_path (media->path);

  media_key_free (media->key);
  media->key = vault_seal_file (media->path, sealed, prepare->job.cancellable, error);
}

static void
run_cb (Job *job)
{
  Prepare *prepare = (Prepare *) job;
  StoreMedia *media = prepare->media;
  gboolean picture = media->kind == MESSAGE_PICTURE && !media->as_file;

  if (!(picture ? use_picture (prepare, &job->error) : use_copy (prepare, &job->error)))
    return;
  if (has_good_size (media, &job->error))
    seal_file (prepare, &job->error);
  if (job->error != NULL)
    g_unlink (media->path);
}

static void
done_cb (Core *core, Job *job)
{
  Prepare *prepare = (Prepare *) job;

  prepare->done (core, prepare->media, job->error, prepare->data);
  store_media_free (prepare->media);
  g_free (prepare->folder);
  g_free (prepare->target);
  job_clear (job);
  g_free (prepare);
}

void
media_prepare (Core *core,
               StoreMedia *media,
               GCancellable *cancellable,
               MediaPrepared done,
               gpointer data)
{
  Prepare *prepare = g_new0 (Prepare, 1);

  prepare->job.run = run_cb;
  prepare->job.done = done_cb;
  prepare->job.cancellable = g_object_ref (cancellable);
  prepare->media = media;
  prepare->folder = g_strdup (core->media_dir);
  prepare->target = core_media_path (core, &media->name.author, &media->name.id, media->mime);
  prepare->done = done;
  prepare->data = data;
  pool_run (core, &prepare->job);
}
