/* blob-reader: any part of a file that lies sealed (blob.h), frame by frame: forward for the first
 * time, then wherever one has been. For what is played before all of it is here.
 *
 * Each frame is proved by itself to be of whoever had the key, and in its place; that the file as a
 * whole is the one the message means is only known when all of it has been opened with blob_open.
 * One object, one thread at a time. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob.h"

typedef struct BlobReader BlobReader;

/* size is the file's, as the message says. */
BlobReader *blob_reader_new (const guint8 key[PRIM_KEY_BYTES],
                             guint64 size,
                             const guint8 header[BLOB_HEADER_BYTES],
                             GError **error);
/* The frame with that byte of the file; what is past the end is in none that is asked for. */
guint64 blob_reader_frame_of (guint64 position);
/* Where the frame lies in the sealed file. */
void blob_reader_place (const BlobReader *reader, guint64 frame, guint64 *offset, gsize *length);
/* Up to which frame one has been: this one can be opened next, and all before it again. */
guint64 blob_reader_reach (const BlobReader *reader);
/* Appends what of the file is in the frame to out. */
gboolean blob_reader_open (BlobReader *reader,
                           guint64 frame,
                           gconstpointer sealed,
                           gsize length,
                           GByteArray *out,
                           GError **error);
void blob_reader_free (BlobReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BlobReader, blob_reader_free)
