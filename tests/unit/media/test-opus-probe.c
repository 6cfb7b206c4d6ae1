/* test-opus-probe: what is a voice note, and what only looks like one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "opus-probe.h"

#include "error.h"
#include "limits.h"
#include "ogg.h"

#include <string.h>

/* Takes file. */
static gint64
probe (GByteArray *file, GError **error)
{
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (file);

  return opus_probe (bytes, error);
}

static void
assert_refused (GByteArray *file, WhinError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (probe (file, &error), ==, -1);
  g_assert_error (error, WHIN_ERROR, (int) code);
}

static void
test_length (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (probe (ogg_file (50), &error), ==, 1000 - 312 / 48 - 1);
  g_assert_no_error (error);
}

static void
test_cut (void)
{
  g_autoptr (GByteArray) whole = ogg_file (3);
  gsize page = 27 + 1 + 4;

  for (gsize size = 0; size < whole->len; size++) {
    GByteArray *part = g_byte_array_new ();
    gboolean between = size + page == whole->len || size + 2 * page == whole->len;

    g_byte_array_append (part, whole->data, (guint) size);
    /* A file that ends between two pages lacks its end only. */
    if (between)
      g_assert_cmpint (probe (part, NULL), >, 0);
    else
      assert_refused (part, WHIN_ERROR_CORRUPT);
  }
}

static void
test_flipped (void)
{
  g_autoptr (GByteArray) whole = ogg_file (3);

  for (gsize at = 0; at < whole->len; at++) {
    GByteArray *other = g_byte_array_new ();

    g_byte_array_append (other, whole->data, whole->len);
    other->data[at] ^= 0x10;
    assert_refused (other, WHIN_ERROR_CORRUPT);
  }
}

static void
test_heads (void)
{
  GByteArray *file = g_byte_array_new ();
  static const guint8 packet[] = { 9 << 3, 1 };

  ogg_headers (file, 3, 0);
  ogg_page (file, OGG_LAST, 960, 2, packet, sizeof packet);
  assert_refused (file, WHIN_ERROR_CORRUPT);

  file = g_byte_array_new ();
  ogg_headers (file, 2, 0);
  ogg_page (file, OGG_LAST, 960, 2, packet, sizeof packet);
  g_assert_cmpint (probe (file, NULL), ==, 20);

  /* No sound at all, or none that is heard. */
  file = g_byte_array_new ();
  ogg_headers (file, 1, 0);
  assert_refused (file, WHIN_ERROR_CORRUPT);
  file = g_byte_array_new ();
  ogg_headers (file, 1, 960);
  ogg_page (file, OGG_LAST, 960, 2, packet, sizeof packet);
  assert_refused (file, WHIN_ERROR_CORRUPT);
}

static void
test_pages (void)
{
  static const guint8 packet[] = { 9 << 3, 1 };
  const struct {
    guint8 flags;
    gint64 granule;
    guint32 number;
  } wrong[] = {
    { 0, 960, 1 },             /* one comes twice */
    { OGG_FIRST, 960, 2 },     /* another stream begins */
    { OGG_CONTINUED, 960, 2 }, /* nothing goes on there */
    { 0, -7, 2 },              /* before the beginning */
    { 0, G_MAXINT64, 2 },      /* for ever */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    GByteArray *file = g_byte_array_new ();

    ogg_headers (file, 1, 0);
    ogg_page (file, wrong[i].flags, wrong[i].granule, wrong[i].number, packet, sizeof packet);
    assert_refused (file, WHIN_ERROR_CORRUPT);
  }
}

/* Where nothing goes on, a page may be lost; in the middle of a packet not. */
static void
test_lost (void)
{
  static const guint8 packet[] = { 9 << 3, 1 };
  GByteArray *file = ogg_file (0);
  g_autofree guint8 *large = g_malloc0 (255);
  gsize at;

  ogg_page (file, 0, 960, 2, packet, sizeof packet);
  ogg_page (file, OGG_LAST, 2880, 4, packet, sizeof packet);
  g_assert_cmpint (probe (file, NULL), ==, 40 - 7);

  for (guint32 next = 3; next < 5; next++) {
    file = ogg_file (0);
    at = file->len;
    large[0] = 9 << 3;
    ogg_page (file, 0, -1, 2, large, 255);
    /* Without the segment of 0 it goes on in the next page. */
    file->data[at + 26] = 1;
    g_byte_array_remove_index (file, (guint) at + 28);
    ogg_sum (file, at);
    ogg_page (file, OGG_CONTINUED | OGG_LAST, 960, next, packet, sizeof packet);
    if (next == 3)
      g_assert_cmpint (probe (file, NULL), ==, 20 - 7);
    else
      assert_refused (file, WHIN_ERROR_CORRUPT);
  }
}

