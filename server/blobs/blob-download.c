/* blob-download: a file, or one range of it, to the socket of a good GET. The file is opened in a
 * pool thread; its bytes are read on the loop, one piece when the last was sent, because the kernel
 * was told to read ahead and has them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-embedded-private.h"

#include <string.h>

typedef struct {
  HttpRequest *request; /* NULL once the reply has begun */
  BlobFiles *files;
  char *key;
  char *disposition;
  BlobReader *reader;
  gint64 size;
  gint64 offset;
} Download;

static void
download_free (gpointer data)
{
  Download *download = data;
  blob_reader_free (download->reader);
  g_clear_pointer (&download->request, http_request_unref);
  blob_files_unref (download->files);
  g_free (download->disposition);
  g_free (download->key);
  g_free (download);
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

static GBytes *
pull (gsize max, gpointer data)
{
  Download *download = data;
  g_autofree guint8 *piece = g_malloc (max);
  gssize n = blob_reader_read (download->reader, piece, max, download->offset);
  if (n <= 0)
    return NULL;
  download->offset += n;
  return g_bytes_new_take (g_steal_pointer (&piece), n);
}

static void
reply (Download *download, HttpRequest *request)
{
  gint64 first = 0, last = download->size - 1;
  RangeKind kind =
      parse_range (http_request_header (request, "Range"), download->size, &first, &last);
  g_autofree char *range = NULL;
  if (kind == RANGE_BAD)
    range = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, download->size);
  else if (kind == RANGE_ONE)
    range = g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                             first, last, download->size);
  if (range)
    http_reply_header (request, "Content-Range", range);
  if (kind == RANGE_BAD) {
    http_reply_status (request, SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE);
    download_free (download);
    return;
  }
  http_reply_header (request, "Accept-Ranges", "bytes");
  if (download->disposition)
    http_reply_header (request, "Content-Disposition", download->disposition);
  download->offset = first;
  http_reply_stream (request, kind == RANGE_ONE ? SOUP_STATUS_PARTIAL_CONTENT : SOUP_STATUS_OK,
                     BLOB_CONTENT_TYPE, last - first + 1, pull, download, download_free);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Download *download = data;
  GError *error = NULL;
  download->reader = blob_files_open (download->files, download->key, &download->size, &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, download->reader != NULL);
}

static void
open_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Download *download = data;
  g_autoptr (HttpRequest) request = g_steal_pointer (&download->request);
  g_autoptr (GError) error = NULL;
  if (g_task_propagate_boolean (G_TASK (result), &error)) {
    reply (download, request);
    return;
  }
  http_reply_error (request, error ? (WhinError) error->code : WHIN_ERROR_NOT_FOUND, NULL);
  download_free (download);
}

void
blob_download (BlobEmbedded *store, HttpRequest *request, const char *key, const char *disposition)
{
  Download *download = g_new0 (Download, 1);
  download->request = http_request_ref (request);
  download->files = blob_files_ref (store->files);
  download->key = g_strdup (key);
  download->disposition = g_strdup (disposition);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, open_cb, download);
  g_task_set_task_data (task, download, NULL);
  g_task_run_in_thread (task, open_in_thread);
}
