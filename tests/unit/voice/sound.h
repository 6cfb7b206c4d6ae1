/* sound: voice notes to try things with, and waiting for what sound does by itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "voice-recorder.h"

/* A source of a tone that lasts so long and comes faster than it is heard. */
char *sound_tone (gint64 ms);
/* A note of a tone, recorded. */
VoiceNote *sound_note (gint64 ms);
/* Runs the main context until *done; aborts after a minute. */
void sound_wait (const gboolean *done);
