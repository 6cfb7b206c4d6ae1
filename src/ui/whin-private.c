/* private: one folder a process below the user's runtime folder, locked while the process lives.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-private.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/file.h>

static GMutex mutex;
static char *own; /* the folder of this process, or NULL */
static int own_lock = -1;

/* In a sandbox, the part of the runtime folder that other apps can be shown files of. */
static char *
base_folder (void)
{
  const char *sandbox = g_getenv ("FLATPAK_ID");

  return sandbox ? g_build_filename (g_get_user_runtime_dir (), "app", sandbox, "whinchat", NULL)
                 : g_build_filename (g_get_user_runtime_dir (), "whinchat", NULL);
}

/* The lock on a folder, or -1: it is held. */
static int
lock_folder (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW, 0);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0) {
    g_close (fd, NULL);
    fd = -1;
  }
  return fd;
}

static gboolean
make_own (void)
{
  g_autofree char *base = base_folder ();
  g_autofree char *path = g_build_filename (base, "run-XXXXXX", NULL);

  if (g_mkdir_with_parents (base, 0700) != 0 || !g_mkdtemp (path))
    return FALSE;
  own_lock = lock_folder (path);
  own = g_steal_pointer (&path);
  return TRUE;
}

char *
whin_private_folder (const char *name, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autofree char *path = NULL;

  if (own || make_own ()) {
    path = g_build_filename (own, name, NULL);
    if (g_mkdir_with_parents (path, 0700) == 0)
      return g_steal_pointer (&path);
  }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       _ ("There is no place for files that are open."));
  return NULL;
}

/* Follows no links: only what cannot be removed at once is looked into. */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_remove (path) == 0 || !(dir = g_dir_open (path, 0, NULL)))
    return;
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

void
whin_private_sweep (void)
{
  g_autofree char *base = base_folder ();
  g_autoptr (GDir) dir = g_dir_open (base, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (base, name, NULL);
    int lock = lock_folder (path);

    if (lock < 0)
      continue;
    remove_tree (path);
    g_close (lock, NULL);
  }
}

void
whin_private_remove (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (!own)
    return;
  remove_tree (own);
  g_clear_pointer (&own, g_free);
  if (own_lock >= 0)
    g_close (own_lock, NULL);
  own_lock = -1;
}
