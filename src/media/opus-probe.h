/* opus-probe: whether bytes are a voice note - one stream of Opus in Ogg, whole, and no longer than
 * one may be - before any decoder sees them.
 *
 * Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Of a voice note, whoever made it. */
#define OPUS_PROBE_BYTES_MAX (32 * 1024 * 1024)

/* How long it plays, in milliseconds, counted from what a decoder would make of each packet: no
 * file plays longer than it says. -1 and WHIN_ERROR_CORRUPT when it is something else,
 * WHIN_ERROR_TOO_BIG past LIMIT_VOICE_SECONDS_MAX or OPUS_PROBE_BYTES_MAX. */
gint64 opus_probe (GBytes *bytes, GError **error);
