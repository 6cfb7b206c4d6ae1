/* store-key: reads or makes the database key.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-key.h"

#include "error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

static gboolean
make_key (const char *path, guint8 key[STORE_KEY_BYTES], GError **error)
{
  char text[STORE_KEY_BYTES * 2 + 1];
  g_autoptr (GError) local = NULL;
  gboolean ok;

  randombytes_buf (key, STORE_KEY_BYTES);
  sodium_bin2hex (text, sizeof text, key, STORE_KEY_BYTES);
  ok = g_file_set_contents_full (path, text, STORE_KEY_BYTES * 2,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &local);
  sodium_memzero (text, sizeof text);
  if (!ok)
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK,
                 _ ("The key of the messages cannot be stored: %s"), local->message);
  return ok;
}

gboolean
store_key_load (const char *path, gboolean make, guint8 key[STORE_KEY_BYTES], GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  gsize len, used = 0;
  gboolean ok;

  if (!g_file_get_contents (path, &text, &len, &local)) {
    if (!g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
      g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK,
                   _ ("The key of the messages cannot be read: %s"), local->message);
      return FALSE;
    }
    if (make)
      return make_key (path, key, error);
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                         _ ("The key of the messages is missing, so they cannot be read."));
    return FALSE;
  }
  ok = len == STORE_KEY_BYTES * 2 &&
       sodium_hex2bin (key, STORE_KEY_BYTES, text, len, NULL, &used, NULL) == 0 &&
       used == STORE_KEY_BYTES;
  sodium_memzero (text, len);
  if (!ok)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                         _ ("The key of the messages is damaged, so they cannot be read."));
  return ok;
}
