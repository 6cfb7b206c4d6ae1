/* data: the folder of a core that is not running.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"
#include "core.h"

#include "keyring-auto.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* Files only: nothing of ours is deeper. */
static gboolean
empty_folder (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean emptied = TRUE;

  if (dir == NULL)
    return TRUE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    emptied = g_unlink (path) == 0 && emptied;
  }
  g_dir_close (dir);
  return emptied;
}

/* By name, never all that is there: the folder may be one that a person chose. */
gboolean
core_erase_data (const char *data_dir, GCancellable *cancellable, GError **error)
{
  g_autofree char *media = g_build_filename (data_dir, "media", NULL);

  /* The key first: what is left of the rest is noise. */
  if (!keyring_auto_destroy (data_dir, cancellable, error))
    return FALSE;
  if (store_erase (data_dir) && empty_folder (media))
    return TRUE;
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("Not everything in %s can be deleted."),
               data_dir);
  return FALSE;
}
