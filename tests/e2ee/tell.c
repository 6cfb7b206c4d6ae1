/* tell: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tell.h"

#include <string.h>

static gboolean
has (gconstpointer bytes, gsize len, const char *text)
{
  return memmem (bytes, len, text, strlen (text)) != NULL;
}

static char *
to_hex (const guint8 *data, gsize len)
{
  GString *hex = g_string_new (NULL);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return g_string_free (hex, FALSE);
}

/* Where in three bytes a secret begins is not known, so all places are tried, without the
 * characters that it shares with what is around it. */
static gboolean
has_base64 (gconstpointer bytes, gsize len, const guint8 *secret, gsize secret_len)
{
  for (gsize i = 0; i < 3; i++) {
    g_autofree char *text = g_base64_encode (secret + i, (secret_len - i) / 3 * 3);
    g_autofree char *for_url = g_strdelimit (g_strdelimit (g_strdup (text), "+", '-'), "/", '_');

    if (has (bytes, len, text) || has (bytes, len, for_url))
      return TRUE;
  }
  return FALSE;
}

gboolean
tell_bytes (gconstpointer bytes, gsize len, gconstpointer secret, gsize secret_len)
{
  g_autofree char *hex = to_hex (secret, secret_len);

  g_assert_cmpuint (secret_len, >=, 9);
  return memmem (bytes, len, secret, secret_len) != NULL || has (bytes, len, hex) ||
         has_base64 (bytes, len, secret, secret_len);
}

static gboolean
tell_file (const char *path, gconstpointer secret, gsize secret_len)
{
  g_autofree char *bytes = NULL;
  gsize len;

  return g_file_get_contents (path, &bytes, &len, NULL) &&
         tell_bytes (bytes, len, secret, secret_len);
}

char *
tell_folder (const char *folder, gconstpointer secret, gsize secret_len)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  char *found = NULL;

  g_assert_nonnull (dir);
  while (found == NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      found = tell_folder (path, secret, secret_len);
    else if (tell_file (path, secret, secret_len))
      found = g_steal_pointer (&path);
  }
  return found;
}
