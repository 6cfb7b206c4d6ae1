/* pictures: two threads decode, one more films; a table of bounded size remembers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-pictures.h"

#include "film-poster.h"
#include "picture.h"

#define THREADS 2
#define CACHE_BYTES (48 * 1024 * 1024)
#define THUMB_SIDE 48
#define BLUR_PASSES 3
#define MOVES "whin-moves"
#define FAILED_MAX 256

typedef struct {
  char *key;
  MediaFile *file; /* or a thumb */
  GBytes *thumb;
  gboolean film;
  int width, height;
  int urgency;
  guint serial;
  WhinPictureFunc done; /* NULL: nobody waits */
  gpointer user_data;
} Job;

typedef struct {
  GdkTexture *texture;
  GList link; /* in order of use, newest first; data is the key, owned by the table */
  gsize bytes;
} Entry;

typedef struct {
  MediaFile *file;
  gboolean asked;
} Failed;

static GHashTable *entries; /* key to Entry */
static GQueue order = G_QUEUE_INIT;
static gsize total;
static GQueue failures = G_QUEUE_INIT; /* of Failed, newest first */

static void
job_free (Job *job)
{
  g_free (job->key);
  media_file_unref (job->file);
  g_clear_pointer (&job->thumb, g_bytes_unref);
  g_free (job);
}

static void
entry_free (Entry *entry)
{
  g_queue_unlink (&order, &entry->link);
  total -= entry->bytes;
  g_object_unref (entry->texture);
  g_free (entry);
}

static GHashTable *
table (void)
{
  if (!entries)
    entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) entry_free);
  return entries;
}

static GdkTexture *
peek (const char *key)
{
  Entry *entry = g_hash_table_lookup (table (), key);

  if (!entry)
    return NULL;
  g_queue_unlink (&order, &entry->link);
  g_queue_push_head_link (&order, &entry->link);
  return entry->texture;
}

static void
remember (const char *key, GdkTexture *texture)
{
  Entry *entry;
  char *own_key;

  if (g_hash_table_contains (table (), key))
    return;
  entry = g_new0 (Entry, 1);
  own_key = g_strdup (key);
  entry->texture = g_object_ref (texture);
  entry->bytes = (gsize) gdk_texture_get_width (texture) * gdk_texture_get_height (texture) * 4;
  entry->link.data = own_key;
  total += entry->bytes;
  g_queue_push_head_link (&order, &entry->link);
  g_hash_table_insert (entries, own_key, entry);
  while (total > CACHE_BYTES && order.length > 1)
    g_hash_table_remove (entries, order.tail->data);
}

static Failed *
find_failure (const MediaFile *file)
{
  for (GList *l = failures.head; l; l = l->next)
    if (((Failed *) l->data)->file == file)
      return l->data;
  return NULL;
}

static void
failed_free (Failed *failed)
{
  media_file_unref (failed->file);
  g_free (failed);
}

static void
remember_failure (MediaFile *file)
{
  Failed *failed;

  if (find_failure (file))
    return;
  failed = g_new0 (Failed, 1);
  failed->file = media_file_ref (file);
  g_queue_push_head (&failures, failed);
  if (failures.length > FAILED_MAX)
    failed_free (g_queue_pop_tail (&failures));
}

/* -- On a pool thread -- */

static GdkTexture *
decode_file (const MediaFile *file, int width, int height, GCancellable *cancellable)
{
  /* A picture lying on its side is fitted before it is turned, so fit the longer side both ways. */
  g_autoptr (GdkPixbuf) pixbuf = picture_open (file, MAX (width, height), cancellable, NULL);

  GdkTexture *texture = pixbuf ? gdk_texture_new_for_pixbuf (pixbuf) : NULL;

  if (texture && picture_moves (pixbuf))
    g_object_set_data (G_OBJECT (texture), MOVES, GINT_TO_POINTER (TRUE));
  return texture;
}

static GdkTexture *
decode_film (const MediaFile *file, int width, int height, GCancellable *cancellable)
{
  g_autoptr (GdkPixbuf) pixbuf = film_poster (file, MAX (width, height), cancellable, NULL);

  return pixbuf ? gdk_texture_new_for_pixbuf (pixbuf) : NULL;
}

static GdkTexture *
decode (Job *job, GCancellable *cancellable)
{
  if (job->film)
    return decode_film (job->file, job->width, job->height, cancellable);
  return decode_file (job->file, job->width, job->height, cancellable);
}

/* One pass of a 3 x 3 box blur over all channels, edges repeated. */
static void
blur (guchar *pixels, int width, int height, int stride, int channels)
{
  g_autofree guchar *copy = g_memdup2 (pixels, (gsize) stride * (height - 1) + width * channels);

  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      for (int c = 0; c < channels; c++) {
        int sum = 0;

        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++)
            sum += copy[CLAMP (y + dy, 0, height - 1) * stride +
                        CLAMP (x + dx, 0, width - 1) * channels + c];
        }
        pixels[y * stride + x * channels + c] = (guchar) (sum / 9);
      }
    }
  }
}

