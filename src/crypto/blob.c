/* blob: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-private.h"

#include "error.h"
#include "limits.h"
#include "pack.h"
#include "stream.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define MAGIC "WHBL"
#define MAGIC_BYTES 4
#define FORMAT 1
#define FIXED_BYTES (MAGIC_BYTES + 1 + 4)

G_STATIC_ASSERT (BLOB_HEADER_BYTES == FIXED_BYTES + STREAM_HEADER_BYTES);
G_STATIC_ASSERT (BLOB_HASH_BYTES == crypto_hash_sha256_BYTES);
G_STATIC_ASSERT (BLOB_FRAME_BYTES == STREAM_FRAME);

struct BlobSeal {
  StreamSeal *stream;
  crypto_hash_sha256_state hash;
  guint64 left;    /* of the file */
  guint64 padding; /* still to be added */
};

struct BlobOpen {
  StreamOpen *stream;
  crypto_hash_sha256_state hash;
  guint8 expected_hash[BLOB_HASH_BYTES];
  guint8 key[PRIM_KEY_BYTES];
  guint8 header[BLOB_HEADER_BYTES];
  gsize header_filled;
  guint64 left;        /* of the file */
  guint64 padding;     /* still to come */
  guint64 sealed_left; /* of what lies on the server */
};

guint64
blob_padded_size (guint64 size)
{
  guint exponent = size > 0 ? g_bit_storage (size) - 1 : 0;
  guint significant = exponent > 0 ? g_bit_storage (exponent) : 0;
  guint64 mask =
      exponent > significant ? (G_GUINT64_CONSTANT (1) << (exponent - significant)) - 1 : 0;

  return (size + mask) & ~mask;
}

guint64
blob_sealed_size (guint64 size)
{
  return BLOB_HEADER_BYTES + stream_sealed_size (blob_padded_size (size));
}

static gboolean
refuse (GError **error, WhinError code, const char *message)
{
  g_set_error_literal (error, WHIN_ERROR, code, message);
  return FALSE;
}

/* The first test keeps the arithmetic of the second within 64 bits. */
static gboolean
size_is_allowed (guint64 size, GError **error)
{
  if (size <= LIMIT_MEDIA_MAX && blob_sealed_size (size) <= LIMIT_MEDIA_MAX)
    return TRUE;
  return refuse (error, WHIN_ERROR_TOO_BIG, _ ("The file is too big to be sent."));
}

/* -- Sealing. -- */

static void
pack_header (const guint8 stream_header[STREAM_HEADER_BYTES], GByteArray *out)
{
  pack_bytes (out, MAGIC, MAGIC_BYTES);
  pack_u8 (out, FORMAT);
  pack_u32 (out, STREAM_FRAME);
  pack_bytes (out, stream_header, STREAM_HEADER_BYTES);
}

BlobSeal *
blob_seal_new (guint64 size, guint8 key[PRIM_KEY_BYTES], GByteArray *out, GError **error)
{
  guint8 stream_header[STREAM_HEADER_BYTES];
  BlobSeal *seal;
  guint at = out->len;

  if (!size_is_allowed (size, error))
    return NULL;
  seal = g_new0 (BlobSeal, 1);
  seal->left = size;
  seal->padding = blob_padded_size (size) - size;
  prim_random (key, PRIM_KEY_BYTES);
  seal->stream = stream_seal_new (key, stream_header);
  pack_header (stream_header, out);
  stream_seal_bind (seal->stream, out->data + at, BLOB_HEADER_BYTES);
  crypto_hash_sha256_init (&seal->hash);
  crypto_hash_sha256_update (&seal->hash, out->data + at, BLOB_HEADER_BYTES);
  return seal;
}

static void
seal_bytes (BlobSeal *seal, gconstpointer data, gsize len, GByteArray *out)
{
  guint at = out->len;

  stream_seal_push (seal->stream, data, len, out);
  if (out->len > at)
    crypto_hash_sha256_update (&seal->hash, out->data + at, out->len - at);
}

gboolean
blob_seal_push (BlobSeal *seal, gconstpointer data, gsize len, GByteArray *out, GError **error)
{
  if (len > seal->left)
    return refuse (error, WHIN_ERROR_CONFLICT, _ ("The file changed while it was being sent."));
  seal->left -= len;
  seal_bytes (seal, data, len, out);
  return TRUE;
}

gboolean
blob_seal_pad (BlobSeal *seal, GByteArray *out)
{
  static const guint8 zeros[STREAM_FRAME] = { 0 };
  gsize n = MIN (seal->padding, sizeof zeros);

  if (n == 0 || seal->left > 0)
    return FALSE;
  seal->padding -= n;
  seal_bytes (seal, zeros, n, out);
  return TRUE;
}

gboolean
blob_seal_end (BlobSeal *seal, GByteArray *out, guint8 hash[BLOB_HASH_BYTES], GError **error)
{
  guint at = out->len;

  if (seal->left > 0)
    return refuse (error, WHIN_ERROR_CONFLICT, _ ("The file changed while it was being sent."));
  g_return_val_if_fail (seal->padding == 0, FALSE);
  stream_seal_end (seal->stream, out);
  crypto_hash_sha256_update (&seal->hash, out->data + at, out->len - at);
  crypto_hash_sha256_final (&seal->hash, hash);
  return TRUE;
}

