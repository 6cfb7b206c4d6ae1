/* vault: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vault.h"

#include "blob.h"
#include "error.h"
#include "film-metadata.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (64 * 1024)
/* What one chunk or the end of the padding may become, with room to spare. */
#define ROOM (3 * CHUNK)

G_STATIC_ASSERT (MEDIA_KEY_BYTES == PRIM_KEY_BYTES);
G_STATIC_ASSERT (MEDIA_HASH_BYTES == BLOB_HASH_BYTES);

/* -- A file that is there when it is whole. -- */

typedef struct {
  const char *path;
  char *new_path;
  int fd;
} Draft;

static gboolean
fail_disk (GError **error, const char *why)
{
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The file cannot be read or copied: %s"),
               why);
  return FALSE;
}

static gboolean
fail_from (GError **error, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) || cause->domain == WHIN_ERROR) {
    g_propagate_error (error, g_error_copy (cause));
    return FALSE;
  }
  return fail_disk (error, cause->message);
}

static gboolean
draft_begin (Draft *draft, const char *path, GError **error)
{
  draft->path = path;
  draft->new_path = g_strconcat (path, ".new", NULL);
  draft->fd = g_open (draft->new_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  return draft->fd >= 0 || fail_disk (error, g_strerror (errno));
}

/* Empties bytes into the file. */
static gboolean
draft_write (Draft *draft, GByteArray *bytes, GError **error)
{
  const guint8 *at = bytes->data;
  gsize left = bytes->len;

  while (left > 0) {
    gssize n = write (draft->fd, at, left);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return fail_disk (error, g_strerror (errno));
    at += n;
    left -= (gsize) n;
  }
  g_byte_array_set_size (bytes, 0);
  return TRUE;
}

/* ok: put it in its place. Returns whether it is there. */
static gboolean
draft_end (Draft *draft, gboolean ok, GError **error)
{
  if (ok && (fsync (draft->fd) != 0 || g_rename (draft->new_path, draft->path) != 0))
    ok = fail_disk (error, g_strerror (errno));
  if (draft->fd >= 0)
    g_close (draft->fd, NULL);
  if (!ok && draft->fd >= 0)
    g_unlink (draft->new_path);
  g_free (draft->new_path);
  return ok;
}

/* -- In. -- */

static gboolean
end_seal (BlobSeal *seal, Draft *draft, GByteArray *out, MediaKey *key, GError **error)
{
  while (blob_seal_pad (seal, out))
    if (!draft_write (draft, out, error))
      return FALSE;
  return blob_seal_end (seal, out, key->sha256, error) && draft_write (draft, out, error);
}

static gboolean
seal_stream (BlobSeal *seal,
             GInputStream *from,
             Draft *draft,
             GByteArray *out,
             MediaKey *key,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  g_autoptr (GError) cause = NULL;
  gssize n;

  while ((n = g_input_stream_read (from, chunk, CHUNK, cancellable, &cause)) > 0)
    if (!blob_seal_push (seal, chunk, (gsize) n, out, error) || !draft_write (draft, out, error))
      return FALSE;
  return n < 0 ? fail_from (error, cause) : end_seal (seal, draft, out, key, error);
}

MediaKey *
vault_seal (GInputStream *from,
            gint64 size,
            const char *path,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (MediaKey) key = g_new0 (MediaKey, 1);
  g_autoptr (GByteArray) out = g_byte_array_sized_new (ROOM);
  g_autoptr (BlobSeal) seal = blob_seal_new ((guint64) size, key->key, out, error);
  Draft draft;
  gboolean ok;

  if (seal == NULL)
    return NULL;
  key->size = size;
  ok = draft_begin (&draft, path, error) &&
       seal_stream (seal, from, &draft, out, key, cancellable, error);
  return draft_end (&draft, ok, error) ? g_steal_pointer (&key) : NULL;
}

static GInputStream *
read_file (const char *path, gint64 *size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, &cause);
  g_autoptr (GFileInfo) info = NULL;

  if (stream != NULL)
    info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable,
                                           &cause);
  if (info == NULL) {
    fail_from (error, cause);
    return NULL;
  }
  *size = g_file_info_get_size (info);
  return G_INPUT_STREAM (g_steal_pointer (&stream));
}

