/* media-key: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-key.h"

#include "ids.h"

#include <sodium.h>
#include <string.h>

MediaKey *
media_key_copy (const MediaKey *key)
{
  return key != NULL ? g_memdup2 (key, sizeof *key) : NULL;
}

void
media_key_free (MediaKey *key)
{
  if (key == NULL)
    return;
  sodium_memzero (key, sizeof *key);
  g_free (key);
}

static gboolean
read_bytes (const char *text, guint8 out[32])
{
  size_t len = 0;

  return text != NULL &&
         sodium_base642bin (out, 32, text, strlen (text), NULL, &len, NULL,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
         len == 32;
}
G_STATIC_ASSERT (MEDIA_KEY_BYTES == 32 && MEDIA_HASH_BYTES == 32);

MediaKey *
media_key_from_text (const char *key, const char *sha256, gint64 size)
{
  g_autoptr (MediaKey) made = g_new0 (MediaKey, 1);

  made->size = size;
  if (!read_bytes (key, made->key) || !read_bytes (sha256, made->sha256))
    return NULL;
  return g_steal_pointer (&made);
}

char *
media_key_to_text (const MediaKey *key)
{
  return base64url_encode (key->key, sizeof key->key);
}

char *
media_key_sha256_to_text (const MediaKey *key)
{
  return base64url_encode (key->sha256, sizeof key->sha256);
}
