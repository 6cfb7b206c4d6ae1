/* transfer-put: uploads of a file, or of a stretch of one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "transfers-private.h"

#include "file-range.h"

typedef struct {
  Progress progress;
  const char *path;
  gint64 offset;
} Upload;

static void
wrote_cb (SoupMessage *message, guint size, Progress *progress)
{
  transfers_progress (progress, MIN (progress->done + size, progress->total));
}

/* A connection that had been kept and was dropped: the body has been read and closed, and begins
 * again. */
static void
restarted_cb (SoupMessage *message, Upload *upload)
{
  gint64 size = upload->progress.total;
  g_autoptr (GInputStream) body = whin_file_range_new (upload->path, upload->offset, size, NULL);

  upload->progress.done = 0;
  if (body != NULL)
    soup_message_set_request_body (message, NULL, body, size);
}

static void
drain (GInputStream *stream, GCancellable *cancellable)
{
  g_autofree char *buffer = g_malloc (TRANSFERS_CHUNK);
  gint64 total = 0;
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, TRANSFERS_CHUNK, cancellable, NULL)) > 0)
    if ((total += n) > TRANSFERS_CHUNK)
      return;
}

static void
set_headers (SoupMessage *message, GPtrArray *headers)
{
  SoupMessageHeaders *request = soup_message_get_request_headers (message);

  for (guint i = 0; headers != NULL && i < headers->len; i++) {
    const RestHeader *header = headers->pdata[i];

    if (g_ascii_strcasecmp (header->name, "Content-Length") != 0)
      soup_message_headers_replace (request, header->name, header->value);
  }
}

gboolean
transfers_put_part (Transfers *transfers,
                    const char *url,
                    GPtrArray *headers,
                    const char *path,
                    gint64 offset,
                    gint64 size,
                    TransferProgress progress,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  Upload upload = { { .func = progress, .user_data = user_data }, path, offset };
  g_autoptr (SoupMessage) message = transfers_message ("PUT", url, error);
  g_autoptr (GInputStream) body = NULL;
  g_autoptr (GInputStream) answer = NULL;

  if (message == NULL || (body = whin_file_range_new (path, offset, size, error)) == NULL)
    return FALSE;
  upload.progress.total = whin_file_range_get_size (WHIN_FILE_RANGE (body));
  soup_message_set_request_body (message, NULL, body, upload.progress.total);
  set_headers (message, headers);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_cb), &upload.progress);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), &upload);
  answer = transfers_send (transfers, message, url, cancellable, error);
  if (answer == NULL)
    return FALSE;
  drain (answer, cancellable);
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    return transfers_fail_answer (error, message);
  return TRUE;
}

gboolean
transfers_put (Transfers *transfers,
               const char *url,
               GPtrArray *headers,
               const char *path,
               TransferProgress progress,
               gpointer user_data,
               GCancellable *cancellable,
               GError **error)
{
  return transfers_put_part (transfers, url, headers, path, 0, -1, progress, user_data, cancellable,
                             error);
}
