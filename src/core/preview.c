/* preview: what a page says of itself, for a text that leads to it. Only who writes the text asks
 * the page; whoever reads it does not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"
#include "core-send.h"

#include "page-head.h"
#include "page.h"
#include "picture.h"
#include "pool.h"

#define HTML_MAX (256 * 1024)
#define IMAGE_MAX (2 * 1024 * 1024)
#define SIDE 160

typedef struct {
  Job job; /* first */
  char *url;
  gboolean anywhere;
  LinkPreview *preview;
  GTask *task;
} Look;

/* Small enough to go inside the text, or none. */
static GBytes *
make_thumb (GBytes *encoded, GCancellable *cancellable)
{
  static const char *const qualities[] = { "80", "60", "40", "20" };
  g_autoptr (GdkPixbuf) pixbuf = picture_open_bytes (encoded, SIDE, cancellable, NULL);

  for (gsize i = 0; pixbuf != NULL && i < G_N_ELEMENTS (qualities); i++) {
    char *data;
    gsize len;

    if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &len, "jpeg", NULL, "quality", qualities[i],
                                    NULL))
      return NULL;
    if (len <= LIMIT_PREVIEW_THUMB_MAX)
      return g_bytes_new_take (data, len);
    g_free (data);
  }
  return NULL;
}

static GBytes *
fetch_image (Look *look, const char *page, const char *image)
{
  PageWish wish = { .type = "image/", .max = IMAGE_MAX, .anywhere = look->anywhere };
  g_autofree char *url = g_uri_resolve_relative (page, image, G_URI_FLAGS_PARSE_RELAXED, NULL);
  g_autofree char *final = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (url != NULL)
    bytes = page_get (url, &wish, &final, look->job.cancellable, NULL);
  return bytes != NULL ? make_thumb (bytes, look->job.cancellable) : NULL;
}

static void
run_cb (Job *job)
{
  Look *look = (Look *) job;
  PageWish wish = { .type = "text/html", .max = HTML_MAX, .cut = TRUE, .anywhere = look->anywhere };
  g_autofree char *final = NULL;
  g_autofree char *title = NULL;
  g_autofree char *image = NULL;
  g_autoptr (GBytes) html = page_get (look->url, &wish, &final, job->cancellable, &job->error);
  gsize len;
  const char *data;

  if (html == NULL)
    return;
  data = g_bytes_get_data (html, &len);
  page_head_read (data != NULL ? data : "", len, LIMIT_PREVIEW_TITLE_MAX, &title, &image);
  if (title == NULL) {
    g_set_error_literal (&job->error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "no title");
    return;
  }
  look->preview = link_preview_new ();
  look->preview->url = g_strdup (look->url);
  look->preview->title = g_steal_pointer (&title);
  if (image != NULL)
    look->preview->thumb = fetch_image (look, final, image);
}

static void
done_cb (Core *core, Job *job)
{
  Look *look = (Look *) job;

  if (look->preview != NULL)
    g_task_return_pointer (look->task, look->preview, (GDestroyNotify) link_preview_unref);
  else
    g_task_return_error (look->task, g_error_copy (job->error));
  g_object_unref (look->task);
  g_free (look->url);
  job_clear (job);
  g_free (look);
}

static void
look_cb (Core *core, GTask *task)
{
  Look *look = g_new0 (Look, 1);

  look->job.run = run_cb;
  look->job.done = done_cb;
  look->job.cancellable = g_object_ref (
      g_task_get_cancellable (task) != NULL ? g_task_get_cancellable (task) : core->cancellable);
  look->url = g_strdup (g_task_get_task_data (task));
  look->anywhere = core->previews_anywhere;
  look->task = g_object_ref (task);
  pool_run (core, &look->job);
}

void
core_preview_async (Core *core,
                    const char *url,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  core_call (core, look_cb, g_strdup (url), g_free, cancellable, callback, user_data);
}

LinkPreview *
core_preview_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
