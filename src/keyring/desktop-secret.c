/* desktop-secret: chooses, and tells what went wrong in the words of error.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop-secret-private.h"

#include "error.h"

#include <glib/gi18n.h>

KeyWay
desktop_secret_way (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? KEY_WAY_PORTAL : KEY_WAY_SERVICE;
}

gboolean
desktop_secret_get (KeyWay way,
                    const Id *name,
                    guint8 secret[PRIM_KEY_BYTES],
                    GCancellable *cancellable,
                    GError **error)
{
  if (way == KEY_WAY_PORTAL)
    return portal_secret_get (name, secret, cancellable, error);
  return service_secret_get (name, secret, cancellable, error);
}

gboolean
desktop_secret_make (KeyWay way,
                     const Id *name,
                     guint8 secret[PRIM_KEY_BYTES],
                     GCancellable *cancellable,
                     GError **error)
{
  /* The portal has one for each program and makes it by itself. */
  if (way == KEY_WAY_PORTAL)
    return portal_secret_get (name, secret, cancellable, error);
  return service_secret_make (name, secret, cancellable, error);
}

void
desktop_secret_forget (KeyWay way, const Id *name, GCancellable *cancellable)
{
  if (way == KEY_WAY_SERVICE)
    service_secret_forget (name, cancellable);
}

gboolean
desktop_secret_fail (GError *cause, GError **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  g_error_free (cause);
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_NO_KEYRING,
                       _ ("This desktop has no keyring that answers."));
  return FALSE;
}

gboolean
desktop_secret_is_locked (GError **error)
{
  g_set_error_literal (
      error, WHIN_ERROR, WHIN_ERROR_LOCKED,
      _ ("The keyring of the desktop is locked. Unlock it to read your messages."));
  return FALSE;
}