static GdkTexture *
decode_thumb (GBytes *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GdkPixbuf) small =
      gdk_pixbuf_new_from_stream_at_scale (stream, THUMB_SIDE, THUMB_SIDE, TRUE, NULL, NULL);
  g_autoptr (GdkPixbuf) pixbuf = small ? gdk_pixbuf_copy (small) : NULL;

  if (!pixbuf)
    return NULL;
  for (int i = 0; i < BLUR_PASSES; i++)
    blur (gdk_pixbuf_get_pixels (pixbuf), gdk_pixbuf_get_width (pixbuf),
          gdk_pixbuf_get_height (pixbuf), gdk_pixbuf_get_rowstride (pixbuf),
          gdk_pixbuf_get_n_channels (pixbuf));
  return gdk_texture_new_for_pixbuf (pixbuf);
}

static void
run_job (gpointer data, gpointer unused)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GdkTexture *texture;

  if (g_task_return_error_if_cancelled (task))
    return;
  texture = job->thumb ? decode_thumb (job->thumb) : decode (job, g_task_get_cancellable (task));
  g_task_return_pointer (task, texture, g_object_unref);
}

/* -- On the UI thread again -- */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (error)
    return;
  if (texture)
    remember (job->key, texture);
  else if (job->file)
    remember_failure (job->file);
  if (job->done)
    job->done (texture, job->user_data);
}

/* What is small and stands in for the rest goes first; otherwise who comes first. */
static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Job *one = g_task_get_task_data ((GTask *) a), *other = g_task_get_task_data ((GTask *) b);

  if (one->urgency != other->urgency)
    return other->urgency - one->urgency;
  return one->serial < other->serial ? -1 : 1;
}

/* A film may take its time: no picture waits for one. */
static void
push (gpointer task)
{
  static GThreadPool *pools[2];
  const Job *job = g_task_get_task_data (task);
  GThreadPool **pool = &pools[job->film ? 1 : 0];

  if (!*pool) {
    *pool = g_thread_pool_new (run_job, NULL, job->film ? 1 : THREADS, FALSE, NULL);
    g_thread_pool_set_sort_function (*pool, compare_jobs, NULL);
  }
  g_thread_pool_push (*pool, task, NULL);
}

/* The frame that wants pictures is drawn first, without them: decoding takes cores from it. */
static void
start (Job *job, GCancellable *cancellable)
{
  static guint serial;
  GTask *task = g_task_new (NULL, cancellable, done_cb, NULL);

  job->serial = serial++;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_idle_add_once (push, task);
}

static char *
file_key (const MediaFile *file, int width, int height)
{
  return g_strdup_printf ("%dx%d %s", width, height, file->path);
}

static char *
thumb_key (GBytes *thumb)
{
  return g_strdup_printf ("thumb %u %" G_GSIZE_FORMAT, g_bytes_hash (thumb),
                          g_bytes_get_size (thumb));
}

gboolean
whin_pictures_moves (GdkTexture *texture)
{
  return g_object_get_data (G_OBJECT (texture), MOVES) != NULL;
}

GdkTexture *
whin_pictures_peek (const MediaFile *file, int width, int height)
{
  g_autofree char *key = file_key (file, width, height);

  return peek (key);
}

gboolean
whin_pictures_failed (const MediaFile *file, gboolean *is_new)
{
  Failed *failed = find_failure (file);

  *is_new = failed && !failed->asked;
  if (failed)
    failed->asked = TRUE;
  return failed != NULL;
}

static Job *
job_of_file (const MediaFile *file, int width, int height)
{
  Job *job = g_new0 (Job, 1);

  job->key = file_key (file, width, height);
  job->file = media_file_ref (file);
  job->width = width;
  job->height = height;
  return job;
}

void
whin_pictures_load (const MediaFile *file,
                    int width,
                    int height,
                    GCancellable *cancellable,
                    WhinPictureFunc done,
                    gpointer user_data)
{
  Job *job = job_of_file (file, width, height);

  job->done = done;
  job->user_data = user_data;
  start (job, cancellable);
}

void
whin_pictures_load_film (const MediaFile *file,
                         int width,
                         int height,
                         GCancellable *cancellable,
                         WhinPictureFunc done,
                         gpointer user_data)
{
  Job *job;

  if (find_failure (file))
    return;
  job = job_of_file (file, width, height);
  job->film = TRUE;
  job->done = done;
  job->user_data = user_data;
  start (job, cancellable);
}

void
whin_pictures_prefetch (const MediaFile *file, int width, int height, GCancellable *cancellable)
{
  Job *job;

  if (whin_pictures_peek (file, width, height))
    return;
  job = job_of_file (file, width, height);
  job->urgency = -1;
  start (job, cancellable);
}

GdkTexture *
whin_pictures_peek_thumb (GBytes *thumb)
{
  g_autofree char *key = thumb_key (thumb);

  return peek (key);
}

void
whin_pictures_load_thumb (GBytes *thumb,
                          GCancellable *cancellable,
                          WhinPictureFunc done,
                          gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->key = thumb_key (thumb);
  job->thumb = g_bytes_ref (thumb);
  job->urgency = 1;
  job->done = done;
  job->user_data = user_data;
  start (job, cancellable);
}
