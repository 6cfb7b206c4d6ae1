/* test-blob: a file comes out as it went in, or not at all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob.h"
#include "damage.h"
#include "error.h"
#include "limits.h"
#include "stream.h"

#include <sodium.h>
#include <string.h>

typedef struct {
  guint8 key[PRIM_KEY_BYTES];
  guint8 hash[BLOB_HASH_BYTES];
  guint64 size;
  GByteArray *sealed;
} Blob;

static GByteArray *
some_bytes (gsize len)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_set_size (bytes, (guint) len);
  for (gsize i = 0; i < len; i++)
    bytes->data[i] = (guint8) (i * 31 + i / 251 + 1);
  return bytes;
}

/* Pushed in pieces of this size. */
static void
blob_init (Blob *blob, const GByteArray *file, gsize piece)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BlobSeal) seal = NULL;

  blob->size = file->len;
  blob->sealed = g_byte_array_new ();
  seal = blob_seal_new (file->len, blob->key, blob->sealed, &error);
  g_assert_no_error (error);
  for (gsize at = 0; at < file->len; at += piece)
    g_assert_true (
        blob_seal_push (seal, file->data + at, MIN (piece, file->len - at), blob->sealed, &error));
  while (blob_seal_pad (seal, blob->sealed))
    ;
  g_assert_true (blob_seal_end (seal, blob->sealed, blob->hash, &error));
  g_assert_no_error (error);
}

static GByteArray *
open_pieces (const Blob *blob, const guint8 *data, gsize len, gsize piece, GError **error)
{
  g_autoptr (BlobOpen) open = blob_open_new (blob->key, blob->size, blob->hash, error);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (gsize at = 0; at < len; at += piece)
    if (!blob_open_push (open, data + at, MIN (piece, len - at), out, error))
      return NULL;
  return blob_open_end (open, out, error) ? g_steal_pointer (&out) : NULL;
}

static void
assert_round (gsize size, gsize seal_piece, gsize open_piece)
{
  g_autoptr (GByteArray) file = some_bytes (size);
  g_autoptr (GByteArray) opened = NULL;
  g_autoptr (GError) error = NULL;
  guint8 hash[BLOB_HASH_BYTES];
  Blob blob;

  blob_init (&blob, file, seal_piece);
  g_assert_cmpuint (blob.sealed->len, ==, blob_sealed_size (size));
  crypto_hash_sha256 (hash, blob.sealed->data, blob.sealed->len);
  g_assert_cmpmem (hash, sizeof hash, blob.hash, sizeof blob.hash);
  opened = open_pieces (&blob, blob.sealed->data, blob.sealed->len, open_piece, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (opened->data, opened->len, file->data, file->len);
  g_byte_array_unref (blob.sealed);
}

static void
test_round (void)
{
  static const gsize sizes[] = {
    0,     1,     2,      255,    256,    65535,         65536,
    65537, 70000, 131071, 131072, 131073, 3 * 65536 + 9, 10 * 65536 - 1,
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    assert_round (sizes[i], 1 << 20, 1 << 20);
    assert_round (sizes[i], 65536, 65553);
    assert_round (sizes[i], 1000, 4096);
  }
  assert_round (3000, 1, 1);
}

static gboolean
takes (const guint8 *data, gsize len, gpointer blob)
{
  g_autoptr (GByteArray) opened = open_pieces (blob, data, len, 1 << 20, NULL);

  return opened != NULL;
}

static void
assert_damage (gsize size)
{
  g_autoptr (GByteArray) file = some_bytes (size);
  g_autoptr (GBytes) sealed = NULL;
  Blob blob;

  blob_init (&blob, file, 1 << 20);
  sealed = g_byte_array_free_to_bytes (blob.sealed);
  damage_is_refused (sealed, takes, &blob);
}

static void
test_damage (void)
{
  assert_damage (0);
  assert_damage (1);
  assert_damage (300);
}

static void
assert_refused (const Blob *blob, const guint8 *data, gsize len, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_pieces (blob, data, len, 4096, &error));
  damage_assert_error (&error, code);
}

/* The hash is the message's to know; the frames must be safe without it. So it is made to fit. */
static void
assert_refused_with_its_hash (Blob blob, const guint8 *data, gsize len)
{
  crypto_hash_sha256 (blob.hash, data, len);
  assert_refused (&blob, data, len, WHIN_ERROR_CORRUPT);
}

