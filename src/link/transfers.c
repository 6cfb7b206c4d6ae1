/* transfers: media in and out by presigned URL, in constant memory, on pool threads.
 *
 * libsoup lets any thread send synchronously; the session's settings are made once, in
 * transfers_new. SPDX-License-Identifier: GPL-3.0-or-later */
#include "api.h"

#include "blob.h"
#include "link-error.h"
#include "link-network.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_SECONDS 20
#define AT_ONCE 4
#define CHUNK (64 * 1024)
#define PROGRESS_TIME (G_USEC_PER_SEC / 10)

struct _Transfers {
  SoupSession *session;
};

typedef struct {
  TransferProgress func;
  gpointer user_data;
  gint64 total;
  gint64 done;
  gint64 told; /* when */
} Progress;

Transfers *
transfers_new (void)
{
  Transfers *transfers = g_new0 (Transfers, 1);

  link_network_prepare ();
  transfers->session = soup_session_new_with_options ("timeout", PATIENCE_SECONDS, "max-conns",
                                                      AT_ONCE, "max-conns-per-host", AT_ONCE, NULL);
  soup_session_set_user_agent (transfers->session, "Whinchat/" WHINCHAT_VERSION);
  soup_session_remove_feature_by_type (transfers->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (transfers->session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  return transfers;
}

void
transfers_free (Transfers *transfers)
{
  if (transfers == NULL)
    return;
  g_object_unref (transfers->session);
  g_free (transfers);
}

static void
progress_to (Progress *progress, gint64 done)
{
  gint64 now = g_get_monotonic_time ();

  progress->done = done;
  if (progress->func == NULL ||
      (now - progress->told < PROGRESS_TIME && progress->done < progress->total))
    return;
  progress->told = now;
  progress->func (done, progress->total, progress->user_data);
}

static gboolean
fail (GError **error, WhinError code)
{
  g_set_error_literal (error, WHIN_ERROR, code, link_error_words (code));
  return FALSE;
}

static gboolean
fail_from (GError **error, const GError *cause, const char *url)
{
  g_propagate_error (error, link_error_from (cause, url));
  return FALSE;
}

static gboolean
fail_status (GError **error, guint status)
{
  switch (status) {
  case SOUP_STATUS_FORBIDDEN:
  case SOUP_STATUS_UNAUTHORIZED:
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                         _ ("The address of the file has expired."));
    return FALSE;
  case SOUP_STATUS_NOT_FOUND:
  case SOUP_STATUS_GONE:
    return fail (error, WHIN_ERROR_NOT_FOUND);
  case SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE:
    return fail (error, WHIN_ERROR_TOO_BIG);
  case SOUP_STATUS_INSUFFICIENT_STORAGE:
    return fail (error, WHIN_ERROR_STORAGE);
  default:
    return fail (error, status >= 500 || status == LINK_STATUS_TOO_MANY ? WHIN_ERROR_BUSY
                                                                        : WHIN_ERROR_INTERNAL);
  }
}

static SoupMessage *
new_message (const char *method, const char *url, GError **error)
{
  SoupMessage *message = soup_message_new (method, url);

  if (message == NULL)
    fail (error, WHIN_ERROR_BAD_FRAME);
  else
    soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* It reads whole answers into memory before it finds that it can do nothing about them. */
  if (message != NULL)
    soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  return message;
}

static void
cancel_cb (GCancellable *theirs, gpointer ours)
{
  g_cancellable_cancel (ours);
}

/* So does libsoup itself, to send what was misdirected again. */
static void
got_headers_cb (SoupMessage *message, GCancellable *ours)
{
  if (soup_message_get_status (message) == SOUP_STATUS_MISDIRECTED_REQUEST)
    g_cancellable_cancel (ours);
}

static GInputStream *
send (Transfers *transfers,
      SoupMessage *message,
      const char *url,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GCancellable) ours = g_cancellable_new ();
  g_autoptr (GError) cause = NULL;
  gulong handler = cancellable != NULL
                       ? g_cancellable_connect (cancellable, G_CALLBACK (cancel_cb), ours, NULL)
                       : 0;
  GInputStream *stream;

  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), ours);
  stream = soup_session_send (transfers->session, message, ours, &cause);
  g_cancellable_disconnect (cancellable, handler);
  g_signal_handlers_disconnect_by_data (message, ours);
  if (stream == NULL && soup_message_get_status (message) == SOUP_STATUS_MISDIRECTED_REQUEST)
    fail_status (error, SOUP_STATUS_MISDIRECTED_REQUEST);
  else if (stream == NULL)
    fail_from (error, cause, url);
  return stream;
}

static void
wrote_cb (SoupMessage *message, guint size, Progress *progress)
{
  progress_to (progress, MIN (progress->done + size, progress->total));
}