MediaKey *
vault_seal_file (const char *from, const char *path, GCancellable *cancellable, GError **error)
{
  gint64 size;
  g_autoptr (GInputStream) stream = read_file (from, &size, cancellable, error);

  return stream != NULL ? vault_seal (stream, size, path, cancellable, error) : NULL;
}

MediaKey *
vault_seal_film (const char *from, const char *path, GCancellable *cancellable, GError **error)
{
  gint64 size;
  g_autoptr (GInputStream) stream = read_file (from, &size, cancellable, error);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GInputStream) film = NULL;

  if (stream == NULL)
    return NULL;
  film = film_metadata_hide (stream, size, cancellable, &cause);
  if (film != NULL)
    return vault_seal (film, size, path, cancellable, error);
  fail_from (error, cause);
  return NULL;
}

MediaKey *
vault_seal_bytes (GBytes *bytes, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  return vault_seal (stream, (gint64) g_bytes_get_size (bytes), path, cancellable, error);
}

/* -- Out. -- */

/* Empties bytes into to, or nowhere (NULL). */
static gboolean
pass_on (GOutputStream *to, GByteArray *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (to != NULL &&
      !g_output_stream_write_all (to, bytes->data, bytes->len, NULL, cancellable, &cause))
    return fail_from (error, cause);
  g_byte_array_set_size (bytes, 0);
  return TRUE;
}

/* open is NULL for a file that is not sealed. */
static gboolean
take_chunk (BlobOpen *open, const guint8 *chunk, gsize len, GByteArray *out, GError **error)
{
  if (open != NULL)
    return blob_open_push (open, chunk, len, out, error);
  g_byte_array_append (out, chunk, (guint) len);
  return TRUE;
}

static gboolean
open_stream (BlobOpen *open,
             GInputStream *from,
             GOutputStream *to,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  g_autoptr (GByteArray) out = g_byte_array_sized_new (ROOM);
  g_autoptr (GError) cause = NULL;
  gssize n;

  while ((n = g_input_stream_read (from, chunk, CHUNK, cancellable, &cause)) > 0)
    if (!take_chunk (open, chunk, (gsize) n, out, error) || !pass_on (to, out, cancellable, error))
      return FALSE;
  if (n < 0)
    return fail_from (error, cause);
  return open == NULL ||
         (blob_open_end (open, out, error) && pass_on (to, out, cancellable, error));
}

gboolean
vault_check (const MediaFile *file, GCancellable *cancellable, GError **error)
{
  return vault_pour (file, NULL, cancellable, error);
}

gboolean
vault_pour (const MediaFile *file, GOutputStream *to, GCancellable *cancellable, GError **error)
{
  const MediaKey *key = file->key;
  gint64 size;
  g_autoptr (GInputStream) from = read_file (file->path, &size, cancellable, error);
  g_autoptr (BlobOpen) open = NULL;

  if (from == NULL)
    return FALSE;
  if (key != NULL &&
      (open = blob_open_new (key->key, (guint64) key->size, key->sha256, error)) == NULL)
    return FALSE;
  return open_stream (open, from, to, cancellable, error);
}

static gboolean
is_within (const MediaFile *file, gsize max, GError **error)
{
  GStatBuf info;

  if (g_stat (file->path, &info) != 0)
    return fail_disk (error, g_strerror (errno));
  if ((guint64) (file->key != NULL ? file->key->size : info.st_size) <= max)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG, _ ("The file is too big."));
  return FALSE;
}

