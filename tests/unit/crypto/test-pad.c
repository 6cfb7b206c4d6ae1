/* test-pad: what is padded is stripped, everything else is refused, and lengths say little.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pad.h"

#include <string.h>

static GByteArray *
padded (gsize len)
{
  g_autofree guint8 *data = g_malloc (len + 1);
  GByteArray *out = g_byte_array_new ();

  memset (data, 'x', len);
  pad_append (out, data, len);
  return out;
}

static void
test_round (void)
{
  gsize previous = 0;

  for (gsize len = 0; len < 20000; len += len < 9000 ? 1 : 97) {
    g_autoptr (GByteArray) out = padded (len);
    gsize stripped;

    g_assert_cmpuint (out->len, ==, pad_length (len));
    g_assert_true (pad_strip (out->data, out->len, &stripped));
    g_assert_cmpuint (stripped, ==, len);
    g_assert_cmpuint (out->len, >=, previous);
    previous = out->len;
    g_assert_cmpuint (out->len, <=, MAX (len + 256, (len + 1) * 112 / 100));
  }
}

static void
test_lengths (void)
{
  /* Padmé by hand: 16385 has the exponent 14, which takes 4 bits to write, so 10 bits are cleared.
   */
  static const struct {
    gsize len, padded;
  } cases[] = { { 0, 256 },     { 255, 256 },   { 256, 512 },     { 4095, 4096 },  { 4096, 4352 },
                { 8191, 8192 }, { 8192, 8704 }, { 16383, 16384 }, { 16384, 17408 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (pad_length (cases[i].len), ==, cases[i].padded);
}

static void
test_strict (void)
{
  g_autoptr (GByteArray) out = padded (100);
  gsize len;

  for (gsize cut = 0; cut < out->len; cut++)
    g_assert_false (pad_strip (out->data, cut, &len));
  g_byte_array_set_size (out, 512);
  memset (out->data + 256, 0, 256);
  g_assert_false (pad_strip (out->data, 512, &len));
  for (guint i = 101; i < 256; i++) {
    out->data[i] ^= 1;
    g_assert_false (pad_strip (out->data, 256, &len));
    out->data[i] ^= 1;
  }
  memset (out->data, 0, 512);
  g_assert_false (pad_strip (out->data, 256, &len));
  g_assert_false (pad_strip (NULL, 0, &len));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pad/round", test_round);
  g_test_add_func ("/pad/lengths", test_lengths);
  g_test_add_func ("/pad/strict", test_strict);
  return g_test_run ();
}
