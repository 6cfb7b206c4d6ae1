/* blob-files: DIRECTORY/objects/KE/KEY and DIRECTORY/tmp, for the embedded store.
 * A key is the text of an id: 22 letters, digits, '-' or '_'.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "blob-files.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct _BlobFiles {
  char *objects;
  char *tmp;
};

struct _BlobUpload {
  BlobFiles *files;
  char *path; /* NULL once it has become an object */
  int fd;
  guint64 size;
  guint64 written;
};

static void
set_errno (GError **error, const char *what)
{
  int saved = errno;
  gboolean full = saved == ENOSPC || saved == EDQUOT || saved == EFBIG;
  g_set_error (error, WHIN_ERROR, full ? WHIN_ERROR_STORAGE : WHIN_ERROR_INTERNAL, "%s: %s", what,
               g_strerror (saved));
}

BlobFiles *
blob_files_ref (BlobFiles *files)
{
  return g_atomic_rc_box_acquire (files);
}

static void
files_clear (gpointer data)
{
  BlobFiles *files = data;
  g_free (files->objects);
  g_free (files->tmp);
}

void
blob_files_unref (BlobFiles *files)
{
  g_atomic_rc_box_release_full (files, files_clear);
}

BlobFiles *
blob_files_new (const char *directory, GError **error)
{
  BlobFiles *files = g_atomic_rc_box_new0 (BlobFiles);
  files->objects = g_build_filename (directory, "objects", NULL);
  files->tmp = g_build_filename (directory, "tmp", NULL);
  if (g_mkdir_with_parents (files->objects, 0700) != 0 ||
      g_mkdir_with_parents (files->tmp, 0700) != 0) {
    set_errno (error, "the media directory cannot be made");
    blob_files_unref (files);
    return NULL;
  }
  return files;
}

void
blob_files_clean (BlobFiles *files)
{
  g_autoptr (GDir) dir = g_dir_open (files->tmp, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name (dir));) {
    g_autofree char *path = g_build_filename (files->tmp, name, NULL);
    g_unlink (path);
  }
}

static char *
shard_path (BlobFiles *files, const char *key)
{
  return g_strdup_printf ("%s/%.2s", files->objects, key);
}

static char *
object_path (BlobFiles *files, const char *key)
{
  return g_strdup_printf ("%s/%.2s/%s", files->objects, key, key);
}

BlobUpload *
blob_files_upload (BlobFiles *files, guint64 size, GError **error)
{
  g_autofree char *path = g_build_filename (files->tmp, "XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) {
    set_errno (error, "the media directory cannot be written");
    return NULL;
  }
  BlobUpload *upload = g_new0 (BlobUpload, 1);
  upload->files = blob_files_ref (files);
  upload->path = g_steal_pointer (&path);
  upload->fd = fd;
  upload->size = size;
  /* Not every file system can reserve; those that cannot will say so when written. */
  if (size > 0 && fallocate (fd, 0, 0, (off_t) size) != 0 && errno != EOPNOTSUPP &&
      errno != ENOSYS) {
    set_errno (error, "the media directory has no room");
    blob_upload_free (upload);
    return NULL;
  }
  return upload;
}

void
blob_upload_free (BlobUpload *upload)
{
  if (!upload)
    return;
  if (upload->path)
    g_unlink (upload->path);
  close (upload->fd);
  blob_files_unref (upload->files);
  g_free (upload->path);
  g_free (upload);
}

gboolean
blob_upload_write (BlobUpload *upload, const void *data, gsize size, GError **error)
{
  if (size > upload->size - upload->written) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL, "the upload is longer than it said");
    return FALSE;
  }
  for (const char *p = data, *end = p + size; p < end;) {
    ssize_t n = TEMP_FAILURE_RETRY (write (upload->fd, p, end - p));
    if (n < 0) {
      set_errno (error, "the upload cannot be written");
      return FALSE;
    }
    p += n;
  }
  upload->written += size;
  return TRUE;
}

/* A rename is durable only when its directory is. */
static gboolean
sync_directory (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;
  int saved = errno;
  if (fd >= 0)
    close (fd);
  errno = saved;
  return done;
}

static gboolean
make_shard (BlobFiles *files, const char *shard)
{
  if (g_mkdir (shard, 0700) == 0)
    return sync_directory (files->objects);
  return errno == EEXIST;
}

gboolean
blob_upload_commit (BlobUpload *upload, const char *key, GError **error)
{
  if (upload->written != upload->size) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL, "the upload is shorter than it said");
    return FALSE;
  }
  g_autofree char *shard = shard_path (upload->files, key);
  g_autofree char *path = object_path (upload->files, key);
  if (fsync (upload->fd) != 0 || !make_shard (upload->files, shard) ||
      g_rename (upload->path, path) != 0) {
    set_errno (error, "the upload cannot be kept");
    return FALSE;
  }
  g_clear_pointer (&upload->path, g_free);
  if (!sync_directory (shard)) {
    set_errno (error, "the upload cannot be kept");
    return FALSE;
  }
  return TRUE;
}

int
blob_files_open (BlobFiles *files, const char *key, gint64 *size, GError **error)
{
  g_autofree char *path = object_path (files, key);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  struct stat status;
  if (fd < 0 || fstat (fd, &status) != 0) {
    if (errno != ENOENT)
      set_errno (error, "the object cannot be read");
    if (fd >= 0)
      close (fd);
    return -1;
  }
  *size = status.st_size;
  return fd;
}

gint64
blob_files_size (BlobFiles *files, const char *key, GError **error)
{
  g_autofree char *path = object_path (files, key);
  struct stat status;
  if (lstat (path, &status) == 0)
    return status.st_size;
  if (errno != ENOENT)
    set_errno (error, "the object cannot be read");
  return -1;
}

gboolean
blob_files_remove (BlobFiles *files, const char *key, GError **error)
{
  g_autofree char *path = object_path (files, key);
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  set_errno (error, "the object cannot be deleted");
  return FALSE;
}