static GInputStream *
open_file (const char *path, gint64 *size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, NULL);
  g_autoptr (GFileInfo) info =
      stream != NULL ? g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                       cancellable, NULL)
                     : NULL;

  if (info == NULL) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The file could not be read."));
    return NULL;
  }
  *size = g_file_info_get_size (info);
  return G_INPUT_STREAM (g_steal_pointer (&stream));
}

typedef struct {
  Progress progress;
  const char *path;
} Upload;

/* A connection that had been kept and was dropped: the body has been read and closed, and begins
 * again. A file that is another one now does not go. */
static void
restarted_cb (SoupMessage *message, Upload *upload)
{
  gint64 size;
  g_autoptr (GInputStream) body = open_file (upload->path, &size, NULL, NULL);

  upload->progress.done = 0;
  if (body != NULL && size == upload->progress.total)
    soup_message_set_request_body (message, NULL, body, size);
}

static gboolean
drain (GInputStream *stream, GCancellable *cancellable)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  gint64 total = 0;
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, CHUNK, cancellable, NULL)) > 0)
    if ((total += n) > CHUNK)
      return FALSE;
  return n == 0;
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
  Upload upload = { { .func = progress, .user_data = user_data }, path };
  gint64 *total = &upload.progress.total;
  g_autoptr (SoupMessage) message = new_message ("PUT", url, error);
  g_autoptr (GInputStream) body = NULL;
  g_autoptr (GInputStream) answer = NULL;
  SoupMessageHeaders *request;

  if (message == NULL || (body = open_file (path, total, cancellable, error)) == NULL)
    return FALSE;
  request = soup_message_get_request_headers (message);
  soup_message_set_request_body (message, NULL, body, *total);
  for (guint i = 0; headers != NULL && i < headers->len; i++) {
    const RestHeader *header = headers->pdata[i];

    if (g_ascii_strcasecmp (header->name, "Content-Length") != 0)
      soup_message_headers_replace (request, header->name, header->value);
  }
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_cb), &upload.progress);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), &upload);
  answer = send (transfers, message, url, cancellable, error);
  if (answer == NULL)
    return FALSE;
  drain (answer, cancellable);
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    return fail_status (error, soup_message_get_status (message));
  return TRUE;
}

/* A download in progress: the part file, and what of it could be opened so far. */
typedef struct {
  char *part;
  int fd;
  gint64 size; /* so far */
  gint64 wanted;
  const MediaKey *key; /* NULL: whoever gets it looks into it */
  BlobOpen *open;
  GByteArray *opened; /* only to see that it opens */
} Part;

static gboolean
part_open (Part *part, GError **error)
{
  const MediaKey *key = part->key;

  if (key == NULL)
    return TRUE;
  part->open = blob_open_new (key->key, (guint64) key->size, key->sha256, error);
  return part->open != NULL;
}

static gboolean
part_restart (Part *part, GError **error)
{
  g_clear_pointer (&part->open, blob_open_free);
  part->size = 0;
  if (!part_open (part, error))
    return FALSE;
  return (ftruncate (part->fd, 0) == 0 && lseek (part->fd, 0, SEEK_SET) == 0) ||
         fail (error, WHIN_ERROR_DISK);
}

static gboolean
part_check (Part *part, const guchar *data, gsize len, GError **error)
{
  gboolean ok = part->open == NULL || blob_open_push (part->open, data, len, part->opened, error);

  g_byte_array_set_size (part->opened, 0);
  part->size += len;
  return ok;
}

/* Reads in what an earlier try has left, if it is good so far. */
static gboolean
part_resume (Part *part, GError **error)
{
  g_autofree guchar *buffer = g_malloc (CHUNK);
  gssize n;

  while ((n = read (part->fd, buffer, CHUNK)) > 0)
    if (!part_check (part, buffer, (gsize) n, NULL))
      return part_restart (part, error);
  if (n == 0 && part->size > part->wanted)
    return part_restart (part, error);
  return n == 0 || fail (error, WHIN_ERROR_DISK);
}

static gboolean
part_begin (Part *part, const char *path, GError **error)
{
  part->part = g_strconcat (path, ".part", NULL);
  part->opened = g_byte_array_sized_new (2 * CHUNK);
  if (!part_open (part, error))
    return FALSE;
  part->fd = g_open (part->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (part->fd < 0)
    return fail (error, WHIN_ERROR_DISK);
  return part_resume (part, error);
}

static void
part_close (Part *part)
{
  if (part->fd >= 0)
    g_close (part->fd, NULL);
  blob_open_free (part->open);
  g_byte_array_unref (part->opened);
  g_free (part->part);
}

static gboolean
part_write (Part *part, const guchar *data, gsize len, GError **error)
{
  if (!part_check (part, data, len, error))
    return FALSE;
  while (len > 0) {
    gssize n = write (part->fd, data, len);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return fail (error, WHIN_ERROR_DISK);
    data += n;
    len -= (gsize) n;
  }
  return TRUE;
}

/* Whether what comes continues part; sets *total to the size of the whole object, -1 when not told.
 */
static gboolean
answer_continues (SoupMessage *message, Part *part, gint64 *total)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  goffset start, last;

  if (soup_message_get_status (message) == SOUP_STATUS_PARTIAL_CONTENT)
    return soup_message_headers_get_content_range (headers, &start, &last, total) &&
           start == part->size;
  *total = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
               ? soup_message_headers_get_content_length (headers)
               : -1;
  return part->size == 0 || part_restart (part, NULL);
}

