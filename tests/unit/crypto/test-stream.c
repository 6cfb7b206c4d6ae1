/* test-stream: what the other end may make with the right key, and still is no stream of ours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stream.h"

#include <sodium.h>
#include <string.h>

#define MESSAGE crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
#define PUSH crypto_secretstream_xchacha20poly1305_TAG_PUSH
#define REKEY crypto_secretstream_xchacha20poly1305_TAG_REKEY
#define FINAL crypto_secretstream_xchacha20poly1305_TAG_FINAL

static const guint8 key[PRIM_KEY_BYTES] = { 1, 2, 3 };

typedef struct {
  gsize len;
  guint8 tag;
} Frame;

/* Straight from libsodium, with "front" bound to the first frame. */
static GByteArray *
make (const Frame *frames, guint n, guint8 header[STREAM_HEADER_BYTES])
{
  static const guint8 plain[STREAM_FRAME] = { 7 };
  GByteArray *out = g_byte_array_new ();
  crypto_secretstream_xchacha20poly1305_state state;

  crypto_secretstream_xchacha20poly1305_init_push (&state, header, key);
  for (guint i = 0; i < n; i++) {
    guint at = out->len;

    g_byte_array_set_size (out, (guint) (at + frames[i].len + STREAM_FRAME_OVERHEAD));
    crypto_secretstream_xchacha20poly1305_push (&state, out->data + at, NULL, plain, frames[i].len,
                                                (const guint8 *) "front", i == 0 ? 5 : 0,
                                                frames[i].tag);
  }
  return out;
}

static gboolean
opens (const GByteArray *sealed, const guint8 header[STREAM_HEADER_BYTES], gsize *opened)
{
  g_autoptr (StreamOpen) open = stream_open_new (key, header, "front", 5);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gboolean good =
      stream_open_push (open, sealed->data, sealed->len, out) && stream_open_end (open, out);

  *opened = out->len;
  return good;
}

/* libsodium itself opens what stream_seal makes, and the other way round. */
static void
test_libsodium (void)
{
  static const Frame frames[] = { { STREAM_FRAME, MESSAGE },
                                  { STREAM_FRAME, MESSAGE },
                                  { 9, FINAL } };
  guint8 header[STREAM_HEADER_BYTES], plain[STREAM_FRAME], tag;
  g_autoptr (GByteArray) theirs = make (frames, G_N_ELEMENTS (frames), header);
  g_autoptr (GByteArray) ours = g_byte_array_new ();
  g_autoptr (StreamSeal) seal = NULL;
  crypto_secretstream_xchacha20poly1305_state state;
  gsize opened;

  g_assert_true (opens (theirs, header, &opened));
  g_assert_cmpuint (opened, ==, 2 * STREAM_FRAME + 9);
  seal = stream_seal_new (key, header);
  stream_seal_bind (seal, "front", 5);
  stream_seal_push (seal, "hello", 5, ours);
  stream_seal_end (seal, ours);
  g_assert_cmpint (crypto_secretstream_xchacha20poly1305_init_pull (&state, header, key), ==, 0);
  g_assert_cmpint (crypto_secretstream_xchacha20poly1305_pull (&state, plain, NULL, &tag,
                                                               ours->data, ours->len,
                                                               (const guint8 *) "front", 5),
                   ==, 0);
  g_assert_cmpuint (tag, ==, FINAL);
  g_assert_cmpmem (plain, 5, "hello", 5);
}

static void
test_not_ours (void)
{
  static const struct {
    Frame frames[3];
    guint n;
  } cases[] = {
    { { { 0, MESSAGE } }, 0 },                          /* nothing */
    { { { 9, MESSAGE } }, 1 },                          /* not ended */
    { { { STREAM_FRAME, MESSAGE } }, 1 },               /* not ended either */
    { { { 9, MESSAGE }, { 9, FINAL } }, 2 },            /* a short frame before the last */
    { { { STREAM_FRAME, FINAL }, { 9, FINAL } }, 2 },   /* ended twice */
    { { { STREAM_FRAME, FINAL }, { 9, MESSAGE } }, 2 }, /* more after the end */
    { { { STREAM_FRAME, FINAL }, { STREAM_FRAME, FINAL } }, 2 },
    { { { STREAM_FRAME, PUSH }, { 9, FINAL } }, 2 }, /* another mark */
    { { { STREAM_FRAME, REKEY }, { 9, FINAL } }, 2 },
    { { { 9, PUSH } }, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint8 header[STREAM_HEADER_BYTES];
    g_autoptr (GByteArray) sealed = make (cases[i].frames, cases[i].n, header);
    gsize opened;

    g_assert_false (opens (sealed, header, &opened));
  }
}

/* Once wrong, always wrong. */
static void
test_stays_refused (void)
{
  static const Frame frames[] = { { STREAM_FRAME, MESSAGE }, { 9, FINAL } };
  guint8 header[STREAM_HEADER_BYTES];
  g_autoptr (GByteArray) sealed = make (frames, G_N_ELEMENTS (frames), header);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (StreamOpen) open = stream_open_new (key, header, "front", 5);
  g_autofree guint8 *bad = g_memdup2 (sealed->data, sealed->len);

  bad[100] ^= 1;
  g_assert_false (stream_open_push (open, bad, sealed->len, out));
  g_assert_false (stream_open_push (open, sealed->data, sealed->len, out));
  g_assert_false (stream_open_end (open, out));
  g_assert_cmpuint (out->len, ==, 0);
}

static void
test_sizes (void)
{
  g_assert_cmpuint (stream_sealed_size (0), ==, 17);
  g_assert_cmpuint (stream_sealed_size (1), ==, 18);
  g_assert_cmpuint (stream_sealed_size (65536), ==, 65536 + 17);
  g_assert_cmpuint (stream_sealed_size (65537), ==, 65537 + 34);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/stream/libsodium", test_libsodium);
  g_test_add_func ("/stream/not-ours", test_not_ours);
  g_test_add_func ("/stream/stays-refused", test_stays_refused);
  g_test_add_func ("/stream/sizes", test_sizes);
  return g_test_run ();
}
