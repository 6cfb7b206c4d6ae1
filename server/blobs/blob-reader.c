/* blob-reader: the bytes of an object, wherever they lie: in one file, or in those of its parts, of
 * which all but the last are of one size.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "blob-files-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_AHEAD (1024 * 1024)

struct _BlobReader {
  int directory;    /* -1: there are no parts */
  int fd;           /* of the object, or of part n; -1: none is open */
  guint n;          /* 0: the object is one file */
  gint64 part_size; /* of all parts but the last */
};

static int
open_part (int directory, guint n)
{
  g_autofree char *name = g_strdup_printf ("%u", n);
  return openat (directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

/* Size of an open file, or -1. */
static gint64
size_of (int fd)
{
  struct stat status;
  return fd >= 0 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode) ? status.st_size : -1;
}

/* Of all parts together, or -1. */
static gint64
measure (int directory, gint64 *part_size)
{
  gint64 total = 0;
  struct stat status;
  for (guint n = 1;; n++) {
    g_autofree char *name = g_strdup_printf ("%u", n);
    if (fstatat (directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
      return n > 1 && errno == ENOENT ? total : -1;
    if (n == 1)
      *part_size = status.st_size;
    total += status.st_size;
  }
}

static BlobReader *
reader_new (int fd, gint64 *size)
{
  struct stat status;
  BlobReader *reader = g_new (BlobReader, 1);
  *reader = (BlobReader) { -1, -1, 0, 0 };
  *size = -1;
  if (fstat (fd, &status) == 0 && S_ISDIR (status.st_mode)) {
    reader->directory = fd;
    *size = measure (fd, &reader->part_size);
  } else {
    reader->fd = fd;
    *size = size_of (fd);
    posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  return reader;
}

BlobReader *
blob_files_open (BlobFiles *files, const char *key, gint64 *size, GError **error)
{
  g_autofree char *path = blob_files_path (files, key);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  if (fd < 0) {
    if (errno != ENOENT)
      blob_files_set_error (error, "the object cannot be read");
    return NULL;
  }
  BlobReader *reader = reader_new (fd, size);
  if (*size >= 0)
    return reader;
  blob_files_set_error (error, "the object cannot be read");
  blob_reader_free (reader);
  return NULL;
}

void
blob_reader_free (BlobReader *reader)
{
  if (!reader)
    return;
  if (reader->fd >= 0)
    close (reader->fd);
  if (reader->directory >= 0)
    close (reader->directory);
  g_free (reader);
}

/* Opens the part that offset lies in, which becomes the offset in it. */
static gboolean
turn_to (BlobReader *reader, gint64 *offset)
{
  guint n = (guint) (*offset / reader->part_size) + 1;
  *offset %= reader->part_size;
  if (n == reader->n)
    return TRUE;
  if (reader->fd >= 0)
    close (reader->fd);
  reader->n = n;
  reader->fd = open_part (reader->directory, n);
  return reader->fd >= 0;
}

gssize
blob_reader_read (BlobReader *reader, void *buffer, gsize max, gint64 offset)
{
  if (reader->directory >= 0 && !turn_to (reader, &offset))
    return errno == ENOENT ? 0 : -1;
  gssize n = TEMP_FAILURE_RETRY (pread (reader->fd, buffer, max, offset));
  if (n > 0)
    posix_fadvise (reader->fd, offset + n, READ_AHEAD, POSIX_FADV_WILLNEED);
  return n;
}

gint64
blob_files_size (BlobFiles *files, const char *key, GError **error)
{
  gint64 size = -1;
  blob_reader_free (blob_files_open (files, key, &size, error));
  return size;
}
