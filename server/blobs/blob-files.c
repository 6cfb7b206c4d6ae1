/* blob-files: objects for the embedded store. A key is the text of an id: 22 letters, digits, '-'
 * or
 * '_'. SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "blob-files-private.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

void
blob_files_set_error (GError **error, const char *what)
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
  g_free (files->uploads);
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
  files->uploads = g_build_filename (directory, "uploads", NULL);
  files->tmp = g_build_filename (directory, "tmp", NULL);
  if (g_mkdir_with_parents (files->objects, 0700) != 0 ||
      g_mkdir_with_parents (files->uploads, 0700) != 0 ||
      g_mkdir_with_parents (files->tmp, 0700) != 0) {
    blob_files_set_error (error, "the media directory cannot be made");
    blob_files_unref (files);
    return NULL;
  }
  return files;
}

/* A file, or a directory of files. */
static void
remove_whole (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name (dir));) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    g_unlink (child);
  }
  g_remove (path);
}

void
blob_files_clean (BlobFiles *files)
{
  g_autoptr (GDir) dir = g_dir_open (files->tmp, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name (dir));) {
    g_autofree char *path = g_build_filename (files->tmp, name, NULL);
    remove_whole (path);
  }
}

gboolean
blob_files_discard (BlobFiles *files, const char *path)
{
  IdText name;
  Id id = id_random ();
  g_autofree char *aside = g_build_filename (files->tmp, id_to_text (&id, name), NULL);
  if (g_rename (path, aside) != 0)
    return errno == ENOENT;
  remove_whole (aside);
  return TRUE;
}

static char *
shard_path (BlobFiles *files, const char *key)
{
  return g_strdup_printf ("%s/%.2s", files->objects, key);
}

char *
blob_files_path (BlobFiles *files, const char *key)
{
  return g_strdup_printf ("%s/%.2s/%s", files->objects, key, key);
}

BlobUpload *
blob_files_upload (BlobFiles *files, guint64 size, GError **error)
{
  g_autofree char *path = g_build_filename (files->tmp, "XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) {
    blob_files_set_error (error, "the media directory cannot be written");
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
    blob_files_set_error (error, "the media directory has no room");
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
      blob_files_set_error (error, "the upload cannot be written");
      return FALSE;
    }
    p += n;
  }
  upload->written += size;
  return TRUE;
}

gboolean
blob_files_sync (const char *path)
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
    return blob_files_sync (files->objects);
  return errno == EEXIST;
}

gboolean
blob_files_place (BlobFiles *files, const char *path, const char *key, GError **error)
{
  g_autofree char *shard = shard_path (files, key);
  g_autofree char *target = blob_files_path (files, key);
  if (make_shard (files, shard) && g_rename (path, target) == 0 && blob_files_sync (shard))
    return TRUE;
  blob_files_set_error (error, "the upload cannot be kept");
  return FALSE;
}

gboolean
blob_upload_is_whole (BlobUpload *upload, GError **error)
{
  if (upload->written != upload->size) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL, "the upload is shorter than it said");
    return FALSE;
  }
  if (fsync (upload->fd) == 0)
    return TRUE;
  blob_files_set_error (error, "the upload cannot be kept");
  return FALSE;
}

gboolean
blob_upload_commit (BlobUpload *upload, const char *key, GError **error)
{
  if (!blob_upload_is_whole (upload, error) ||
      !blob_files_place (upload->files, upload->path, key, error))
    return FALSE;
  g_clear_pointer (&upload->path, g_free);
  return TRUE;
}

gboolean
blob_files_remove (BlobFiles *files, const char *key, GError **error)
{
  g_autofree char *path = blob_files_path (files, key);
  if (blob_files_discard (files, path))
    return TRUE;
  blob_files_set_error (error, "the object cannot be deleted");
  return FALSE;
}