GBytes *
vault_load (const MediaFile *file, gsize max, GCancellable *cancellable, GError **error)
{
  g_autoptr (GOutputStream) to = g_memory_output_stream_new_resizable ();

  if (!is_within (file, max, error) || !vault_pour (file, to, cancellable, error))
    return NULL;
  g_output_stream_close (to, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (to));
}

/* A file that is being replaced stays as it was when the stream is closed by somebody who gave up;
 * one that is new does not go by itself. */
static void
give_up (GOutputStream *stream, GFile *to, gboolean is_new)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
  if (is_new)
    g_file_delete (to, NULL, NULL);
}

gboolean
vault_export (const MediaFile *file,
              GFile *to,
              GFileCreateFlags flags,
              GCancellable *cancellable,
              GError **error)
{
  gboolean is_new = !g_file_query_exists (to, NULL);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileOutputStream) stream = g_file_replace (
      to, NULL, FALSE, flags | G_FILE_CREATE_REPLACE_DESTINATION, cancellable, &cause);

  if (stream == NULL)
    return fail_from (error, cause);
  if (!vault_pour (file, G_OUTPUT_STREAM (stream), cancellable, error)) {
    give_up (G_OUTPUT_STREAM (stream), to, is_new);
    return FALSE;
  }
  return g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, &cause) ||
         fail_from (error, cause);
}

/* -- From one key to another. -- */

typedef struct {
  BlobOpen *open;
  BlobSeal *seal;
  Draft draft;
  GByteArray *plain;
  GByteArray *out;
} Reseal;

/* Seals what was opened so far. */
static gboolean
seal_opened (Reseal *reseal, GError **error)
{
  gboolean ok =
      blob_seal_push (reseal->seal, reseal->plain->data, reseal->plain->len, reseal->out, error) &&
      draft_write (&reseal->draft, reseal->out, error);

  g_byte_array_set_size (reseal->plain, 0);
  return ok;
}

static gboolean
reseal_stream (Reseal *reseal,
               GInputStream *from,
               MediaKey *key,
               GCancellable *cancellable,
               GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  g_autoptr (GError) cause = NULL;
  gssize n;

  while ((n = g_input_stream_read (from, chunk, CHUNK, cancellable, &cause)) > 0)
    if (!blob_open_push (reseal->open, chunk, (gsize) n, reseal->plain, error) ||
        !seal_opened (reseal, error))
      return FALSE;
  if (n < 0)
    return fail_from (error, cause);
  return blob_open_end (reseal->open, reseal->plain, error) && seal_opened (reseal, error) &&
         end_seal (reseal->seal, &reseal->draft, reseal->out, key, error);
}

MediaKey *
vault_seal_again (const MediaFile *from,
                  const char *path,
                  GCancellable *cancellable,
                  GError **error)
{
  const MediaKey *old = from->key;
  g_autoptr (MediaKey) key = g_new0 (MediaKey, 1);
  g_autoptr (GByteArray) plain = g_byte_array_sized_new (ROOM);
  g_autoptr (GByteArray) out = g_byte_array_sized_new (ROOM);
  gint64 size;
  g_autoptr (GInputStream) stream = read_file (from->path, &size, cancellable, error);
  g_autoptr (BlobOpen) open = NULL;
  g_autoptr (BlobSeal) seal = NULL;
  Reseal reseal = { .plain = plain, .out = out };
  gboolean ok;

  if (stream == NULL ||
      (open = blob_open_new (old->key, (guint64) old->size, old->sha256, error)) == NULL ||
      (seal = blob_seal_new ((guint64) old->size, key->key, out, error)) == NULL)
    return NULL;
  key->size = old->size;
  reseal.open = open;
  reseal.seal = seal;
  ok = draft_begin (&reseal.draft, path, error) &&
       reseal_stream (&reseal, stream, key, cancellable, error);
  return draft_end (&reseal.draft, ok, error) ? g_steal_pointer (&key) : NULL;
}