static void
test_frames (void)
{
  enum {
    FRAME = STREAM_FRAME + STREAM_FRAME_OVERHEAD
  };
  g_autoptr (GByteArray) file = some_bytes (3 * STREAM_FRAME);
  g_autoptr (GByteArray) copy = g_byte_array_new ();
  guint8 *a, *b, swap[FRAME];
  Blob blob, other;

  blob_init (&blob, file, 1 << 20);
  blob_init (&other, file, 1 << 20);
  g_byte_array_append (copy, blob.sealed->data, blob.sealed->len);
  a = copy->data + BLOB_HEADER_BYTES;
  b = a + FRAME;
  /* Two frames change places. */
  memcpy (swap, a, FRAME);
  memcpy (a, b, FRAME);
  memcpy (b, swap, FRAME);
  assert_refused_with_its_hash (blob, copy->data, copy->len);
  /* One comes twice instead of the next. */
  memcpy (a, b, FRAME);
  assert_refused_with_its_hash (blob, copy->data, copy->len);
  /* One comes from another file. */
  memcpy (copy->data, blob.sealed->data, blob.sealed->len);
  memcpy (b, other.sealed->data + BLOB_HEADER_BYTES + FRAME, FRAME);
  assert_refused_with_its_hash (blob, copy->data, copy->len);
  /* The whole is another file, and the other way round. */
  assert_refused (&blob, other.sealed->data, other.sealed->len, WHIN_ERROR_CORRUPT);
  assert_refused_with_its_hash (blob, other.sealed->data, other.sealed->len);
  /* The last frame is missing, or something comes after it. */
  assert_refused (&blob, blob.sealed->data, blob.sealed->len - FRAME, WHIN_ERROR_CORRUPT);
  g_byte_array_append (blob.sealed, a, 1);
  assert_refused (&blob, blob.sealed->data, blob.sealed->len, WHIN_ERROR_CORRUPT);
  g_byte_array_unref (blob.sealed);
  g_byte_array_unref (other.sealed);
}

/* A true prefix is no file, although its frames are good: the size is made to fit. */
static void
test_cut (void)
{
  enum {
    FRAME = STREAM_FRAME + STREAM_FRAME_OVERHEAD
  };
  g_autoptr (GByteArray) file = some_bytes (4 * STREAM_FRAME);
  Blob blob;

  blob_init (&blob, file, 1 << 20);
  blob.size = 2 * STREAM_FRAME;
  g_assert_cmpuint (blob_sealed_size (blob.size), ==, BLOB_HEADER_BYTES + 2 * FRAME);
  assert_refused_with_its_hash (blob, blob.sealed->data, BLOB_HEADER_BYTES + 2 * FRAME);
  g_byte_array_unref (blob.sealed);
}

/* However long the padding, it comes a frame at a time. */
static void
test_padding (void)
{
  enum {
    PIECE = 65536,
    PIECES = 64
  };
  static const guint8 piece[PIECE] = { 1 };
  guint8 key[PRIM_KEY_BYTES], hash[BLOB_HASH_BYTES];
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (BlobSeal) seal = blob_seal_new (PIECE * PIECES + 1, key, out, NULL);
  guint64 total = 0;

  for (guint i = 0; i <= PIECES; i++) {
    g_assert_true (blob_seal_push (seal, piece, i < PIECES ? PIECE : 1, out, NULL));
    g_assert_cmpuint (out->len, <=, BLOB_HEADER_BYTES + STREAM_FRAME + STREAM_FRAME_OVERHEAD);
    total += out->len;
    g_byte_array_set_size (out, 0);
  }
  while (blob_seal_pad (seal, out)) {
    g_assert_cmpuint (out->len, <=, STREAM_FRAME + STREAM_FRAME_OVERHEAD);
    total += out->len;
    g_byte_array_set_size (out, 0);
  }
  g_assert_true (blob_seal_end (seal, out, hash, NULL));
  g_assert_cmpuint (total + out->len, ==, blob_sealed_size (PIECE * PIECES + 1));
}

