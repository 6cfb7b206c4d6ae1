/* blob-upload: the body of a good PUT on its way from the socket to a file. The bytes are gathered
 * in pieces of PIECE and written in a pool thread while the socket waits, so neither the main loop
 * nor the memory grows with a slow disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-embedded-private.h"

#include <string.h>

#define PIECE (256 * 1024)

/* Counted: the message has one reference and a write under way another, because a connection may be
 * cut while the pool thread writes. The thread owns file and piece while the message is paused. */
typedef struct {
  BlobFiles *files;
  char *key;
  guint64 size;
  BlobUpload *file; /* made by the first write */
  GByteArray *piece;
  GError *error; /* the first one; the rest of the body is then dropped */
  gboolean gone; /* nobody waits for an answer any more */
} Upload;

typedef struct {
  SoupServerMessage *message;
  Upload *upload;
  gboolean last;
} Write;

static void
upload_clear (gpointer data)
{
  Upload *upload = data;
  blob_upload_free (upload->file);
  blob_files_unref (upload->files);
  g_byte_array_unref (upload->piece);
  g_clear_error (&upload->error);
  g_free (upload->key);
}

static void
upload_unref (gpointer upload)
{
  g_rc_box_release_full (upload, upload_clear);
}

static Upload *
upload_of (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (message), "blob-upload");
}

static void
write_free (gpointer data)
{
  Write *job = data;
  upload_unref (job->upload);
  g_object_unref (job->message);
  g_free (job);
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
      (!job->last || blob_upload_commit (upload->file, upload->key, &error));
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
answer (SoupServerMessage *message, const GError *error)
{
  if (!error)
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  else
    blob_answer_error (message, blob_status_for_error (error), "InternalError");
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Write *job = g_task_get_task_data (G_TASK (result));
  Upload *upload = job->upload;
  g_byte_array_set_size (upload->piece, 0);
  if (!g_task_propagate_boolean (G_TASK (result), &upload->error))
    g_clear_pointer (&upload->file, blob_upload_free);
  if (upload->gone)
    return;
  if (job->last)
    answer (job->message, upload->error);
  soup_server_message_unpause (job->message);
}

static void
write_piece (SoupServerMessage *message, gboolean last)
{
  Write *job = g_new0 (Write, 1);
  job->message = g_object_ref (message);
  job->upload = g_rc_box_acquire (upload_of (message));
  job->last = last;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, written_cb, NULL);
  g_task_set_task_data (task, job, write_free);
  soup_server_message_pause (message);
  g_task_run_in_thread (task, write_in_thread);
}

static void
chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  Upload *upload = upload_of (message);
  if (upload->error)
    return;
  gsize size;
  gconstpointer bytes = g_bytes_get_data (chunk, &size);
  g_byte_array_append (upload->piece, bytes, size);
  if (upload->piece->len >= PIECE)
    write_piece (message, FALSE);
}

/* A cut connection ends here, too: without a commit the file goes. */
static void
finished_cb (SoupServerMessage *message, gpointer data)
{
  upload_of (message)->gone = TRUE;
  g_object_set_data (G_OBJECT (message), "blob-upload", NULL);
}

void
blob_upload_start (BlobEmbedded *store, SoupServerMessage *message, const char *key, guint64 size)
{
  Upload *upload = g_rc_box_new0 (Upload);
  upload->files = blob_files_ref (store->files);
  upload->key = g_strdup (key);
  upload->size = size;
  upload->piece = g_byte_array_new ();
  g_object_set_data_full (G_OBJECT (message), "blob-upload", upload, upload_unref);
  g_signal_connect (message, "got-chunk", G_CALLBACK (chunk_cb), NULL);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), NULL);
}

void
blob_upload_finish (SoupServerMessage *message)
{
  Upload *upload = upload_of (message);
  if (upload->error)
    answer (message, upload->error);
  else
    write_piece (message, TRUE);
}
