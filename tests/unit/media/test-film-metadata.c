/* test-film-metadata: videos made of boxes that say where and when they were taken.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "hide.h"

#include <string.h>

#define PLACE "+48.2082+016.3738/"
#define WHEN 0x51, 0x52, 0x53, 0x54
#define SEEN "what is seen and heard"

static void
put_number (GByteArray *to, guint64 value, guint n)
{
  while (n-- > 0) {
    guint8 byte = (guint8) (value >> 8 * n);

    g_byte_array_append (to, &byte, 1);
  }
}

static void
put (GByteArray *to, const char *name, gconstpointer body, gsize len)
{
  put_number (to, 8 + len, 4);
  g_byte_array_append (to, (const guint8 *) name, 4);
  g_byte_array_append (to, body, (guint) len);
}

static void
put_box (GByteArray *to, const char *name, const GByteArray *body)
{
  put (to, name, body->data, body->len);
}

static void
put_times (GByteArray *to, const char *name, guint8 version)
{
  static const guint8 when[] = { WHEN, WHEN, WHEN, WHEN };
  g_autoptr (GByteArray) body = g_byte_array_new ();

  put_number (body, (guint64) version << 24, 4);
  g_byte_array_append (body, when, version == 1 ? 16 : 8);
  put_number (body, 90000, 4);
  put_box (to, name, body);
}

static GByteArray *
track (void)
{
  GByteArray *track = g_byte_array_new ();
  g_autoptr (GByteArray) media = g_byte_array_new ();

  put_times (track, "tkhd", 1);
  put_times (media, "mdhd", 0);
  put (media, "hdlr", "vide", 4);
  put_box (track, "mdia", media);
  put (track, "udta", PLACE, strlen (PLACE));
  return track;
}

/* As telephones make them: what it is comes first, or after everything. */
static GByteArray *
film (void)
{
  GByteArray *film = g_byte_array_new ();
  g_autoptr (GByteArray) movie = g_byte_array_new ();
  g_autoptr (GByteArray) one = track ();

  put (film, "ftyp", "isommp42", 8);
  put (film, "uuid", PLACE PLACE, 2 * strlen (PLACE));
  put (film, "mdat", SEEN, strlen (SEEN));
  put_times (movie, "mvhd", 0);
  put_box (movie, "trak", one);
  put (movie, "udta", PLACE, strlen (PLACE));
  put (movie, "meta", PLACE, strlen (PLACE));
  put_box (film, "moov", movie);
  put (film, "free", PLACE, strlen (PLACE));
  return film;
}

static void
test_said (void)
{
  static const guint8 when[] = { WHEN };
  g_autoptr (GByteArray) bytes = film ();
  g_autoptr (GByteArray) left = hide (bytes->data, bytes->len, 4096);

  g_assert_true (has (bytes, when, sizeof when) && has (bytes, PLACE, strlen (PLACE)));
  g_assert_false (has (left, PLACE, strlen (PLACE)));
  g_assert_false (has (left, "udta", 4) || has (left, "meta", 4) || has (left, "uuid", 4));
  g_assert_false (has (left, when, sizeof when));
  g_assert_true (has (left, SEEN, strlen (SEEN)) && has (left, "vide", 4));
  g_assert_cmpmem (left->data, 16, bytes->data, 16);
}

static void
test_pieces (void)
{
  g_autoptr (GByteArray) bytes = film ();

  assert_pieces_are_whole (bytes);
}

/* Sizes of eight bytes, and one up to the end. */
static void
test_sizes (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) left = NULL;

  put (bytes, "ftyp", "qt  ", 4);
  put_number (bytes, 1, 4);
  g_byte_array_append (bytes, (const guint8 *) "uuid", 4);
  put_number (bytes, 16 + strlen (PLACE), 8);
  g_byte_array_append (bytes, (const guint8 *) PLACE, strlen (PLACE));
  put_number (bytes, 0, 4);
  g_byte_array_append (bytes, (const guint8 *) "udta" PLACE, 4 + strlen (PLACE));
  left = hide (bytes->data, bytes->len, 7);
  g_assert_false (has (left, PLACE, strlen (PLACE)));
}

static void
test_others_are_left (void)
{
  static const guint8 other[] = { 'R', 'I', 'F', 'F', 0x93, 'u', 'd', 't', 'a', 0, 0, 0, 9 };
  g_autoptr (GByteArray) left = hide (other, sizeof other, 5);
  g_autoptr (GByteArray) none = hide (other, 0, 5);

  g_assert_cmpmem (left->data, left->len, other, sizeof other);
}

static void
test_damaged (void)
{
  g_autoptr (GByteArray) bytes = film ();

  for (guint cut = 0; cut < bytes->len; cut++) {
    g_autoptr (GByteArray) left = hide (bytes->data, cut, 64);
  }
  for (guint i = 0; i < bytes->len; i++)
    for (guint bit = 0; bit < 8; bit++) {
      g_autoptr (GByteArray) left = NULL;

      bytes->data[i] ^= (guint8) (1 << bit);
      left = hide (bytes->data, bytes->len, 64);
      bytes->data[i] ^= (guint8) (1 << bit);
    }
}

/* Boxes without end, and in each other. */
static void
test_many (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) deep = g_byte_array_new ();

  put (bytes, "ftyp", "isom", 4);
  for (guint i = 0; i < 100000; i++)
    put (bytes, "free", NULL, 0);
  g_byte_array_unref (hide (bytes->data, bytes->len, 4096));
  for (guint i = 0; i < 1000; i++) {
    g_autoptr (GByteArray) outer = g_byte_array_new ();

    put_box (outer, "moov", deep);
    g_byte_array_set_size (deep, 0);
    g_byte_array_append (deep, outer->data, outer->len);
  }
  g_byte_array_unref (hide (deep->data, deep->len, 4096));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film-metadata/said", test_said);
  g_test_add_func ("/film-metadata/pieces", test_pieces);
  g_test_add_func ("/film-metadata/sizes", test_sizes);
  g_test_add_func ("/film-metadata/others-are-left", test_others_are_left);
  g_test_add_func ("/film-metadata/damaged", test_damaged);
  g_test_add_func ("/film-metadata/many", test_many);
  return g_test_run ();
}