/* What the message says of size and hash is held to. */
static void
test_lies (void)
{
  g_autoptr (GByteArray) file = some_bytes (1000);
  Blob blob, lie;

  blob_init (&blob, file, 1000);
  lie = blob;
  lie.hash[0] ^= 1;
  assert_refused (&lie, blob.sealed->data, blob.sealed->len, WHIN_ERROR_CORRUPT);
  lie = blob;
  lie.key[0] ^= 1;
  assert_refused (&lie, blob.sealed->data, blob.sealed->len, WHIN_ERROR_CORRUPT);
  /* A smaller file of the same padded size: the padding would not be zeros. */
  lie = blob;
  lie.size--;
  g_assert_cmpuint (blob_sealed_size (lie.size), ==, blob_sealed_size (blob.size));
  assert_refused (&lie, blob.sealed->data, blob.sealed->len, WHIN_ERROR_CORRUPT);
  lie.size = 100;
  assert_refused (&lie, blob.sealed->data, blob.sealed->len, WHIN_ERROR_CORRUPT);
  lie.size = 10000;
  assert_refused (&lie, blob.sealed->data, blob.sealed->len, WHIN_ERROR_CORRUPT);
  g_byte_array_unref (blob.sealed);
}

static void
test_header (void)
{
  g_autoptr (GByteArray) file = some_bytes (10);
  Blob blob;

  blob_init (&blob, file, 10);
  blob.sealed->data[4]++;
  assert_refused (&blob, blob.sealed->data, blob.sealed->len, WHIN_ERROR_TOO_OLD);
  blob.sealed->data[4] = 0;
  assert_refused (&blob, blob.sealed->data, blob.sealed->len, WHIN_ERROR_CORRUPT);
  g_byte_array_unref (blob.sealed);
}

/* The file grew or shrank while it was read. */
static void
test_changed (void)
{
  guint8 key[PRIM_KEY_BYTES], hash[BLOB_HASH_BYTES];
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BlobSeal) seal = blob_seal_new (10, key, out, NULL);

  g_assert_true (blob_seal_push (seal, "12345", 5, out, NULL));
  g_assert_false (blob_seal_push (seal, "1234567", 7, out, &error));
  damage_assert_error (&error, WHIN_ERROR_CONFLICT);
  g_assert_false (blob_seal_pad (seal, out));
  g_assert_false (blob_seal_end (seal, out, hash, &error));
  damage_assert_error (&error, WHIN_ERROR_CONFLICT);
}

/* Padmé as published: at most 12 % more, and never fewer bits than the table of the paper. */
static void
test_sizes (void)
{
  static const struct {
    guint64 size, padded;
  } known[] = { { 0, 0 },
                { 1, 1 },
                { 9, 10 },
                { 100, 104 },
                { 1000, 1024 },
                { 1024, 1024 },
                { 1025, 1088 },
                { 65536, 65536 },
                { 65537, 67584 },
                { 1u << 30, 1u << 30 },
                { (1u << 30) + 1, (1u << 30) + (1u << 25) } };
  guint8 key[PRIM_KEY_BYTES];
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpuint (blob_padded_size (known[i].size), ==, known[i].padded);
  for (guint64 size = 1; size < 2 * (guint64) LIMIT_MEDIA_MAX; size = size * 9 / 8 + 1) {
    guint64 padded = blob_padded_size (size);

    g_assert_cmpuint (padded, >=, size);
    g_assert_cmpuint (padded - size, <=, size * 12 / 100);
    g_assert_cmpuint (blob_padded_size (padded), ==, padded);
  }
  /* At and past 2 GiB nothing wraps around. */
  g_assert_cmpuint (blob_sealed_size (G_GUINT64_CONSTANT (1) << 31), ==,
                    (G_GUINT64_CONSTANT (1) << 31) + 32768 * 17 + 33);
  g_assert_null (blob_seal_new (G_GUINT64_CONSTANT (1) << 31, key, out, &error));
  damage_assert_error (&error, WHIN_ERROR_TOO_BIG);
  g_assert_null (blob_seal_new (G_MAXUINT64, key, out, &error));
  damage_assert_error (&error, WHIN_ERROR_TOO_BIG);
  g_assert_null (blob_open_new (key, G_MAXUINT64, key, &error));
  damage_assert_error (&error, WHIN_ERROR_TOO_BIG);
  g_assert_cmpuint (out->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/blob/round", test_round);
  g_test_add_func ("/blob/damage", test_damage);
  g_test_add_func ("/blob/frames", test_frames);
  g_test_add_func ("/blob/cut", test_cut);
  g_test_add_func ("/blob/padding", test_padding);
  g_test_add_func ("/blob/lies", test_lies);
  g_test_add_func ("/blob/header", test_header);
  g_test_add_func ("/blob/changed", test_changed);
  g_test_add_func ("/blob/sizes", test_sizes);
  return g_test_run ();
}
