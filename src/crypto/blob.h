/* blob: a file as it lies on the server: encrypted under a key of its own, padded in size, in
 * frames of 64 KiB, in constant memory. The caller moves the bytes.
 *
 * "WHBL" | version 1 | frame 65536 | stream header 24 | frames. The key, the size of the file and
 * the SHA-256 of all this travel inside the message. One object, one thread at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "primitives.h"

#define BLOB_HEADER_BYTES 33
#define BLOB_HASH_BYTES 32
#define BLOB_FRAME_BYTES 65536 /* of the file, in each frame but the last */

/* The size that a file of this size is padded to (Padmé, arXiv 1806.03160): at most 12 % more. */
guint64 blob_padded_size (guint64 size);
/* The size on the server. */
guint64 blob_sealed_size (guint64 size);

typedef struct BlobSeal BlobSeal;

/* size is the file's. Fills key with a new one and appends the header to out. NULL and
 * WHIN_ERROR_TOO_BIG when the result would be past LIMIT_MEDIA_MAX. */
BlobSeal *blob_seal_new (guint64 size, guint8 key[PRIM_KEY_BYTES], GByteArray *out, GError **error);
/* Appends what is ready to out. FALSE when the file is longer than was said. */
gboolean
blob_seal_push (BlobSeal *seal, gconstpointer data, gsize len, GByteArray *out, GError **error);
/* After the last byte: appends up to one frame of padding at a time. TRUE when there was anything
 * to append: write it out and call again. */
gboolean blob_seal_pad (BlobSeal *seal, GByteArray *out);
/* After the padding: appends the last frame. FALSE when the file was shorter than was said. */
gboolean
blob_seal_end (BlobSeal *seal, GByteArray *out, guint8 hash[BLOB_HASH_BYTES], GError **error);
void blob_seal_free (BlobSeal *seal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BlobSeal, blob_seal_free)

typedef struct BlobOpen BlobOpen;

/* size and hash are what the message says. */
BlobOpen *blob_open_new (const guint8 key[PRIM_KEY_BYTES],
                         guint64 size,
                         const guint8 hash[BLOB_HASH_BYTES],
                         GError **error);
/* Appends what could be opened to out. It is not to be shown before blob_open_end has agreed. */
gboolean
blob_open_push (BlobOpen *open, gconstpointer data, gsize len, GByteArray *out, GError **error);
/* Whether the whole file came, as it was sealed. */
gboolean blob_open_end (BlobOpen *open, GByteArray *out, GError **error);
void blob_open_free (BlobOpen *open);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BlobOpen, blob_open_free)
