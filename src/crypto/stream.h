/* stream: a long run of bytes sealed in frames of 64 KiB (libsodium's secretstream), in constant
 * memory. What blob and backup share.
 *
 * The first frame is bound to the header that the caller puts before the stream; the last one is
 * marked, so a stream that was cut is known. One object, one thread at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "primitives.h"

#define STREAM_FRAME 65536
#define STREAM_FRAME_OVERHEAD 17
#define STREAM_HEADER_BYTES 24

/* What size bytes become, the stream's header not counted; size is below 2^63. */
guint64 stream_sealed_size (guint64 size);

typedef struct StreamSeal StreamSeal;

/* Fills the stream's header, which goes before the first frame. */
StreamSeal *stream_seal_new (const guint8 key[PRIM_KEY_BYTES], guint8 header[STREAM_HEADER_BYTES]);
/* Binds the first frame to ad, at most STREAM_FRAME bytes; before the first push. */
void stream_seal_bind (StreamSeal *seal, gconstpointer ad, gsize ad_len);
/* Appends the frames that are full to out. */
void stream_seal_push (StreamSeal *seal, gconstpointer data, gsize len, GByteArray *out);
/* Appends the last frame; nothing can be pushed any more. */
void stream_seal_end (StreamSeal *seal, GByteArray *out);
void stream_seal_free (StreamSeal *seal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StreamSeal, stream_seal_free)

typedef struct StreamOpen StreamOpen;

/* NULL when the header is not one. */
StreamOpen *stream_open_new (const guint8 key[PRIM_KEY_BYTES],
                             const guint8 header[STREAM_HEADER_BYTES],
                             gconstpointer ad,
                             gsize ad_len) G_GNUC_WARN_UNUSED_RESULT;
/* Appends what could be opened to out. FALSE, for good, when something is not what was sealed. */
gboolean stream_open_push (StreamOpen *open, gconstpointer data, gsize len, GByteArray *out)
    G_GNUC_WARN_UNUSED_RESULT;
/* TRUE only when the frame that was marked as the last has come, and nothing after it. */
gboolean stream_open_end (StreamOpen *open, GByteArray *out) G_GNUC_WARN_UNUSED_RESULT;
/* A place between two frames, to come back to with what follows it. Secret. */
#define STREAM_MARK_BYTES 52
void stream_open_mark (const StreamOpen *open, guint8 mark[STREAM_MARK_BYTES]);
void stream_open_return (StreamOpen *open, const guint8 mark[STREAM_MARK_BYTES]);
void stream_open_free (StreamOpen *open);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StreamOpen, stream_open_free)
