/* blob-download: a file, or one range of it, to the socket of a good GET. One piece is read ahead
 * of the socket at a time, in a pool thread. SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "blob-embedded-private.h"
#include "error.h"

#include <string.h>
#include <unistd.h>

#define PIECE (256 * 1024)

/* Counted: the message has one reference and a read under way another. */
typedef struct {
  SoupServerMessage *message; /* not owned; NULL once nobody waits any more */
  BlobFiles *files;
  char *key;
  int fd;
  gint64 offset;
  gint64 left;
  guint8 *piece; /* PIECE bytes; only one read is under way at a time */
} Download;

static void
download_clear (gpointer data)
{
  Download *download = data;
  if (download->fd >= 0)
    close (download->fd);
  blob_files_unref (download->files);
  g_free (download->piece);
  g_free (download->key);
}

static void
download_unref (gpointer download)
{
  g_rc_box_release_full (download, download_clear);
}

typedef enum {
  RANGE_NONE,
  RANGE_ONE,
  RANGE_BAD,
} RangeKind;

/* One range; several, or a unit we do not know, mean the whole object (RFC 9110, 14.2). */
static RangeKind
parse_range (const char *header, gint64 size, gint64 *first, gint64 *last)
{
  guint64 a = 0, b = 0;
  if (!header || !g_str_has_prefix (header, "bytes=") || strchr (header, ','))
    return RANGE_NONE;
  g_auto (GStrv) ends = g_strsplit (header + strlen ("bytes="), "-", 2);
  if (g_strv_length (ends) != 2)
    return RANGE_NONE;
  gboolean has_first = g_ascii_string_to_unsigned (ends[0], 10, 0, G_MAXINT64, &a, NULL);
  gboolean has_last = g_ascii_string_to_unsigned (ends[1], 10, 0, G_MAXINT64, &b, NULL);
  if ((*ends[0] && !has_first) || (*ends[1] && !has_last) || (!has_first && !has_last) ||
      (has_first && has_last && b < a))
    return RANGE_NONE;
  if (has_first ? a >= (guint64) size : b == 0 || size == 0)
    return RANGE_BAD;
  *first = has_first ? (gint64) a : MAX (size - (gint64) b, 0);
  *last = has_first && has_last ? MIN ((gint64) b, size - 1) : size - 1;
  return RANGE_ONE;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Download *download = data;
  gsize want = MIN (download->left, PIECE);
  ssize_t n = TEMP_FAILURE_RETRY (pread (download->fd, download->piece, want, download->offset));
  g_task_return_int (task, n);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Download *download = g_task_get_task_data (G_TASK (result));
  gssize n = g_task_propagate_int (G_TASK (result), NULL);
  if (!download->message)
    return;
  if (n <= 0) { /* the headers are out: only cutting the line can say that it is not whole */
    g_socket_shutdown (soup_server_message_get_socket (download->message), TRUE, TRUE, NULL);
  } else {
    SoupMessageBody *body = soup_server_message_get_response_body (download->message);
    soup_message_body_append (body, SOUP_MEMORY_COPY, download->piece, n);
    download->offset += n;
    download->left -= n;
    if (download->left == 0)
      soup_message_body_complete (body);
  }
  soup_server_message_unpause (download->message);
}

static void
run (Download *download, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, NULL);
  g_task_set_task_data (task, g_rc_box_acquire (download), download_unref);
  soup_server_message_pause (download->message);
  g_task_run_in_thread (task, func);
}

static void
wrote_chunk_cb (SoupServerMessage *message, gpointer data)
{
  Download *download = data;
  if (download->left > 0)
    run (download, read_in_thread, read_cb);
}

static void
set_headers (Download *download, RangeKind kind, gint64 size, gint64 first, gint64 last)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (download->message);
  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  soup_message_headers_replace (headers, "Content-Type", BLOB_CONTENT_TYPE);
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Cache-Control", "private, no-store");
  soup_message_headers_set_content_length (headers, last - first + 1);
  if (kind == RANGE_ONE)
    soup_message_headers_set_content_range (headers, first, last, size);
}

static void
answer (Download *download, gint64 size)
{
  SoupServerMessage *message = download->message;
  const char *range =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Range");
  gint64 first = 0, last = size - 1;
  RangeKind kind = parse_range (range, size, &first, &last);
  if (kind == RANGE_BAD) {
    g_autofree char *whole = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, size);
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "Content-Range", whole);
    blob_answer_error (message, SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE, "InvalidRange");
    return;
  }
  soup_server_message_set_status (
      message, kind == RANGE_ONE ? SOUP_STATUS_PARTIAL_CONTENT : SOUP_STATUS_OK, NULL);
  set_headers (download, kind, size, first, last);
  if (g_str_equal (soup_server_message_get_method (message), "HEAD"))
    return;
  download->offset = first;
  download->left = last - first + 1;
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), download);
  if (download->left > 0)
    run (download, read_in_thread, read_cb);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Download *download = data;
  GError *error = NULL;
  gint64 size = -1;
  download->fd = blob_files_open (download->files, download->key, &size, &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, download->fd < 0 ? -1 : size);
}

static void
open_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Download *download = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gint64 size = g_task_propagate_int (G_TASK (result), &error);
  if (!download->message)
    return;
  SoupServerMessage *message = download->message;
  if (error)
    blob_answer_error (message, blob_status_for_error (error), "InternalError");
  else if (size < 0)
    blob_answer_error (message, SOUP_STATUS_NOT_FOUND, "NoSuchKey");
  else
    answer (download, size);
  soup_server_message_unpause (message);
}

static void
finished_cb (SoupServerMessage *message, gpointer data)
{
  Download *download = data;
  download->message = NULL;
  g_signal_handlers_disconnect_by_data (message, download);
  download_unref (download);
}

void
blob_download_start (BlobEmbedded *store,
                     SoupServerMessage *message,
                     const char *key,
                     const char *disposition)
{
  Download *download = g_rc_box_new0 (Download);
  download->message = message;
  download->files = blob_files_ref (store->files);
  download->key = g_strdup (key);
  download->fd = -1;
  download->piece = g_malloc (PIECE);
  if (disposition)
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "Content-Disposition", disposition);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), download);
  run (download, open_in_thread, open_cb);
}
