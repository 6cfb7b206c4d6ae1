/* tell: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tell.h"

#include <string.h>

static gboolean
has (gconstpointer bytes, gsize len, const char *text)
{
  return memmem (bytes, len, text, strlen (text)) != NULL;
}

static gboolean
has_hex (gconstpointer bytes, gsize len, const guint8 *secret, gsize secret_len)
{
  g_autoptr (GString) lower = g_string_new (NULL);
  g_autoptr (GString) upper = g_string_new (NULL);

  for (gsize i = 0; i < secret_len; i++) {
    g_string_append_printf (lower, "%02x", secret[i]);
    g_string_append_printf (upper, "%02X", secret[i]);
  }
  return has (bytes, len, lower->str) || has (bytes, len, upper->str);
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
  g_assert_cmpuint (secret_len, >=, 9);
  return memmem (bytes, len, secret, secret_len) != NULL ||
         has_hex (bytes, len, secret, secret_len) || has_base64 (bytes, len, secret, secret_len);
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

    if (tell_bytes (name, strlen (name), secret, secret_len))
      found = g_steal_pointer (&path);
    else if (g_file_test (path, G_FILE_TEST_IS_DIR))
      found = tell_folder (path, secret, secret_len);
    else if (tell_file (path, secret, secret_len))
      found = g_steal_pointer (&path);
  }
  return found;
}
