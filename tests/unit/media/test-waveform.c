/* test-waveform: from peaks to bars.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "waveform.h"

#include "limits.h"

#include <math.h>

G_STATIC_ASSERT (WAVEFORM_BARS <= LIMIT_VOICE_BARS_MAX);

static void
test_height (void)
{
  g_assert_cmpuint (waveform_height (0), ==, 255);
  g_assert_cmpuint (waveform_height (3), ==, 255);
  g_assert_cmpuint (waveform_height (-25), ==, 127);
  g_assert_cmpuint (waveform_height (-50), ==, 0);
  g_assert_cmpuint (waveform_height (-INFINITY), ==, 0);
  g_assert_cmpuint (waveform_height (NAN), ==, 0);
}

static void
test_bars (void)
{
  guint8 peaks[WAVEFORM_BARS * 10] = { 0 };
  g_autoptr (GBytes) bars = NULL;
  const guint8 *data;

  peaks[15] = 100; /* of the second bar */
  peaks[639] = 50; /* of the last */
  bars = waveform_bars (peaks, sizeof peaks);
  data = g_bytes_get_data (bars, NULL);
  g_assert_cmpuint (g_bytes_get_size (bars), ==, WAVEFORM_BARS);
  for (guint i = 0; i < WAVEFORM_BARS; i++)
    g_assert_cmpuint (data[i], ==, i == 1 ? 255 : i == WAVEFORM_BARS - 1 ? 127 : 0);
}

/* Fewer peaks than bars stretch; what is next to silent is not blown up. */
static void
test_short (void)
{
  g_autoptr (GBytes) quiet = waveform_bars ((const guint8[]) { 4 }, 1);
  g_autoptr (GBytes) none = waveform_bars (NULL, 0);
  g_autoptr (GBytes) two = waveform_bars ((const guint8[]) { 200, 100 }, 2);
  const guint8 *data = g_bytes_get_data (two, NULL);

  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (quiet, NULL))[0], <, 30);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (none, NULL))[0], ==, 0);
  g_assert_cmpuint (data[0], ==, 255);
  g_assert_cmpuint (data[31], ==, 255);
  g_assert_cmpuint (data[63], ==, 127);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waveform/height", test_height);
  g_test_add_func ("/waveform/bars", test_bars);
  g_test_add_func ("/waveform/short", test_short);
  return g_test_run ();
}
