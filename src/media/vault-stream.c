/* vault-stream: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vault-stream.h"

#include "blob-reader.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FRAME_ROOM (64 * 1024 + 64)

struct _VaultStream {
  GInputStream parent_instance;

  MediaFile *file;
  int fd;
  gint64 at;
  BlobReader *reader;
  guint8 *sealed;
  GByteArray *plain; /* of `frame` */
  gint64 frame;      /* -1: none */

  GMutex lock; /* of what follows: told by others while one thread reads */
  GCond grown;
  gboolean grows;
};

static void seekable_init (GSeekableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VaultStream,
                               vault_stream,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, seekable_init))

static gboolean
fail (GError **error, WhinError code)
{
  g_set_error_literal (error, WHIN_ERROR, code, error_meaning (code));
  return FALSE;
}

/* -- What is here. -- */

static gboolean
has (VaultStream *self, gint64 until)
{
  struct stat info;

  return fstat (self->fd, &info) == 0 && info.st_size >= until;
}

static void
cancelled_cb (GCancellable *cancellable, VaultStream *self)
{
  vault_stream_grown (self);
}

/* Until the file is that long. */
static gboolean
wait_for (VaultStream *self, gint64 until, GCancellable *cancellable, GError **error)
{
  gulong handler = 0;
  gboolean here;

  if (has (self, until))
    return TRUE;
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  g_mutex_lock (&self->lock);
  while (!(here = has (self, until)) && self->grows && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&self->grown, &self->lock);
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (cancellable, handler);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return here || fail (error, WHIN_ERROR_CORRUPT);
}

static gboolean
read_at (VaultStream *self, guint8 *to, gsize length, gint64 offset, GError **error)
{
  while (length > 0) {
    gssize n = pread (self->fd, to, length, offset);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return fail (error, WHIN_ERROR_DISK);
    to += n;
    offset += n;
    length -= (gsize) n;
  }
  return TRUE;
}

/* -- Frames. -- */

static gboolean
open_file (VaultStream *self, GCancellable *cancellable, GError **error)
{
  const MediaKey *key = self->file->key;
  guint8 header[BLOB_HEADER_BYTES];

  if (self->reader != NULL)
    return TRUE;
  if (self->fd < 0)
    self->fd = g_open (self->file->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  if (self->fd < 0)
    return fail (error, WHIN_ERROR_DISK);
  if (!wait_for (self, sizeof header, cancellable, error) ||
      !read_at (self, header, sizeof header, 0, error))
    return FALSE;
  self->reader = blob_reader_new (key->key, (guint64) key->size, header, error);
  return self->reader != NULL;
}

static gboolean
open_frame (VaultStream *self, guint64 frame, GCancellable *cancellable, GError **error)
{
  guint64 offset;
  gsize length;

  blob_reader_place (self->reader, frame, &offset, &length);
  self->frame = -1;
  g_byte_array_set_size (self->plain, 0);
  if (!wait_for (self, (gint64) (offset + length), cancellable, error) ||
      !read_at (self, self->sealed, length, (gint64) offset, error) ||
      !blob_reader_open (self->reader, frame, self->sealed, length, self->plain, error))
    return FALSE;
  self->frame = (gint64) frame;
  return TRUE;
}

/* Through those before it, when nobody has been there. */
static gboolean
go_to_frame (VaultStream *self, guint64 frame, GCancellable *cancellable, GError **error)
{
  if (self->frame == (gint64) frame)
    return TRUE;
  for (guint64 next = blob_reader_reach (self->reader); next < frame; next++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !open_frame (self, next, cancellable, error))
      return FALSE;
  return open_frame (self, frame, cancellable, error);
}

static gssize
vault_stream_read (GInputStream *stream,
                   void *buffer,
                   gsize count,
                   GCancellable *cancellable,
                   GError **error)
{
  VaultStream *self = VAULT_STREAM (stream);
  guint64 frame = blob_reader_frame_of ((guint64) self->at);
  gsize skip, n;

  if (count == 0 || self->at >= self->file->key->size)
    return 0;
  if (!open_file (self, cancellable, error) || !go_to_frame (self, frame, cancellable, error))
    return -1;
  skip = (gsize) self->at % BLOB_FRAME_BYTES;
  if (skip >= self->plain->len) {
    fail (error, WHIN_ERROR_CORRUPT);
    return -1;
  }
  n = MIN (count, self->plain->len - skip);
  memcpy (buffer, self->plain->data + skip, n);
  self->at += (gint64) n;
  return (gssize) n;
}

/* -- Places. -- */

static goffset
tell (GSeekable *seekable)
{
  return VAULT_STREAM (seekable)->at;
}

static gboolean
can_seek (GSeekable *seekable)
{
  return TRUE;
}

static gboolean
seek (GSeekable *seekable,
      goffset offset,
      GSeekType type,
      GCancellable *cancellable,
      GError **error)
{
  VaultStream *self = VAULT_STREAM (seekable);
  gint64 size = self->file->key->size;
  gint64 from = type == G_SEEK_CUR ? self->at : type == G_SEEK_END ? size : 0;

  if (offset < -from || offset > size - from) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "not in the file");
    return FALSE;
  }
  self->at = from + offset;
  return TRUE;
}

static gboolean
cannot (GSeekable *seekable)
{
  return FALSE;
}

static void
seekable_init (GSeekableIface *iface)
{
  iface->tell = tell;
  iface->can_seek = can_seek;
  iface->seek = seek;
  iface->can_truncate = cannot;
}

static void
vault_stream_finalize (GObject *object)
{
  VaultStream *self = VAULT_STREAM (object);

  if (self->fd >= 0)
    g_close (self->fd, NULL);
  media_file_unref (self->file);
  blob_reader_free (self->reader);
  g_byte_array_unref (self->plain);
  g_free (self->sealed);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->grown);
  G_OBJECT_CLASS (vault_stream_parent_class)->finalize (object);
}

static void
vault_stream_class_init (VaultStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vault_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = vault_stream_read;
}

static void
vault_stream_init (VaultStream *self)
{
  self->fd = -1;
  self->frame = -1;
  self->sealed = g_malloc (FRAME_ROOM);
  self->plain = g_byte_array_sized_new (FRAME_ROOM);
  g_mutex_init (&self->lock);
  g_cond_init (&self->grown);
}

VaultStream *
vault_stream_new (const MediaFile *file, gboolean grows)
{
  VaultStream *self = g_object_new (VAULT_TYPE_STREAM, NULL);

  g_return_val_if_fail (file->key != NULL, NULL);
  self->file = media_file_ref (file);
  self->grows = grows;
  return self;
}

void
vault_stream_grown (VaultStream *self)
{
  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->grown);
  g_mutex_unlock (&self->lock);
}

void
vault_stream_end (VaultStream *self)
{
  g_mutex_lock (&self->lock);
  self->grows = FALSE;
  g_cond_broadcast (&self->grown);
  g_mutex_unlock (&self->lock);
}
