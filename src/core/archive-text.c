/* archive-text: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-text.h"

#include "ids.h"

char *
archive_bytes_to_text (GBytes *bytes)
{
  gsize len;
  gconstpointer data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &len);
  return base64url_encode (data, len);
}

GBytes *
archive_bytes_from_text (const char *text)
{
  return text != NULL ? base64url_decode (text) : NULL;
}

char *
archive_text_or_null (const char *text)
{
  return text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
}

char *
archive_text_or_empty (const char *text)
{
  return g_strdup (text != NULL ? text : "");
}

void
archive_key_to_text (const MediaKey *key, char **text, char **sha256, gint64 *size)
{
  if (key == NULL)
    return;
  *text = media_key_to_text (key);
  *sha256 = media_key_sha256_to_text (key);
  *size = key->size;
}
