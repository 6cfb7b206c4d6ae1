/* waveform: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "waveform.h"

#include <math.h>

/* Below that a microphone only hums. */
#define QUIETEST -50.0
#define SILENT 40

guint8
waveform_height (double decibels)
{
  if (isnan (decibels) || decibels <= QUIETEST)
    return 0;
  return (guint8) (MIN (1.0, 1.0 - decibels / QUIETEST) * 255);
}

static guint8
highest (const guint8 *peaks, gsize from, gsize until)
{
  guint8 height = 0;

  for (gsize i = from; i < until; i++)
    height = MAX (height, peaks[i]);
  return height;
}

GBytes *
waveform_bars (const guint8 *peaks, gsize n)
{
  guint8 *bars = g_malloc0 (WAVEFORM_BARS);
  guint loudest = MAX (highest (peaks, 0, n), SILENT);

  for (gsize bar = 0; n > 0 && bar < WAVEFORM_BARS; bar++) {
    gsize from = bar * n / WAVEFORM_BARS, until = (bar + 1) * n / WAVEFORM_BARS;

    bars[bar] = (guint8) (highest (peaks, from, MAX (until, from + 1)) * 255 / loudest);
  }
  return g_bytes_new_take (bars, WAVEFORM_BARS);
}
