/* test-pack: what is written is read, and nothing else is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pack.h"

#include <string.h>

static GByteArray *
sample (void)
{
  GByteArray *out = g_byte_array_new ();
  Id id = { { 1, 2, 3 } };

  pack_u8 (out, 0xfe);
  pack_u16 (out, 0xfedc);
  pack_u32 (out, 0xfedcba98);
  pack_u64 (out, 0xfedcba9876543210);
  pack_id (out, &id);
  pack_string (out, "hello", 5);
  pack_string (out, NULL, 0);
  return out;
}

static gboolean
read_sample (const guint8 *data, gsize len)
{
  Unpack in = unpack_begin (data, len);
  Id expected = { { 1, 2, 3 } }, id;
  gsize n;
  gboolean same;

  same = unpack_u8 (&in) == 0xfe && unpack_u16 (&in) == 0xfedc && unpack_u32 (&in) == 0xfedcba98 &&
         unpack_u64 (&in) == 0xfedcba9876543210;
  id = unpack_id (&in);
  same = same && id_equal (&id, &expected);
  same = same && unpack_string (&in, 5, &n) != NULL && n == 5;
  unpack_string (&in, 5, &n);
  return unpack_end (&in) && same && n == 0;
}

static void
test_round (void)
{
  g_autoptr (GByteArray) out = sample ();
  static const guint8 start[] = { 0xfe, 0xfe, 0xdc, 0xfe, 0xdc, 0xba, 0x98, 0xfe };

  g_assert_cmpmem (out->data, sizeof start, start, sizeof start);
  g_assert_true (read_sample (out->data, out->len));
}

static void
test_every_length (void)
{
  g_autoptr (GByteArray) out = sample ();

  for (guint len = 0; len < out->len; len++) {
    g_autofree guint8 *copy = g_memdup2 (out->data, len);

    g_assert_false (read_sample (copy, len));
  }
  pack_u8 (out, 0);
  g_assert_false (read_sample (out->data, out->len));
}

static void
test_bounds (void)
{
  static const guint8 long_string[] = { 0, 3, 'a', 'b', 'c' };
  Unpack in = unpack_begin (long_string, sizeof long_string);
  guint8 rest[4] = { 1, 1, 1, 1 };
  gsize len;

  g_assert_null (unpack_string (&in, 2, &len));
  g_assert_cmpuint (len, ==, 0);
  unpack_bytes (&in, rest, sizeof rest);
  g_assert_cmpuint (rest[0] | rest[1] | rest[2] | rest[3], ==, 0);
  g_assert_false (unpack_end (&in));
  /* The string is shorter than it says. */
  in = unpack_begin (long_string, sizeof long_string - 1);
  g_assert_null (unpack_string (&in, 3, &len));
  g_assert_cmpuint (len, ==, 0);
  in = unpack_begin (NULL, 0);
  g_assert_true (unpack_end (&in));
  unpack_refuse (&in);
  g_assert_false (unpack_end (&in));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pack/round", test_round);
  g_test_add_func ("/pack/every-length", test_every_length);
  g_test_add_func ("/pack/bounds", test_bounds);
  return g_test_run ();
}
