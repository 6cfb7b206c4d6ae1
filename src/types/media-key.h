/* media-key: how a sealed file (crypto/blob.h) is opened: its key, its size when it is open, and
 * the SHA-256 of the sealed bytes. Travels inside the message.
 *
 * Owned by one thread at a time; wiped when it is freed. SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#define MEDIA_KEY_BYTES 32
#define MEDIA_HASH_BYTES 32

typedef struct {
  guint8 key[MEDIA_KEY_BYTES];
  guint8 sha256[MEDIA_HASH_BYTES]; /* of what lies on the server, padding and all */
  gint64 size;                     /* of the file, bytes */
} MediaKey;

/* All may be NULL. */
MediaKey *media_key_copy (const MediaKey *key);
void media_key_free (MediaKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MediaKey, media_key_free)

/* From what stands in a content, base64url. NULL when either is not 32 bytes (or NULL). */
MediaKey *media_key_from_text (const char *key, const char *sha256, gint64 size);
/* And into it. Caller frees; the first is a secret. */
char *media_key_to_text (const MediaKey *key);
char *media_key_sha256_to_text (const MediaKey *key);
