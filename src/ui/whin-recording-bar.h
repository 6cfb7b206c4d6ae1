/* recording bar: a voice message while it is made - recorded, paused, listened to. It stands where
 * the text would be. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "voice.h"
#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_RECORDING_BAR (whin_recording_bar_get_type ())
G_DECLARE_FINAL_TYPE (WhinRecordingBar, whin_recording_bar, WHIN, RECORDING_BAR, GtkWidget)

/* Signals:
 *   cancelled ()               nothing is left of it
 *   failed (const char *)      why there is nothing
 *   finished (VoiceNote *, gboolean once)   after finish; the note is whose hand it comes into
 *   notify::recording          a boolean: the microphone is listened to
 */

void whin_recording_bar_set_client (WhinRecordingBar *self, WhinClient *client);
/* microphone as in voice-recorder.h. held: as long as somebody presses a button. */
void whin_recording_bar_start (WhinRecordingBar *self, const char *microphone, gboolean held);
/* Goes on without being held. */
void whin_recording_bar_lock (WhinRecordingBar *self);
/* Ends it as it is, but for the last half second; NULL when that is nothing. And shows one that was
 * put aside like that: takes the note. */
VoiceNote *whin_recording_bar_take (WhinRecordingBar *self);
void whin_recording_bar_resume (WhinRecordingBar *self, VoiceNote *note);
/* Cancels without a word. */
void whin_recording_bar_clear (WhinRecordingBar *self);
/* `finished` follows, or `failed`. */
void whin_recording_bar_finish (WhinRecordingBar *self);
/* Whether there is anything in it. */
gboolean whin_recording_bar_is_active (WhinRecordingBar *self);
gboolean whin_recording_bar_is_held (WhinRecordingBar *self);
gboolean whin_recording_bar_is_recording (WhinRecordingBar *self);
/* So far. */
gint64 whin_recording_bar_get_length (WhinRecordingBar *self);

G_END_DECLS
