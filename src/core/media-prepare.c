/* media-prepare: shrink, seal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-prepare.h"

#include "picture.h"
#include "vault.h"

#include <string.h>

typedef struct {
  Job job; /* first */
  StoreMedia *media;
  MediaFile *from; /* or NULL */
  char *target;
  MediaPrepared done;
  gpointer data;
} Prepare;

/* The name says what it is, also after it has become something else. */
static void
rename_to (StoreMedia *media, const char *mime)
{
  const char *end = strrchr (media->file_name, '.'), *type = mime + strlen ("image/");
  g_autofree char *guess = g_content_type_guess (media->file_name, NULL, 0, NULL);
  g_autofree char *base = NULL;

  if (media->file_name[0] == '\0' || g_content_type_is_mime_type (guess, mime))
    return;
  base = end != NULL ? g_strndup (media->file_name, end - media->file_name)
                     : g_strdup (media->file_name);
  g_free (media->file_name);
  media->file_name = g_strdup_printf ("%s.%s", base, g_str_equal (type, "jpeg") ? "jpg" : type);
}

static MediaKey *
seal_picture (Prepare *prepare, GError **error)
{
  StoreMedia *media = prepare->media;
  Picture *picture =
      picture_prepare (media->source, media->quality, prepare->job.cancellable, error);
  MediaKey *key;

  if (picture == NULL)
    return NULL;
  key = vault_seal_bytes (picture->data, prepare->target, prepare->job.cancellable, error);
  g_set_str (&media->mime, picture->mime);
  rename_to (media, picture->mime);
  media->width = picture->width;
  media->height = picture->height;
  if (picture->thumb != NULL) {
    g_clear_pointer (&media->thumb, g_bytes_unref);
    media->thumb = g_bytes_ref (picture->thumb);
  }
  picture_free (picture);
  return key;
}

/* Sent as something to look at, not as a file. */
static gboolean
is_film (const StoreMedia *media)
{
  return media->kind == MESSAGE_FILE && !media->as_file && media->width > 0 &&
         g_str_has_prefix (media->mime, "video/");
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
  else if (is_film (media))
    key = vault_seal_film (media->source, prepare->target, job->cancellable, &job->error);
  else
    key = vault_seal_file (media->source, prepare->target, job->cancellable, &job->error);
  if (key != NULL)
    use (prepare, g_steal_pointer (&key));
  /* It changed while it was read. To a message that code means something else. */
  if (g_error_matches (job->error, WHIN_ERROR, WHIN_ERROR_CONFLICT))
    job->error->code = WHIN_ERROR_CORRUPT;
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
