/* voice-recorder: a microphone into a voice note. It is made in memory: nothing of it is on the
 * disk before it is sealed, and nothing is left of one that is cancelled, or of a crash.
 *
 * One thread: the one with the main context in which it was started. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "voice.h"

G_BEGIN_DECLS

typedef struct _VoiceRecorder VoiceRecorder;

typedef struct {
  /* Some 20 times a second while it hears: how loud (0 to 255), and how long it is by now. */
  void (*level) (guint8 height, gint64 ms, gpointer data);
  /* Once, unless it is freed before: after a stop, at the longest a note may be, or when the
   * microphone failed. Both may be given: what was recorded until then. Takes note. */
  void (*ended) (VoiceNote *note, const GError *error, gpointer data);
} VoiceRecorderFuncs;

/* microphone: as voice_microphones_async gives it, or NULL for the desktop's. Any element of
 * GStreamer, by its description and after "gst:", is taken too, for tests. */
VoiceRecorder *
voice_recorder_start (const char *microphone, const VoiceRecorderFuncs *funcs, gpointer data);
/* For tests: another length at which it ends. */
void voice_recorder_set_longest (VoiceRecorder *self, gint64 ms);
/* The microphone is not listened to meanwhile. */
void voice_recorder_set_paused (VoiceRecorder *self, gboolean paused);
/* While it is paused: what there is, but for the last half second; NULL when that is nothing. */
VoiceNote *voice_recorder_peek (VoiceRecorder *self);
void voice_recorder_stop (VoiceRecorder *self);
/* Cancels what has not ended. NULL is fine. */
void voice_recorder_free (VoiceRecorder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VoiceRecorder, voice_recorder_free)

G_END_DECLS
