/* blob-files-parts: uploads in parts for the embedded store. A part is a file from the moment that
 * it is whole; the last step moves their directory to where the object is, in one rename.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "blob-files-private.h"
#include "error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

static void
set_missing (GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "there is no such upload");
}

static char *
upload_path (BlobFiles *files, const char *name)
{
  return g_build_filename (files->uploads, name, NULL);
}

/* What others need meanwhile is not set aside, so this is only the first look. */
static gboolean
has_room (BlobFiles *files, guint64 size)
{
  struct statvfs disk;
  if (statvfs (files->uploads, &disk) != 0 || (guint64) disk.f_bavail * disk.f_frsize >= size)
    return TRUE;
  errno = ENOSPC;
  return FALSE;
}

char *
blob_files_begin (BlobFiles *files, guint64 size, GError **error)
{
  IdText name;
  Id id = id_random ();
  g_autofree char *path = upload_path (files, id_to_text (&id, name));
  if (has_room (files, size) && g_mkdir (path, 0700) == 0 && blob_files_sync (files->uploads))
    return g_strdup (name);
  blob_files_set_error (error, "no upload can be begun");
  return NULL;
}

gboolean
blob_upload_commit_part (BlobUpload *upload, const char *name, guint n, GError **error)
{
  g_autofree char *directory = upload_path (upload->files, name);
  g_autofree char *path = g_strdup_printf ("%s/%u", directory, n);
  if (!blob_upload_is_whole (upload, error))
    return FALSE;
  if (g_rename (upload->path, path) != 0) {
    if (errno == ENOENT || errno == ENOTDIR)
      set_missing (error);
    else
      blob_files_set_error (error, "the part cannot be kept");
    return FALSE;
  }
  g_clear_pointer (&upload->path, g_free);
  /* It may have been joined or ended in this very moment. */
  if (!blob_files_sync (directory) && errno != ENOENT) {
    blob_files_set_error (error, "the part cannot be kept");
    return FALSE;
  }
  return TRUE;
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const BlobPart *one = *(BlobPart *const *) a, *other = *(BlobPart *const *) b;
  return (one->n > other->n) - (one->n < other->n);
}

GPtrArray *
blob_files_list (BlobFiles *files, const char *name, GError **error)
{
  g_autofree char *directory = upload_path (files, name);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  if (!dir) {
    set_missing (error);
    return NULL;
  }
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) blob_part_free);
  for (const char *entry; (entry = g_dir_read_name (dir));) {
    g_autofree char *path = g_build_filename (directory, entry, NULL);
    guint64 n;
    struct stat status;
    if (g_ascii_string_to_unsigned (entry, 10, 1, BLOB_PARTS_MAX, &n, NULL) &&
        lstat (path, &status) == 0)
      g_ptr_array_add (parts, blob_part_new ((guint) n, (guint64) status.st_size, entry));
  }
  g_ptr_array_sort (parts, compare_parts);
  return g_steal_pointer (&parts);
}

gboolean
blob_files_join (BlobFiles *files, const char *name, const char *key, GError **error)
{
  g_autofree char *path = upload_path (files, name);
  if (!g_file_test (path, G_FILE_TEST_IS_DIR)) {
    set_missing (error);
    return FALSE;
  }
  return blob_files_place (files, path, key, error) && blob_files_sync (files->uploads);
}

gboolean
blob_files_abort (BlobFiles *files, const char *name, GError **error)
{
  g_autofree char *path = upload_path (files, name);
  if (blob_files_discard (files, path))
    return TRUE;
  blob_files_set_error (error, "the upload cannot be ended");
  return FALSE;
}

guint
blob_files_sweep (BlobFiles *files, gint64 before)
{
  g_autoptr (GDir) dir = g_dir_open (files->uploads, 0, NULL);
  guint swept = 0;
  for (const char *name; dir && (name = g_dir_read_name (dir));) {
    g_autofree char *path = upload_path (files, name);
    struct stat status;
    if (lstat (path, &status) == 0 && status.st_mtime < before)
      swept += blob_files_discard (files, path) ? 1 : 0;
  }
  return swept;
}
