/* blob-reader: see the header. What a frame is opened with comes from those before it, so the state
 * between two frames is kept: 52 bytes for each 64 KiB. SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "blob-reader.h"

#include "blob-private.h"

#include <string.h>

typedef guint8 Mark[STREAM_MARK_BYTES];

struct BlobReader {
  guint8 key[PRIM_KEY_BYTES];
  guint8 header[BLOB_HEADER_BYTES];
  guint64 size;
  guint64 sealed; /* without the header */
  GArray *marks;  /* of Mark: before frame 1, 2 and so on */
};

static void
wipe_mark (gpointer mark)
{
  prim_wipe (mark, sizeof (Mark));
}

BlobReader *
blob_reader_new (const guint8 key[PRIM_KEY_BYTES],
                 guint64 size,
                 const guint8 header[BLOB_HEADER_BYTES],
                 GError **error)
{
  g_autoptr (StreamOpen) stream = blob_open_stream (key, header, error);
  BlobReader *reader;

  if (stream == NULL)
    return NULL;
  reader = g_new0 (BlobReader, 1);
  memcpy (reader->key, key, sizeof reader->key);
  memcpy (reader->header, header, sizeof reader->header);
  reader->size = size;
  reader->sealed = blob_sealed_size (size) - BLOB_HEADER_BYTES;
  reader->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_set_clear_func (reader->marks, wipe_mark);
  return reader;
}

guint64
blob_reader_frame_of (guint64 position)
{
  return position / STREAM_FRAME;
}

void
blob_reader_place (const BlobReader *reader, guint64 frame, guint64 *offset, gsize *length)
{
  guint64 start = frame * (STREAM_FRAME + STREAM_FRAME_OVERHEAD);

  *offset = BLOB_HEADER_BYTES + start;
  *length = start < reader->sealed
                ? (gsize) MIN (reader->sealed - start, STREAM_FRAME + STREAM_FRAME_OVERHEAD)
                : 0;
}

guint64
blob_reader_reach (const BlobReader *reader)
{
  return reader->marks->len;
}

static gboolean
open_frame (StreamOpen *stream, gconstpointer sealed, gsize length, gboolean last, GByteArray *out)
{
  return stream_open_push (stream, sealed, length, out) && (!last || stream_open_end (stream, out));
}

/* The padding is behind the file. */
static void
cut (const BlobReader *reader, guint64 frame, guint before, GByteArray *out)
{
  guint64 start = frame * STREAM_FRAME;
  guint64 most = start < reader->size ? reader->size - start : 0;

  if (out->len - before > most)
    g_byte_array_set_size (out, before + (guint) most);
}

gboolean
blob_reader_open (BlobReader *reader,
                  guint64 frame,
                  gconstpointer sealed,
                  gsize length,
                  GByteArray *out,
                  GError **error)
{
  g_autoptr (StreamOpen) stream = NULL;
  guint before = out->len;
  guint64 offset;
  gsize wanted;
  gboolean last;

  blob_reader_place (reader, frame, &offset, &wanted);
  g_return_val_if_fail (frame <= reader->marks->len, FALSE);
  if (wanted == 0 || length != wanted ||
      (stream = blob_open_stream (reader->key, reader->header, error)) == NULL)
    return blob_damaged (error);
  if (frame > 0)
    stream_open_return (stream, g_array_index (reader->marks, Mark, frame - 1));
  last = offset + wanted == reader->sealed + BLOB_HEADER_BYTES;
  if (!open_frame (stream, sealed, length, last, out)) {
    g_byte_array_set_size (out, before);
    return blob_damaged (error);
  }
  if (frame == reader->marks->len && !last) {
    g_array_set_size (reader->marks, reader->marks->len + 1);
    stream_open_mark (stream, g_array_index (reader->marks, Mark, frame));
  }
  cut (reader, frame, before, out);
  return TRUE;
}

void
blob_reader_free (BlobReader *reader)
{
  if (reader == NULL)
    return;
  g_array_unref (reader->marks);
  prim_wipe (reader, sizeof *reader);
  g_free (reader);
}
