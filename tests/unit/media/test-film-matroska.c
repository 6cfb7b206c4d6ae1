/* test-film-matroska: videos made of elements that say where and when they were taken.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "hide.h"

#include <string.h>

#define EBML 0x1a45dfa3
#define SEGMENT 0x18538067
#define INFO 0x1549a966
#define TRACKS 0x1654ae6b
#define TRACK 0xae
#define CLUSTER 0x1f43b675
#define TAGS 0x1254c367
#define ATTACHMENTS 0x1941a469
#define CHAPTERS 0x1043a770
#define MUXING_APP 0x4d80
#define WRITING_APP 0x5741
#define CRC 0xbf
#define VOID 0xec
#define BLOCK 0xa3

#define PLACE "Secretplace"
#define SEEN "what is seen and heard"
#define UNKNOWN G_MAXUINT64

static void
put_number (GByteArray *to, guint64 value, guint n)
{
  while (n-- > 0) {
    guint8 byte = (guint8) (value >> 8 * n);

    g_byte_array_append (to, &byte, 1);
  }
}

/* The size in so many bytes. */
static void
put_head (GByteArray *to, guint32 id, guint64 size, guint n)
{
  guint64 mark = G_GUINT64_CONSTANT (1) << 7 * n;

  put_number (to, id, (g_bit_storage (id) + 7) / 8);
  put_number (to, size == UNKNOWN ? 2 * mark - 1 : mark | size, n);
}

static void
put (GByteArray *to, guint32 id, gconstpointer body, gsize len)
{
  put_head (to, id, len, len < 127 ? 1 : 8);
  g_byte_array_append (to, body, (guint) len);
}

static void
put_text (GByteArray *to, guint32 id, const char *text)
{
  put (to, id, text, strlen (text));
}

static void
put_master (GByteArray *to, guint32 id, const GByteArray *body)
{
  put (to, id, body->data, body->len);
}

static GByteArray *
begin (void)
{
  GByteArray *film = g_byte_array_new ();

  put_text (film, EBML, "\x42\x82\x84webm");
  return film;
}

static void
put_info (GByteArray *to)
{
  g_autoptr (GByteArray) info = g_byte_array_new ();

  put (info, CRC, "CRC!", 4);
  put_text (info, 0x73a4, "an id of 16 byte");
  put (info, 0x4461, PLACE, 8);
  put_text (info, 0x7ba9, PLACE);
  put_text (info, 0x7384, PLACE);
  put_text (info, 0x3c83ab, PLACE);
  put_text (info, 0x3e83bb, PLACE);
  put_text (info, MUXING_APP, PLACE);
  put_text (info, WRITING_APP, PLACE " 2");
  put_text (info, 0x4489, "duration");
  put_master (to, INFO, info);
}

static void
put_tracks (GByteArray *to)
{
  g_autoptr (GByteArray) track = g_byte_array_new (), tracks = g_byte_array_new ();

  put_text (track, 0x536e, PLACE);
  put_text (track, 0x86, "V_VP8");
  put_master (tracks, TRACK, track);
  put_master (to, TRACKS, tracks);
}

static void
put_cluster (GByteArray *to, gboolean sized)
{
  g_autoptr (GByteArray) cluster = g_byte_array_new ();

  put (cluster, 0xe7, "\1", 1);
  put_text (cluster, BLOCK, SEEN);
  put_text (cluster, BLOCK, SEEN);
  if (sized) {
    put_master (to, CLUSTER, cluster);
  } else {
    put_head (to, CLUSTER, UNKNOWN, 8);
    g_byte_array_append (to, cluster->data, cluster->len);
  }
}

/* What is said comes before the pictures and after them. */
static GByteArray *
film (gboolean sized)
{
  GByteArray *film = begin ();
  g_autoptr (GByteArray) segment = g_byte_array_new ();

  put_info (segment);
  put_text (segment, TAGS, PLACE);
  put_tracks (segment);
  put_cluster (segment, sized);
  put_cluster (segment, sized);
  put_text (segment, TAGS, PLACE);
  put_text (segment, ATTACHMENTS,
            PLACE PLACE PLACE PLACE PLACE PLACE PLACE PLACE PLACE PLACE PLACE PLACE);
  put_text (segment, CHAPTERS, PLACE);
  put_text (segment, VOID, PLACE);
  if (sized) {
    put_master (film, SEGMENT, segment);
  } else {
    put_head (film, SEGMENT, UNKNOWN, 8);
    g_byte_array_append (film, segment->data, segment->len);
  }
  return film;
}

static guint
count (const GByteArray *bytes, const char *what)
{
  guint n = 0;

  for (gsize i = 0; i + strlen (what) <= bytes->len; i++)
    n += memcmp (bytes->data + i, what, strlen (what)) == 0;
  return n;
}

static void
assert_said_nothing (gboolean sized)
{
  g_autoptr (GByteArray) bytes = film (sized);
  g_autoptr (GByteArray) left = hide (bytes->data, bytes->len, 4096);

  g_assert_cmpuint (count (bytes, PLACE), ==, 23);
  g_assert_cmpuint (count (left, PLACE), ==, 0);
  g_assert_cmpuint (count (left, "Secretpl"), ==, 0);
  g_assert_cmpuint (count (left, "CRC!"), ==, 0);
  g_assert_cmpuint (count (left, SEEN), ==, 4);
  g_assert_true (has (left, "an id of 16 byte", 16) && has (left, "duration", 8));
  g_assert_true (has (left, "\x4d\x80\x8b           \x57\x41\x8d             \x44\x89", 32));
  g_assert_true (has (left, "V_VP8", 5));
}

static void
test_said (void)
{
  assert_said_nothing (TRUE);
}