static void
test_after_the_end (void)
{
  GByteArray *file = ogg_file (2);

  g_byte_array_append (file, (const guint8 *) "\0", 1);
  assert_refused (file, WHIN_ERROR_CORRUPT);
  file = ogg_file (2);
  ogg_page (file, 0, 4000, 4, "\x48", 1);
  assert_refused (file, WHIN_ERROR_CORRUPT);
}

static void
test_packets (void)
{
  static const struct {
    guint8 bytes[2];
    gsize size;
    gint64 ms; /* 0: it is none */
  } packets[] = {
    { { 0 << 3 }, 1, 10 },       { { 3 << 3 }, 1, 60 },
    { { 3 << 3 | 1 }, 1, 120 },  { { 13 << 3 }, 1, 20 },
    { { 31 << 3 | 2 }, 1, 40 },  { { 9 << 3 | 3, 6 }, 2, 120 },
    { { 9 << 3 | 3, 7 }, 2, 0 }, { { 9 << 3 | 3, 0 }, 2, 0 },
    { { 9 << 3 | 3 }, 1, 0 },    { { 0 }, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (packets); i++) {
    GByteArray *file = g_byte_array_new ();

    ogg_headers (file, 1, 0);
    ogg_page (file, OGG_LAST, 480, 2, packets[i].bytes, packets[i].size);
    if (packets[i].ms > 0)
      g_assert_cmpint (probe (file, NULL), ==, packets[i].ms);
    else
      assert_refused (file, WHIN_ERROR_CORRUPT);
  }
}

/* A small file that says it is short, and would play for days. */
static void
test_bomb (void)
{
  GByteArray *file = g_byte_array_new ();
  guint8 page[27 + 255 + 255 * 2];
  guint pages = LIMIT_VOICE_SECONDS_MAX * 1000 / (255 * 120) + 2;

  ogg_headers (file, 1, 0);
  memset (page, 0, sizeof page);
  memcpy (page, "OggS", 4);
  memset (page + 6, 0xff, 8);
  page[14] = 77;
  page[26] = 255;
  memset (page + 27, 2, 255);
  for (guint i = 0; i < 255; i++) {
    page[27 + 255 + 2 * i] = 9 << 3 | 3;
    page[27 + 255 + 2 * i + 1] = 6;
  }
  for (guint i = 0; i < pages; i++) {
    page[18] = (guint8) (i + 2);
    page[19] = (guint8) ((i + 2) >> 8);
    g_byte_array_append (file, page, sizeof page);
    ogg_sum (file, file->len - sizeof page);
  }
  assert_refused (file, WHIN_ERROR_TOO_BIG);
}

static void
test_too_many_bytes (void)
{
  GByteArray *file = g_byte_array_new ();

  g_byte_array_set_size (file, OPUS_PROBE_BYTES_MAX + 1);
  assert_refused (file, WHIN_ERROR_TOO_BIG);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/opus-probe/length", test_length);
  g_test_add_func ("/opus-probe/cut", test_cut);
  g_test_add_func ("/opus-probe/flipped", test_flipped);
  g_test_add_func ("/opus-probe/heads", test_heads);
  g_test_add_func ("/opus-probe/pages", test_pages);
  g_test_add_func ("/opus-probe/lost", test_lost);
  g_test_add_func ("/opus-probe/after-the-end", test_after_the_end);
  g_test_add_func ("/opus-probe/packets", test_packets);
  g_test_add_func ("/opus-probe/bomb", test_bomb);
  g_test_add_func ("/opus-probe/too-many-bytes", test_too_many_bytes);
  return g_test_run ();
}
