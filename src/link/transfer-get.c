/* transfer-get: downloads, by way of a part file that the next try goes on from.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "transfers-private.h"

#include "blob.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

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
         transfers_fail (error, WHIN_ERROR_DISK);
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
  g_autofree guchar *buffer = g_malloc (TRANSFERS_CHUNK);
  gssize n;

  while ((n = read (part->fd, buffer, TRANSFERS_CHUNK)) > 0)
    if (!part_check (part, buffer, (gsize) n, NULL))
      return part_restart (part, error);
  if (n == 0 && part->size > part->wanted)
    return part_restart (part, error);
  return n == 0 || transfers_fail (error, WHIN_ERROR_DISK);
}

static gboolean
part_begin (Part *part, const char *path, GError **error)
{
  part->part = g_strconcat (path, ".part", NULL);
  part->opened = g_byte_array_sized_new (2 * TRANSFERS_CHUNK);
  if (!part_open (part, error))
    return FALSE;
  part->fd = g_open (part->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (part->fd < 0)
    return transfers_fail (error, WHIN_ERROR_DISK);
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
      return transfers_fail (error, WHIN_ERROR_DISK);
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
  g_autofree guchar *buffer = g_malloc (TRANSFERS_CHUNK);
  g_autoptr (GError) cause = NULL;
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, TRANSFERS_CHUNK, cancellable, &cause)) > 0) {
    if (!part_write (part, buffer, (gsize) n, error))
      return FALSE;
    transfers_progress (progress, part->size);
  }
  if (n < 0)
    return transfers_fail_from (error, cause, url);
  return part->size == progress->total || transfers_fail (error, WHIN_ERROR_UNREACHABLE);
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
  g_autoptr (SoupMessage) message = transfers_message ("GET", url, error);
  g_autoptr (GInputStream) stream = NULL;
  gint64 total = -1;
  guint status;

  if (message == NULL)
    return FALSE;
  if (part->size > 0)
    soup_message_headers_set_range (soup_message_get_request_headers (message), part->size, -1);
  stream = transfers_send (transfers, message, url, cancellable, error);
  if (stream == NULL)
    return FALSE;
  status = soup_message_get_status (message);
  if (status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    return transfers_fail (error, WHIN_ERROR_CORRUPT);
  if (status != SOUP_STATUS_OK && status != SOUP_STATUS_PARTIAL_CONTENT)
    return transfers_fail_answer (error, message);
  if (!answer_continues (message, part, &total) || (total >= 0 && total != progress->total))
    return transfers_fail (error, WHIN_ERROR_CORRUPT);
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
    ok = transfers_fail (&problem, WHIN_ERROR_DISK);
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