static void
test_unknown_sizes (void)
{
  assert_said_nothing (FALSE);
}

static void
test_pieces (void)
{
  g_autoptr (GByteArray) bytes = film (FALSE);

  assert_pieces_are_whole (bytes);
}

/* What is emptied is as long as it was, and read as empty: of each length around where the size
 * takes one byte and eight. */
static void
test_lengths (void)
{
  static const guint8 zeros[300];
  guint8 letters[sizeof zeros];

  memset (letters, 'x', sizeof letters);
  for (gsize len = 0; len < sizeof zeros; len++) {
    g_autoptr (GByteArray) bytes = begin (), wanted = begin ();
    g_autoptr (GByteArray) body = g_byte_array_new (), left = NULL;
    gsize all;

    put_head (bytes, SEGMENT, UNKNOWN, 1);
    put_head (wanted, SEGMENT, UNKNOWN, 1);
    g_byte_array_append (body, letters, (guint) len);
    all = bytes->len;
    put_master (bytes, 0x7ba9, body);
    all = bytes->len - all;
    put_head (wanted, VOID, all <= 8 ? all - 2 : all - 9, all <= 8 ? 1 : 8);
    g_byte_array_append (wanted, zeros, (guint) (all <= 8 ? all - 2 : all - 9));
    put_text (bytes, BLOCK, SEEN);
    put_text (wanted, BLOCK, SEEN);
    left = hide (bytes->data, bytes->len, 4096);
    g_assert_cmpmem (left->data, left->len, wanted->data, wanted->len);
  }
}

/* Sizes that are more than there is: nothing is done from there on. */
static void
test_absurd (void)
{
  static const guint64 sizes[] = {
    13, 1000, G_MAXINT32, G_MAXUINT32, (G_GUINT64_CONSTANT (1) << 56) - 2, UNKNOWN
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GByteArray) bytes = begin (), left = NULL;

    put_head (bytes, SEGMENT, UNKNOWN, 8);
    put_head (bytes, TAGS, sizes[i], 8);
    g_byte_array_append (bytes, (const guint8 *) PLACE "!", sizeof PLACE);
    left = hide (bytes->data, bytes->len, 64);
    g_assert_cmpmem (left->data, left->len, bytes->data, bytes->len);
  }
}

/* Of a recording that broke off, what is before that is hidden. */
static void
test_broken_off (void)
{
  g_autoptr (GByteArray) bytes = begin (), left = NULL;

  put_head (bytes, SEGMENT, G_MAXINT32, 8);
  put_text (bytes, TAGS, PLACE);
  put_head (bytes, CLUSTER, 1000, 8);
  g_byte_array_append (bytes, (const guint8 *) SEEN, sizeof SEEN);
  left = hide (bytes->data, bytes->len, 64);
  g_assert_cmpuint (count (left, PLACE), ==, 0);
  g_assert_cmpuint (count (left, SEEN), ==, 1);
}

/* Elements are known by their place: the same bytes in a picture, or without a beginning, are left.
 */
static void
test_others_are_left (void)
{
  g_autoptr (GByteArray) bytes = begin (), tags = g_byte_array_new (), left = NULL, bare = NULL;

  put_text (tags, TAGS, PLACE);
  put_head (bytes, SEGMENT, UNKNOWN, 8);
  put_head (bytes, CLUSTER, UNKNOWN, 8);
  put_master (bytes, BLOCK, tags);
  left = hide (bytes->data, bytes->len, 64);
  bare = hide (tags->data, tags->len, 64);
  g_assert_cmpmem (left->data, left->len, bytes->data, bytes->len);
  g_assert_cmpmem (bare->data, bare->len, tags->data, tags->len);
}

static void
test_damaged (void)
{
  for (guint sized = 0; sized < 2; sized++) {
    g_autoptr (GByteArray) bytes = film (sized);

    for (guint cut = 0; cut < bytes->len; cut++)
      g_byte_array_unref (hide (bytes->data, cut, 64));
    for (guint i = 0; i < 8 * bytes->len; i++) {
      bytes->data[i / 8] ^= (guint8) (1 << i % 8);
      g_byte_array_unref (hide (bytes->data, bytes->len, 64));
      bytes->data[i / 8] ^= (guint8) (1 << i % 8);
    }
  }
}

/* As many pictures as a live recording has before it says what it is; and too much that is empty.
 */
static void
test_many (void)
{
  g_autoptr (GByteArray) bytes = begin (), empty = begin (), left = NULL;

  put_head (bytes, SEGMENT, UNKNOWN, 8);
  put_head (bytes, CLUSTER, UNKNOWN, 8);
  for (guint i = 0; i < 200000; i++)
    put (bytes, BLOCK, "!", 1);
  put_text (bytes, TAGS, PLACE);
  left = hide (bytes->data, bytes->len, 4096);
  g_assert_false (has (left, PLACE, strlen (PLACE)));
  put_head (empty, SEGMENT, UNKNOWN, 8);
  for (guint i = 0; i < 100000; i++)
    put (empty, VOID, "!", 1);
  g_byte_array_unref (hide (empty->data, empty->len, 4096));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film-matroska/said", test_said);
  g_test_add_func ("/film-matroska/unknown-sizes", test_unknown_sizes);
  g_test_add_func ("/film-matroska/pieces", test_pieces);
  g_test_add_func ("/film-matroska/lengths", test_lengths);
  g_test_add_func ("/film-matroska/absurd", test_absurd);
  g_test_add_func ("/film-matroska/broken-off", test_broken_off);
  g_test_add_func ("/film-matroska/others-are-left", test_others_are_left);
  g_test_add_func ("/film-matroska/damaged", test_damaged);
  g_test_add_func ("/film-matroska/many", test_many);
  return g_test_run ();
}
