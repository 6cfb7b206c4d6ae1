/* waveform: how loud a voice note is as it goes on, in few bars.
 *
 * Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Of what is recorded here; others may send up to LIMIT_VOICE_BARS_MAX. */
#define WAVEFORM_BARS 64

/* A peak in dBFS (0 is the loudest) as a height, 0 to 255. */
guint8 waveform_height (double decibels);
/* peaks: heights at equal distances. WAVEFORM_BARS bars of equal times, the loudest of them 255,
 * but of what is next to silent. */
GBytes *waveform_bars (const guint8 *peaks, gsize n);