void
blob_seal_free (BlobSeal *seal)
{
  if (seal == NULL)
    return;
  stream_seal_free (seal->stream);
  g_free (seal);
}

/* -- Opening. -- */

BlobOpen *
blob_open_new (const guint8 key[PRIM_KEY_BYTES],
               guint64 size,
               const guint8 hash[BLOB_HASH_BYTES],
               GError **error)
{
  BlobOpen *open;

  if (!size_is_allowed (size, error))
    return NULL;
  open = g_new0 (BlobOpen, 1);
  memcpy (open->key, key, sizeof open->key);
  memcpy (open->expected_hash, hash, sizeof open->expected_hash);
  open->left = size;
  open->padding = blob_padded_size (size) - size;
  open->sealed_left = blob_sealed_size (size);
  crypto_hash_sha256_init (&open->hash);
  return open;
}

gboolean
blob_damaged (GError **error)
{
  return refuse (error, WHIN_ERROR_CORRUPT,
                 _ ("The file is damaged or is not the one that was sent."));
}

StreamOpen *
blob_open_stream (const guint8 key[PRIM_KEY_BYTES],
                  const guint8 header[BLOB_HEADER_BYTES],
                  GError **error)
{
  Unpack in = unpack_begin (header, FIXED_BYTES);
  char magic[MAGIC_BYTES];
  guint8 format;
  StreamOpen *stream;

  unpack_bytes (&in, magic, sizeof magic);
  format = unpack_u8 (&in);
  if (memcmp (magic, MAGIC, MAGIC_BYTES) == 0 && format > FORMAT) {
    refuse (error, WHIN_ERROR_TOO_OLD, _ ("The file needs a newer version of Whinchat."));
    return NULL;
  }
  if (memcmp (magic, MAGIC, MAGIC_BYTES) != 0 || format != FORMAT ||
      unpack_u32 (&in) != STREAM_FRAME || !unpack_end (&in)) {
    blob_damaged (error);
    return NULL;
  }
  stream = stream_open_new (key, header + FIXED_BYTES, header, BLOB_HEADER_BYTES);
  if (stream == NULL)
    blob_damaged (error);
  return stream;
}

static gboolean
read_header (BlobOpen *open, GError **error)
{
  open->stream = blob_open_stream (open->key, open->header, error);
  return open->stream != NULL;
}

/* Takes the part of the header that is in data. */
static gboolean
take_header (BlobOpen *open, const guint8 **data, gsize *len, GError **error)
{
  gsize n = MIN (*len, sizeof open->header - open->header_filled);

  if (n == 0)
    return TRUE;
  memcpy (open->header + open->header_filled, *data, n);
  open->header_filled += n;
  *data += n;
  *len -= n;
  return open->header_filled < sizeof open->header || read_header (open, error);
}

/* Keeps the file's bytes of what was opened, and drops the padding, which must be zeros. */
static gboolean
strip (BlobOpen *open, guint at, GByteArray *out)
{
  gsize opened = out->len - at;
  gsize kept = MIN (opened, open->left);
  gsize padding = opened - kept;

  open->left -= kept;
  if (padding > open->padding || (padding > 0 && !sodium_is_zero (out->data + at + kept, padding)))
    return FALSE;
  open->padding -= padding;
  g_byte_array_set_size (out, (guint) (at + kept));
  return TRUE;
}

gboolean
blob_open_push (BlobOpen *open, gconstpointer data, gsize len, GByteArray *out, GError **error)
{
  const guint8 *at = data;
  guint before = out->len;

  if (len > open->sealed_left)
    return blob_damaged (error);
  open->sealed_left -= len;
  if (len > 0)
    crypto_hash_sha256_update (&open->hash, at, len);
  if (!take_header (open, &at, &len, error))
    return FALSE;
  if (len > 0 && (!stream_open_push (open->stream, at, len, out) || !strip (open, before, out))) {
    g_byte_array_set_size (out, before);
    return blob_damaged (error);
  }
  return TRUE;
}

gboolean
blob_open_end (BlobOpen *open, GByteArray *out, GError **error)
{
  guint8 hash[BLOB_HASH_BYTES];
  guint before = out->len;

  if (open->sealed_left > 0)
    return refuse (error, WHIN_ERROR_CORRUPT, _ ("The end of the file is missing."));
  crypto_hash_sha256_final (&open->hash, hash);
  if (!stream_open_end (open->stream, out) || !strip (open, before, out) ||
      !prim_equal (hash, open->expected_hash, sizeof hash)) {
    g_byte_array_set_size (out, before);
    return blob_damaged (error);
  }
  return TRUE;
}

void
blob_open_free (BlobOpen *open)
{
  if (open == NULL)
    return;
  stream_open_free (open->stream);
  prim_wipe (open, sizeof *open);
  g_free (open);
}
