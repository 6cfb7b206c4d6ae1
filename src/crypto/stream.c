/* stream: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stream.h"

#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT (STREAM_HEADER_BYTES == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
G_STATIC_ASSERT (STREAM_FRAME_OVERHEAD == crypto_secretstream_xchacha20poly1305_ABYTES);

#define SEALED_FRAME (STREAM_FRAME + STREAM_FRAME_OVERHEAD)

/* The frame being filled. A full one waits until it is known whether it is the last. */
struct StreamSeal {
  crypto_secretstream_xchacha20poly1305_state state;
  GByteArray *ad;
  guint8 frame[STREAM_FRAME];
  gsize filled;
  gboolean ended;
};

struct StreamOpen {
  crypto_secretstream_xchacha20poly1305_state state;
  GByteArray *ad;
  guint8 frame[SEALED_FRAME];
  gsize filled;
  gboolean last_seen;
  gboolean failed;
};

guint64
stream_sealed_size (guint64 size)
{
  guint64 frames = MAX (1, size / STREAM_FRAME + (size % STREAM_FRAME != 0));

  return size + frames * STREAM_FRAME_OVERHEAD;
}

/* -- Sealing. -- */

StreamSeal *
stream_seal_new (const guint8 key[PRIM_KEY_BYTES], guint8 header[STREAM_HEADER_BYTES])
{
  StreamSeal *seal = g_new0 (StreamSeal, 1);

  crypto_secretstream_xchacha20poly1305_init_push (&seal->state, header, key);
  seal->ad = g_byte_array_new ();
  return seal;
}

void
stream_seal_bind (StreamSeal *seal, gconstpointer ad, gsize ad_len)
{
  g_return_if_fail (ad_len <= STREAM_FRAME && seal->filled == 0);
  g_byte_array_append (seal->ad, ad, (guint) ad_len);
}

static void
seal_frame (StreamSeal *seal, guint8 tag, GByteArray *out)
{
  guint at = out->len;

  g_byte_array_set_size (out, (guint) (at + seal->filled + STREAM_FRAME_OVERHEAD));
  crypto_secretstream_xchacha20poly1305_push (&seal->state, out->data + at, NULL, seal->frame,
                                              seal->filled, seal->ad->data, seal->ad->len, tag);
  g_byte_array_set_size (seal->ad, 0);
  seal->filled = 0;
}

void
stream_seal_push (StreamSeal *seal, gconstpointer data, gsize len, GByteArray *out)
{
  const guint8 *at = data;

  g_return_if_fail (!seal->ended);
  while (len > 0) {
    gsize n;

    if (seal->filled == STREAM_FRAME)
      seal_frame (seal, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, out);
    n = MIN (len, STREAM_FRAME - seal->filled);
    memcpy (seal->frame + seal->filled, at, n);
    seal->filled += n;
    at += n;
    len -= n;
  }
}

void
stream_seal_end (StreamSeal *seal, GByteArray *out)
{
  g_return_if_fail (!seal->ended);
  seal_frame (seal, crypto_secretstream_xchacha20poly1305_TAG_FINAL, out);
  seal->ended = TRUE;
}

void
stream_seal_free (StreamSeal *seal)
{
  if (seal == NULL)
    return;
  g_byte_array_unref (seal->ad);
  prim_wipe (seal, sizeof *seal);
  g_free (seal);
}

/* -- Opening. -- */

StreamOpen *
stream_open_new (const guint8 key[PRIM_KEY_BYTES],
                 const guint8 header[STREAM_HEADER_BYTES],
                 gconstpointer ad,
                 gsize ad_len)
{
  g_autoptr (StreamOpen) open = g_new0 (StreamOpen, 1);

  open->ad = g_byte_array_new ();
  g_byte_array_append (open->ad, ad, (guint) ad_len);
  if (crypto_secretstream_xchacha20poly1305_init_pull (&open->state, header, key) != 0)
    return NULL;
  return g_steal_pointer (&open);
}

static gboolean
open_frame (StreamOpen *open, GByteArray *out)
{
  guint at = out->len;
  guint8 *plain;
  guint8 tag = 0;

  if (open->filled < STREAM_FRAME_OVERHEAD)
    return FALSE;
  g_byte_array_set_size (out, (guint) (at + open->filled - STREAM_FRAME_OVERHEAD));
  /* With nothing in it an array has no data to point into. */
  plain = out->len > at ? out->data + at : NULL;
  if (crypto_secretstream_xchacha20poly1305_pull (&open->state, plain, NULL, &tag, open->frame,
                                                  open->filled, open->ad->data,
                                                  open->ad->len) != 0 ||
      (tag != crypto_secretstream_xchacha20poly1305_TAG_MESSAGE &&
       tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL)) {
    g_byte_array_set_size (out, at);
    return FALSE;
  }
  g_byte_array_set_size (open->ad, 0);
  open->filled = 0;
  open->last_seen = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  return TRUE;
}

gboolean
stream_open_push (StreamOpen *open, gconstpointer data, gsize len, GByteArray *out)
{
  const guint8 *at = data;

  while (len > 0 && !open->failed) {
    gsize n = MIN (len, SEALED_FRAME - open->filled);

    memcpy (open->frame + open->filled, at, n);
    open->filled += n;
    at += n;
    len -= n;
    if (open->last_seen || (open->filled == SEALED_FRAME && !open_frame (open, out)))
      open->failed = TRUE;
  }
  return !open->failed;
}

gboolean
stream_open_end (StreamOpen *open, GByteArray *out)
{
  if (!open->failed && open->filled > 0 && !open_frame (open, out))
    open->failed = TRUE;
  return !open->failed && open->last_seen;
}

G_STATIC_ASSERT (STREAM_MARK_BYTES == sizeof (crypto_secretstream_xchacha20poly1305_state));

void
stream_open_mark (const StreamOpen *open, guint8 mark[STREAM_MARK_BYTES])
{
  g_return_if_fail (open->filled == 0 && open->ad->len == 0);
  memcpy (mark, &open->state, STREAM_MARK_BYTES);
}

void
stream_open_return (StreamOpen *open, const guint8 mark[STREAM_MARK_BYTES])
{
  memcpy (&open->state, mark, STREAM_MARK_BYTES);
  g_byte_array_set_size (open->ad, 0);
  open->filled = 0;
  open->failed = open->last_seen = FALSE;
}

void
stream_open_free (StreamOpen *open)
{
  if (open == NULL)
    return;
  g_byte_array_unref (open->ad);
  prim_wipe (open, sizeof *open);
  g_free (open);
}