static gboolean
receive (GInputStream *stream,
         Part *part,
         Progress *progress,
         const char *url,
         GCancellable *cancellable,
         GError **error)
{
  g_autofree guchar *buffer = g_malloc (CHUNK);
  g_autoptr (GError) cause = NULL;
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, CHUNK, cancellable, &cause)) > 0) {
    if (!part_write (part, buffer, (gsize) n, error))
      return FALSE;
    progress_to (progress, part->size);
  }
  if (n < 0)
    return fail_from (error, cause, url);
  return part->size == progress->total || fail (error, WHIN_ERROR_UNREACHABLE);
}

/* Gets what is missing of part. */
static gboolean
fetch (Transfers *transfers,
       const char *url,
       Part *part,
       Progress *progress,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (SoupMessage) message = new_message ("GET", url, error);
  g_autoptr (GInputStream) stream = NULL;
  gint64 total = -1;
  guint status;

  if (message == NULL)
    return FALSE;
  if (part->size > 0)
    soup_message_headers_set_range (soup_message_get_request_headers (message), part->size, -1);
  stream = send (transfers, message, url, cancellable, error);
  if (stream == NULL)
    return FALSE;
  status = soup_message_get_status (message);
  if (status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    return fail (error, WHIN_ERROR_CORRUPT);
  if (status != SOUP_STATUS_OK && status != SOUP_STATUS_PARTIAL_CONTENT)
    return fail_status (error, status);
  if (!answer_continues (message, part, &total) || (total >= 0 && total != progress->total))
    return fail (error, WHIN_ERROR_CORRUPT);
  return receive (stream, part, progress, url, cancellable, error);
}

/* Only what another try can go on from is kept. */
static gboolean
is_worth_keeping (const Part *part, const GError *problem)
{
  return part->size > 0 &&
         !(problem->domain == WHIN_ERROR &&
           (problem->code == WHIN_ERROR_CORRUPT || problem->code == WHIN_ERROR_TOO_OLD ||
            problem->code == WHIN_ERROR_DISK));
}

/* One try. *resumed tells whether an older part took part in it. */
static gboolean
get_once (Transfers *transfers,
          const char *url,
          const char *path,
          const MediaKey *key,
          Progress *progress,
          gboolean *resumed,
          GCancellable *cancellable,
          GError **error)
{
  Part part = { .fd = -1, .key = key, .wanted = progress->total };
  g_autoptr (GError) problem = NULL;
  gboolean ok;

  ok = part_begin (&part, path, &problem);
  *resumed = part.size > 0;
  if (ok && part.size < part.wanted)
    ok = fetch (transfers, url, &part, progress, cancellable, &problem);
  ok = ok && (part.open == NULL || blob_open_end (part.open, part.opened, &problem));
  if (ok && (fsync (part.fd) != 0 || g_rename (part.part, path) != 0))
    ok = fail (&problem, WHIN_ERROR_DISK);
  if (!ok && part.fd >= 0 && !is_worth_keeping (&part, problem))
    g_unlink (part.part);
  part_close (&part);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&problem));
  return ok;
}

gboolean
transfers_get (Transfers *transfers,
               const char *url,
               const char *path,
               const MediaKey *key,
               TransferProgress progress,
               gpointer user_data,
               GCancellable *cancellable,
               GError **error)
{
  Progress state = { .func = progress,
                     .user_data = user_data,
                     .total = (gint64) blob_sealed_size ((guint64) key->size) };
  g_autoptr (GError) problem = NULL;
  gboolean resumed;

  if (get_once (transfers, url, path, key, &state, &resumed, cancellable, &problem))
    return TRUE;
  /* The old part may have been the bad one. */
  if (resumed && g_error_matches (problem, WHIN_ERROR, WHIN_ERROR_CORRUPT))
    return get_once (transfers, url, path, key, &state, &resumed, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
transfers_get_plain (Transfers *transfers,
                     const char *url,
                     const char *path,
                     gint64 size,
                     TransferProgress progress,
                     gpointer user_data,
                     GCancellable *cancellable,
                     GError **error)
{
  Progress state = { .func = progress, .user_data = user_data, .total = size };
  gboolean resumed;

  return get_once (transfers, url, path, NULL, &state, &resumed, cancellable, error);
}
