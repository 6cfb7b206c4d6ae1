/* keystow: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "keystow.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
fail (int code, GError **error)
{
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK,
               _ ("The key of the messages cannot be stored: %s"), g_strerror (code));
  return FALSE;
}

/* A name is on the disk only when its folder is. */
static int
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  int code = fd < 0 || fsync (fd) != 0 ? errno : 0;

  if (fd >= 0)
    g_close (fd, NULL);
  /* Some file systems cannot do it, and need not. */
  return code == EINVAL || code == EROFS ? 0 : code;
}

static int
write_all (int fd, const guint8 *data, gsize len)
{
  while (len > 0) {
    ssize_t n = write (fd, data, len);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return n < 0 ? errno : EIO;
    data += n;
    len -= (gsize) n;
  }
  return fsync (fd) == 0 ? 0 : errno;
}

/* Two programs that begin together must not both believe that theirs is the key: a link fails where
 * a rename would replace. */
static int
give_name (const char *part, const char *path, KeystowMode mode)
{
  if (mode == KEYSTOW_REPLACE)
    return g_rename (part, path) == 0 ? 0 : errno;
  return link (part, path) == 0 ? 0 : errno;
}

gboolean
keystow_write (const char *path, GBytes *bytes, KeystowMode mode, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (part, O_RDWR | O_CLOEXEC, 0600), code;
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  if (fd < 0)
    return fail (errno, error);
  code = write_all (fd, data, len);
  if (close (fd) != 0 && code == 0)
    code = errno;
  if (code == 0)
    code = give_name (part, path, mode);
  /* A rename has taken the name away. */
  g_unlink (part);
  if (code == 0)
    code = sync_folder (path);
  if (code == EEXIST) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT,
                         _ ("Another program has just made the key of the messages."));
    return FALSE;
  }
  return code == 0 || fail (code, error);
}

gboolean
keystow_read (const char *path, gsize max, GBytes **bytes, GError **error)
{
  FILE *stream = g_fopen (path, "rbe");
  g_autofree guint8 *data = g_malloc (max + 1);
  gsize len;
  gboolean failed;

  *bytes = NULL;
  if (stream == NULL && errno == ENOENT)
    return TRUE;
  errno = stream != NULL ? 0 : errno;
  len = stream != NULL ? fread (data, 1, max + 1, stream) : 0;
  failed = stream == NULL || ferror (stream);
  if (failed)
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK,
                 _ ("The key of the messages cannot be read: %s"), g_strerror (errno));
  else
    *bytes = g_bytes_new (data, len);
  if (stream != NULL)
    fclose (stream);
  return !failed;
}

/* Overwriting is for what sits on disks that do it in place; elsewhere it does no harm. */
static void
overwrite (int fd)
{
  static const guint8 zeros[4096];
  off_t size = lseek (fd, 0, SEEK_END);

  if (lseek (fd, 0, SEEK_SET) == 0)
    write_all (fd, zeros, (gsize) CLAMP (size, 0, (off_t) sizeof zeros));
}

gboolean
keystow_erase (const char *path, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0), code;

  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd >= 0) {
    overwrite (fd);
    g_close (fd, NULL);
  }
  code = g_unlink (path) == 0 ? sync_folder (path) : errno;
  return code == 0 || fail (code, error);
}
