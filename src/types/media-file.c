/* media-file: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-file.h"

#include <string.h>

MediaFile *
media_file_new (const char *path, const MediaKey *key)
{
  MediaFile *file;

  if (path == NULL)
    return NULL;
  file = g_atomic_rc_box_new0 (MediaFile);
  file->path = g_strdup (path);
  file->key = media_key_copy (key);
  return file;
}

MediaFile *
media_file_ref (const MediaFile *file)
{
  return file != NULL ? g_atomic_rc_box_acquire ((MediaFile *) file) : NULL;
}

static void
clear (gpointer data)
{
  MediaFile *file = data;

  g_free (file->path);
  media_key_free (file->key);
}

void
media_file_unref (MediaFile *file)
{
  if (file != NULL)
    g_atomic_rc_box_release_full (file, clear);
}

gboolean
media_file_equal (const MediaFile *a, const MediaFile *b)
{
  if (a == NULL || b == NULL || a == b)
    return a == b;
  return strcmp (a->path, b->path) == 0 && (a->key != NULL) == (b->key != NULL) &&
         (a->key == NULL || memcmp (a->key->sha256, b->key->sha256, MEDIA_HASH_BYTES) == 0);
}
