/* blob-upload: the body of a good PUT on its way from the socket to a file. The bytes are gathered
 * in pieces of PIECE and written in a pool thread while the socket waits, so neither the loop nor
 * the memory suffers from a slow disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-embedded-private.h"

#define PIECE (256 * 1024)

/* The request's data, so it goes with the request: without a commit the file goes, too. While a
 * write is under way that holds the request, and file and piece belong to the pool thread. */
typedef struct {
  BlobFiles *files;
  char *key;
  char *name; /* of the upload that this is part n of; NULL: it is the object */
  guint n;
  guint64 size;
  BlobUpload *file; /* made by the first write */
  GByteArray *piece;
} Upload;

typedef struct {
  HttpRequest *request;
  Upload *upload;
  gboolean last;
} Write;

static void
upload_free (gpointer data)
{
  Upload *upload = data;
  blob_upload_free (upload->file);
  blob_files_unref (upload->files);
  g_byte_array_unref (upload->piece);
  g_free (upload->key);
  g_free (upload->name);
  g_free (upload);
}

static gboolean
commit (Upload *upload, GError **error)
{
  return upload->name ? blob_upload_commit_part (upload->file, upload->name, upload->n, error)
                      : blob_upload_commit (upload->file, upload->key, error);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Write *job = data;
  Upload *upload = job->upload;
  GError *error = NULL;
  if (!upload->file)
    upload->file = blob_files_upload (upload->files, upload->size, &error);
  gboolean done =
      upload->file &&
      blob_upload_write (upload->file, upload->piece->data, upload->piece->len, &error) &&
      (!job->last || commit (upload, &error));
  /* Closed, or gone, before anybody is told. */
  if (!done || job->last)
    g_clear_pointer (&upload->file, blob_upload_free);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Write *job = data;
  g_autoptr (HttpRequest) request = job->request;
  g_autoptr (GError) error = NULL;
  g_byte_array_set_size (job->upload->piece, 0);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    http_reply_error (request, (WhinError) error->code, NULL);
  else if (job->last)
    http_reply_status (request, SOUP_STATUS_OK);
  else
    http_request_resume (request);
}

/* The job is freed by the callback, not by the task, whose last reference may be the thread's. */
static void
write_piece (HttpRequest *request, gboolean last)
{
  Write *job = g_new0 (Write, 1);
  job->request = http_request_ref (request);
  job->upload = http_request_get_data (request);
  job->last = last;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, written_cb, job);
  g_task_set_task_data (task, job, NULL);
  g_task_run_in_thread (task, write_in_thread);
}

void
blob_upload_begin (BlobEmbedded *store,
                   HttpRequest *request,
                   const char *key,
                   const char *name,
                   guint n,
                   goffset size)
{
  if (size < 0) {
    http_reply_status (request, SOUP_STATUS_LENGTH_REQUIRED);
    return;
  }
  Upload *upload = g_new0 (Upload, 1);
  upload->files = blob_files_ref (store->files);
  upload->key = g_strdup (key);
  upload->name = g_strdup (name);
  upload->n = n;
  upload->size = size;
  upload->piece = g_byte_array_new ();
  http_request_set_data (request, upload, upload_free);
}

void
blob_upload_chunk (HttpRequest *request, GBytes *chunk)
{
  Upload *upload = http_request_get_data (request);
  gsize size;
  gconstpointer bytes = g_bytes_get_data (chunk, &size);
  g_byte_array_append (upload->piece, bytes, size);
  if (upload->piece->len < PIECE)
    return;
  http_request_pause (request);
  write_piece (request, FALSE);
}

void
blob_upload_finish (HttpRequest *request)
{
  write_piece (request, TRUE);
}
